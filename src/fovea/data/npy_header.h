#pragma once
#include <string>
#include <string_view>

#include "fovea/data/elements.h"

namespace fovea {

/// What an .npy file says about its array before the elements.
struct NpyHeader {
  ElementFormat format;
  bool fortran_order = false;
  Shape shape;
};

/// Takes the magic, version and header from the front of an .npy file (versions 1, 2 and 3).
/// Errors   format: not .npy, a header that breaks the rules or exceeds limits.npy_header_bytes; unsupported: a dtype
///          that is no number (Python objects above all: reading their pickle could run code)
NpyHeader read_npy_header(ByteSource& source, const ReadLimits& limits);

/// The same from the text of the header, a Python dict literal with the keys descr, fortran_order and shape.
NpyHeader parse_npy_header(std::string_view text, const std::string& who);

/// The bytes before the elements of a little-endian, row-major .npy file of version 1.0, as numpy writes them.
std::string npy_header_bytes(const Shape& shape, DType dtype);

}  // namespace fovea
