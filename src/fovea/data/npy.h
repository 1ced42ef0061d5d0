#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "fovea/base/array.h"
#include "fovea/data/byte_source.h"

namespace fovea {

/// The array of an .npy file, as numpy.load gives it without pickles, in fovea's element types and row-major order.
/// Input    bool, integers, float16, float32, float64, of either byte order; versions 1 to 3; C or Fortran order
/// Output   uint8 (also for bool), int32 (also for int8, int16, uint16), int64 (also for uint32, uint64), float32
///          (also for float16), float64
/// Errors   unreadable: no such file; format: broken, truncated, too long; unsupported: objects, texts, records
/// Source   numpy/lib/format.py
Array read_npy(const std::filesystem::path& path, const ReadLimits& limits = {});

/// The same from bytes in memory, which messages call `who`.
Array parse_npy(std::string_view bytes, const std::string& who, const ReadLimits& limits = {});

/// The same from any source of bytes.
Array read_npy(ByteSource& source, const ReadLimits& limits = {});

/// An .npy file of version 1.0 in memory; bfloat16 is written as float32, which numpy lacks a name for.
std::string npy_bytes(const Array& array);

/// Writes it, all or nothing. Errors   resource: disk full, no permission
void write_npy(const std::filesystem::path& path, const Array& array);

}  // namespace fovea
