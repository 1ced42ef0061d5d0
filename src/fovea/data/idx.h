#pragma once
#include <filesystem>

#include "fovea/base/array.h"
#include "fovea/data/byte_source.h"

namespace fovea {

/// The array of an IDX file, the format of MNIST and its relatives, plain or gzip (told by its content).
/// Output   unsigned bytes uint8, signed bytes and shorts int32, ints int32, floats float32, doubles float64
/// Errors   unreadable: no such file, damaged gzip; format: not IDX (the text says what it is instead), truncated
///          or longer than its header says (both numbers of bytes are named); resource: a .gz that unfolds beyond
///          the limits
/// Source   http://yann.lecun.com/exdb/mnist (file format)
Array read_idx(const std::filesystem::path& path, const ReadLimits& limits = {});

/// The same from any source of bytes.
Array read_idx(ByteSource& source);

}  // namespace fovea
