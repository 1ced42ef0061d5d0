#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fovea/formats/hdf5/element_type.h"
#include "fovea/formats/hdf5/object_header.h"

namespace fovea::hdf5 {

/// Dimensions of a dataspace message; none for a scalar, one of 0 for an empty dataspace.
std::vector<std::uint64_t> read_dimensions(const Image& image, std::string_view body);

/// The number of bytes of elements of `size` in a box, or `undefined` where it leaves 62 bits. A side of 0 counts as
/// 1 until the end, so that (10^18, 0) is still seen to be absurd.
std::uint64_t product(const std::vector<std::uint64_t>& sides, std::uint64_t size);

/// A small named value at a group or dataset.
struct Attribute {
  std::string name;
  ElementType type;
  std::uint64_t count = 0;  ///< elements
  std::string_view data;
};

/// All attributes of an object, from its header or its fractal heap. Errors   format: damaged
std::vector<Attribute> read_attributes(Image& image, const Messages& messages);

/// The attribute of a name, or null.
const Attribute* find(const std::vector<Attribute>& attributes, std::string_view name);

/// All elements of an attribute of strings. Errors   format: damaged
std::vector<std::string> strings(const Image& image, const Attribute& attribute);

}  // namespace fovea::hdf5
