#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/formats/hdf5/image.h"

namespace fovea::hdf5 {

enum class Filter : std::uint16_t { deflate = 1, shuffle = 2, fletcher32 = 3 };

/// From a filter pipeline message, in the order in which they were applied.
/// Errors   unsupported: any other filter; format: one twice
std::vector<Filter> read_filters(const Image& image, std::string_view body);

/// How a dataset is cut into equal boxes, each stored apart.
struct Chunks {
  enum class Index { tree, single, implicit };

  Index index = Index::tree;
  std::uint64_t address = undefined;
  std::vector<std::uint64_t> shape;  ///< a chunk's
  std::uint64_t element = 0;         ///< bytes
  std::uint64_t stored_size = 0;     ///< bytes of a single filtered chunk
  std::uint32_t skipped = 0;         ///< filters that a single chunk goes without, a bit each
};

/// Fills `data`, the dataset of these dimensions in row-major order, from its chunks; where the file has none `data`
/// stays as it is. Errors   format: damaged
void read_chunks(const Image& image, const Chunks& chunks, const std::vector<Filter>& filters,
                 const std::vector<std::uint64_t>& dimensions, std::string& data);

}  // namespace fovea::hdf5
