#pragma once
#include <filesystem>
#include <optional>

#include "fovea/data/photos/photo_set.h"

namespace fovea {

/// The pictures of a folder, a zip or tar archive (told by its content) or a .csv list; none for a file of another kind.
/// Errors   unreadable: no such file; those of find_photos and open_photo_list
std::optional<PhotoSet> photos_in(const std::filesystem::path& path, const StoreOptions& options = {});

/// Opens pictures wherever they lie: a folder, a zip or tar archive (told by its content), or a .csv list.
/// Errors   format: a file of another kind; those of photos_in
PhotoSet open_photos(const std::filesystem::path& path, const StoreOptions& options = {});

}  // namespace fovea
