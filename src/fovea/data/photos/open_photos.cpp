#include "fovea/data/photos/open_photos.h"

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/sniff.h"

namespace fovea {

PhotoSet open_photos(const std::filesystem::path& path, const StoreOptions& options) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return find_photos(open_folder(path, options));
  const std::string first = first_bytes(path);
  if (is_zip(first)) return find_photos(open_zip(path, options));
  if (is_tar(first)) return find_photos(open_tar(path, options));
  if (to_lower(path.extension().string()) == ".csv") return open_photo_list(path, options);
  fail(ErrorKind::format,
       path.string() + ": is " + describe_content(first) +
           ". Photos are read from a folder of class folders, from a zip or tar archive of one, or "
           "from a .csv of path,label lines.");
}

}  // namespace fovea
