#pragma once
#include <cstddef>

#include "fovea/base/array.h"
#include "fovea/data/byte_source.h"

namespace fovea {

/// How a file stores the elements of an array.
struct ElementFormat {
  char kind = 'u';  ///< numpy's letter: 'u' unsigned, 'i' signed, 'f' real, 'b' truth value
  std::size_t size = 1;
  bool big_endian = false;

  /// Whether fovea has a type for them.
  bool known() const;
  /// The type they get in memory: the same where there is one, else the next wider one (u2 becomes int32, u4 and u8
  /// int64, f2 float32; b1 becomes uint8).
  DType dtype() const;
};

/// The array whose header a reader has just taken from `source`: the rest of the source, which must be exactly its
/// elements in row-major order.
/// Errors   format: fewer or more bytes than `shape` promises (the text names both; nothing is allocated for a
///          promise that the source cannot keep); an unsigned 64-bit value above int64
Array read_elements(ByteSource& source, const Shape& shape, const ElementFormat& format);

}  // namespace fovea
