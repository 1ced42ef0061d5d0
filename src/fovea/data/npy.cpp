#include "fovea/data/npy.h"

#include <array>
#include <cstring>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/npy_header.h"

namespace fovea {
namespace {

/// `stored` holds the elements with the first dimension running fastest; the result has the last one fastest.
Array to_row_major(const Array& stored) {
  const Shape& shape = stored.shape();
  const std::size_t element = size_of(stored.dtype());
  Array result(shape, stored.dtype());
  std::array<std::int64_t, Shape::max_rank> index{}, stride{};
  std::int64_t step = 1;
  for (int i = 0; i < shape.rank(); ++i) {
    stride[i] = step;
    step *= shape[i];
  }
  std::int64_t from = 0;
  for (std::int64_t to = 0; to < result.size(); ++to) {
    std::memcpy(result.raw() + to * element, stored.raw() + from * element, element);
    for (int i = shape.rank() - 1; i >= 0; --i) {
      from += stride[i];
      if (++index[i] < shape[i]) break;
      from -= stride[i] * shape[i];
      index[i] = 0;
    }
  }
  return result;
}

}  // namespace

Array read_npy(ByteSource& source, const ReadLimits& limits) {
  return with_memory(source.who(), [&] {
    const NpyHeader header = read_npy_header(source, limits);
    Array stored = read_elements(source, header.shape, header.format);
    return header.fortran_order && header.shape.rank() > 1 ? to_row_major(stored) : stored;
  });
}

Array read_npy(const std::filesystem::path& path, const ReadLimits& limits) {
  return read_npy(*open_source(path, limits), limits);
}

Array parse_npy(std::string_view bytes, const std::string& who, const ReadLimits& limits) {
  return read_npy(*memory_source(bytes, who), limits);
}

std::string npy_bytes(const Array& array) {
  if (array.empty()) fail(ErrorKind::usage, "An array that was never given a shape cannot be written as .npy.");
  const Array numbers = array.dtype() == DType::bf16 ? array.cast(DType::f32) : array;
  std::string bytes = npy_header_bytes(numbers.shape(), numbers.dtype());
  if (numbers.bytes() > 0) bytes.append(reinterpret_cast<const char*>(numbers.raw()), numbers.bytes());
  return bytes;
}

void write_npy(const std::filesystem::path& path, const Array& array) { write_file(path, npy_bytes(array)); }

}  // namespace fovea
