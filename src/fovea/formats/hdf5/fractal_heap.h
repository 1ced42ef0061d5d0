#pragma once
#include <string_view>
#include <vector>

#include "fovea/formats/hdf5/image.h"

namespace fovea::hdf5 {

/// How the records of a version 2 B-tree name objects of a fractal heap.
struct DenseIndex {
  int type;          ///< of the tree's records
  std::size_t skip;  ///< bytes of a record before the object's id
};

/// Bodies of all messages that a group or object with many keeps in a fractal heap, in the order of the version 2
/// B-tree that indexes them.
/// Errors   format: damaged; unsupported: a filtered heap, or objects too large for its blocks
std::vector<std::string_view> read_dense(Image& image, std::uint64_t heap, std::uint64_t tree, DenseIndex index);

}  // namespace fovea::hdf5
