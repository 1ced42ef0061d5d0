#pragma once
#include <string>
#include <vector>

#include "fovea/formats/hdf5/image.h"
#include "fovea/formats/hdf5/object_header.h"

namespace fovea::hdf5 {

/// A hard link: a name in a group and the address of an object header.
struct Link {
  std::string name;
  std::uint64_t address;
};

/// Whether an object with these messages is a group.
bool is_group(const Messages& messages);

/// All links of a group, sorted by the bytes of their names. Groups keep them in a symbol table (old files), in their
/// header (small groups of newer files) or in a fractal heap.
/// Errors   unsupported: a soft, external or user-defined link, which are never followed; format: damaged, a name
/// that
///          is empty, "." or holds a slash, or that comes twice
std::vector<Link> read_links(Image& image, const Messages& messages);

}  // namespace fovea::hdf5
