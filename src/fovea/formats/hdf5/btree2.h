#pragma once
#include <string_view>
#include <vector>

#include "fovea/formats/hdf5/image.h"

namespace fovea::hdf5 {

/// All records of a version 2 B-tree, in order. Errors   format: damaged, or records of another type
std::vector<std::string_view> read_records(Image& image, std::uint64_t address, int type);

}  // namespace fovea::hdf5
