#pragma once
#include <filesystem>

#include "fovea/data/photos/photo_set.h"

namespace fovea {

/// Opens pictures wherever they lie: a folder, a zip or tar archive (told by its content), or a .csv list.
/// Errors   unreadable: no such file; format: a file of another kind; those of find_photos and open_photo_list
PhotoSet open_photos(const std::filesystem::path& path, const StoreOptions& options = {});

}  // namespace fovea
