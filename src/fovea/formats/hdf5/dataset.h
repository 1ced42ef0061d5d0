#pragma once
#include <string_view>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/base/limits.h"
#include "fovea/formats/hdf5/attribute.h"
#include "fovea/formats/hdf5/chunks.h"
#include "fovea/formats/hdf5/element_type.h"
#include "fovea/formats/hdf5/object_header.h"

namespace fovea::hdf5 {

/// What a dataset's header says of it.
struct Dataset {
  std::vector<std::uint64_t> dimensions;
  ElementType type;
  bool chunked = false;
  Chunks chunks;
  std::vector<Filter> filters;
  std::string_view data;  ///< all of it in one piece; empty where the file stores none
  std::string_view fill;  ///< the element that stands where nothing is stored; empty for 0
};

/// Whether an object with these messages is a dataset.
bool is_dataset(const Messages& messages);

/// Reads a description and checks it before anybody takes memory on its word.
/// Errors   format: damaged, more bytes as an Array than limits.tensor_bytes or than the file can hold;
///          unsupported: external storage, virtual, more than 8 dimensions, other filters or chunk indexes
Dataset read_description(const Image& image, const Messages& messages, const std::vector<Attribute>& attributes,
                         const ReadLimits& limits);

/// The dataset's values. Its elements must be numbers.
Array read_values(const Image& image, const Dataset& dataset);

/// The same into an array of its shape and type. What was read in one piece is given back on the way: a dataset is taken
/// once.
void take_values(const Image& image, const Dataset& dataset, Array& into);

}  // namespace fovea::hdf5
