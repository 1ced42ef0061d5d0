#pragma once
#include <filesystem>

#include "fovea/data/compat.h"
#include "fovea/data/keras_listing.h"

namespace fovea {

/// The names beneath a folder. Corrected, what not_a_picture() refuses is left out, of files and folders, and quarantines
/// are; Keras takes all. Links to folders are walked into at the top, as Keras does, and deeper where follow_links says so;
/// one that leads back into a folder that it lies in is not.
/// Errors   unreadable: no such folder, no permission
FolderListing folder_listing(const std::filesystem::path& folder, bool follow_links, Compat compat);

}  // namespace fovea
