#include "fovea/data/open_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/array_sets.h"
#include "fovea/data/hash.h"
#include "fovea/data/images/image.h"
#include "fovea/data/named_sets.h"
#include "fovea/data/npz.h"
#include "fovea/data/photos/open_photos.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view supported =
    "Supported are photos in class folders, in a .zip or tar archive of them or in a .csv of path,label; mnist, "
    "fashion_mnist, an .npz file with x_train, y_train, x_test, y_test, a folder of such .npy files, and a folder of "
    "IDX "
    "files (train-images-idx3-ubyte.gz and so on).";

/// Photos with their labels as an array, as other data has them.
DataSet as_data_set(PhotoSet photos, const fs::path& path) {
  fs::path plain = fs::absolute(path).lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();  // "photos/", "."
  DataSet data{.name = (fs::is_directory(path) ? plain.filename() : plain.stem()).string(),
               .path = path.string(),
               .kind = photos.files->kind()};
  if (data.name.empty()) data.name = "data";  // "/"
  data.classes = std::move(photos.classes);
  data.skipped = std::move(photos.skipped);
  data.warnings = std::move(photos.warnings);
  Sha256 sum;
  for (PhotoSplit& part : photos.splits) {
    Split split{.name = part.name, .y = Array({static_cast<std::int64_t>(part.photos.size())}, DType::i64)};
    for (std::size_t i = 0; i < part.photos.size(); ++i) {
      const PhotoRef& photo = part.photos[i];
      split.y.values<std::int64_t>()[i] = std::max(photo.label, 0);
      sum.update(fmt::format("{} {} {}\n", part.name, photos.name(photo), photo.label));
    }
    split.photos = std::move(part.photos);
    split.folder = std::move(part.folder);
    data.splits.push_back(std::move(split));
  }
  data.files = std::move(photos.files);
  data.manifest_hash = sum.hex();
  return data;
}

DataSet open_file(const fs::path& path, const DataOptions& options) {
  const std::string head = first_bytes(path);
  const bool named_npz = path.extension() == ".npz";
  if (named_npz || (is_any_zip(head) && !NpzFile(path, options.limits).names().empty()))
    return open_npz_set(path, options.limits);
  const StoreOptions store{.follow_links = options.follow_links, .limits = options.limits};
  if (is_picture(head)) return as_data_set(find_photos(open_one_file(path, store)), path);
  if (std::optional<PhotoSet> photos = photos_in(path, store)) return as_data_set(std::move(*photos), path);
  fail(ErrorKind::unsupported, fmt::format("{}: is no data that can be read; its content is {}. {}", path.string(),
                                           describe_content(head), supported));
}

}  // namespace

DataSet open_data(const std::string& spec, const DataOptions& options) {
  const auto& names = named_sets();
  if (std::find(names.begin(), names.end(), spec) != names.end()) return open_named_set(spec, options);
  std::error_code error;
  if (fs::is_directory(spec, error)) {
    if (is_idx_folder(spec)) return open_idx_set(spec, options.limits);
    if (is_npy_folder(spec)) return open_npy_set(spec, options.limits);
    return as_data_set(open_photos(spec, {.follow_links = options.follow_links, .limits = options.limits}), spec);
  }
  if (fs::exists(spec, error)) return open_file(spec, options);
  fail(ErrorKind::unreadable, fmt::format("Data '{}': no such file or folder, and no data set of that name. {}", spec,
                                          suggest(spec, names)));
}

}  // namespace fovea
