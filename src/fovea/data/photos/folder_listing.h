#pragma once
#include <filesystem>

#include "fovea/data/compat.h"
#include "fovea/data/keras_listing.h"

namespace fovea {

/// The names beneath a folder. Corrected, what not_a_picture() refuses is left out, hidden folders too; Keras takes both.
/// Links to folders are walked into at the top, as Keras does, and deeper where follow_links says so.
/// Errors   unreadable: no such folder, no permission
FolderListing folder_listing(const std::filesystem::path& folder, bool follow_links, Compat compat);

}  // namespace fovea
