#include "fovea/data/photos/open_photos.h"

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/sniff.h"

namespace fovea {

std::optional<PhotoSet> photos_in(const std::filesystem::path& path, const StoreOptions& options) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return find_photos(open_folder(path, options), options.faults);
  const std::string first = first_bytes(path);
  if (is_any_zip(first)) return find_photos(open_zip(path, options), options.faults);
  if (is_tar(first)) return find_photos(open_tar(path, options), options.faults);
  if (to_lower(path.extension().string()) == ".csv") return open_photo_list(path, options);
  return std::nullopt;
}

PhotoSet open_photos(const std::filesystem::path& path, const StoreOptions& options) {
  if (std::optional<PhotoSet> photos = photos_in(path, options)) return std::move(*photos);
  fail(ErrorKind::format,
       path.string() + ": is " + describe_content(first_bytes(path)) +
           ". Photos are read from a folder of class folders, from a zip or tar archive of one, or "
           "from a .csv of path,label lines.");
}

}  // namespace fovea
