#include "fovea/base/limits.h"

#include <algorithm>

#include "fovea/base/fields.h"

namespace fovea {

const Fields<ReadLimits>& ReadLimits::fields() {
  using L = ReadLimits;
  static const Fields<L> list = Fields<L>()
                                    .add("archive_entries", &L::archive_entries)
                                    .add("archive_ratio", &L::archive_ratio)
                                    .add("archive_bytes", &L::archive_bytes)
                                    .add("file_bytes", &L::file_bytes)
                                    .add("npy_header_bytes", &L::npy_header_bytes)
                                    .add("hdf5_depth", &L::hdf5_depth)
                                    .add("hdf5_objects", &L::hdf5_objects)
                                    .add("tensors", &L::tensors)
                                    .add("tensor_bytes", &L::tensor_bytes)
                                    .add("json_depth", &L::json_depth)
                                    .add("json_bytes", &L::json_bytes)
                                    .add("layers", &L::layers)
                                    .add("picture_bytes", &L::picture_bytes)
                                    .add("picture_pixels", &L::picture_pixels)
                                    .add("picture_side", &L::picture_side)
                                    .add("jpeg_scans", &L::jpeg_scans);
  return list;
}

std::uint64_t ReadLimits::most_inflated(std::uint64_t compressed) const {
  constexpr std::uint64_t always_allowed = std::uint64_t{1} << 20;
  const auto total = static_cast<std::uint64_t>(archive_bytes);
  std::uint64_t most = 0;
  if (__builtin_mul_overflow(compressed, static_cast<std::uint64_t>(archive_ratio), &most)) most = total;
  return std::min(std::max(most, always_allowed), total);
}

std::string limit_words(const char* name, std::int64_t limit) {
  return "the limit is " + std::to_string(limit) + "; --limit " + name + "=N sets another";
}

}  // namespace fovea
