#include "fovea/data/photos/keras_lists.h"

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/keras_listing.h"
#include "fovea/data/photos/folder_listing.h"

namespace fovea {
namespace {

/// What lies beneath a folder of the store, by names from there.
FolderListing listing_in(const FileStore& files, const std::string& folder) {
  FolderListing listing;
  const auto take = [&](const std::vector<std::string>& names, std::vector<std::string>& to) {
    for (const std::string& name : names)
      if (name.starts_with(folder) && name.size() > folder.size()) to.push_back(name.substr(folder.size()));
  };
  take(files.names(), listing.files);
  take(files.empty_folders(), listing.folders);
  return listing;
}

/// The parts that Keras makes of one folder of class folders: all, or training and validation.
std::vector<KerasFiles> lists_of(const FolderListing& listing, const KerasListOptions& options, bool shuffle,
                                 double fraction) {
  if (!options.generator)
    return image_dataset_files(listing, {.shuffle = shuffle,
                                         .seed = options.seed,
                                         .validation_split = fraction,
                                         .subset = fraction > 0 ? "both" : "",
                                         .follow_links = options.follow_links});
  const auto part = [&](const char* subset) {
    return flow_from_directory_files(
        listing, {.validation_split = fraction, .subset = subset, .follow_links = options.follow_links});
  };
  if (fraction == 0) return {part("")};
  return {part("training"), part("validation")};
}

class Lister {
 public:
  Lister(DataSet data, const KerasListOptions& options) : data_(std::move(data)), options_(options) {}

  DataSet list() {
    std::vector<Split> before = std::move(data_.splits);
    data_.splits.clear();
    for (const Split& split : before) {
      const bool training = split.name == "train";
      if (split.name == "validation" && options_.validation_split > 0) continue;
      const std::vector<KerasFiles> parts = lists_of(listing(split.folder), options_, training && options_.shuffle,
                                                     training ? options_.validation_split : 0);
      if (&split == &before.front()) data_.classes = parts[0].classes;
      check_classes(split, parts[0].classes);
      add(split.name, split.folder, parts[0]);
      if (parts.size() > 1) add("validation", split.folder, parts[1]);
    }
    number_files();
    return std::move(data_);
  }

 private:
  bool in_folder() const { return data_.kind == "folder"; }

  FolderListing listing(const std::string& folder) const {
    if (in_folder())
      return folder_listing(std::filesystem::path(data_.path) / folder, options_.follow_links, Compat::keras);
    return listing_in(*data_.files, folder);
  }

  void check_classes(const Split& split, const std::vector<std::string>& classes) const {
    if (classes == data_.classes) return;
    fail(ErrorKind::format, data_.path + ": " + split.name + " has the classes " + join(classes, ", ") + ", and " +
                                data_.splits.front().name + " " + join(data_.classes, ", ") +
                                ". Keras numbers those of each folder from 0, so that labels would mean different "
                                "classes. Make the folders alike, or leave --compat keras out.");
  }

  void add(const std::string& name, const std::string& folder, const KerasFiles& files) {
    const auto count = static_cast<std::int64_t>(files.files.size());
    if (count == 0) fail(ErrorKind::format, data_.path + ": Keras finds no pictures for " + name + ".");
    Split split{.name = name, .y = Array({count}, DType::i64), .folder = folder};
    std::ranges::copy(files.labels, split.y.values<std::int64_t>().begin());
    for (std::size_t i = 0; i < files.files.size(); ++i) {
      split.photos.push_back({static_cast<std::uint32_t>(names_.size()), static_cast<std::int32_t>(files.labels[i])});
      names_.push_back(folder + files.files[i]);
    }
    data_.splits.push_back(std::move(split));
  }

  /// Photos were numbered in the order of the lists; stores have an order of their own.
  void number_files() {
    std::vector<std::int64_t> place(names_.size());
    if (in_folder()) {
      std::vector<std::int64_t> listed(names_.size());
      for (std::size_t i = 0; i < listed.size(); ++i) listed[i] = static_cast<std::int64_t>(i);
      data_.files = list_files({data_.path, data_.path, "folder"}, std::move(names_), listed, options_.limits);
      for (std::size_t file = 0; file < listed.size(); ++file)
        place[static_cast<std::size_t>(listed[file])] = static_cast<std::int64_t>(file);
    } else {
      const std::vector<std::string>& names = data_.files->names();
      for (std::size_t i = 0; i < names_.size(); ++i)
        place[i] = std::ranges::lower_bound(names, names_[i]) - names.begin();
    }
    for (Split& split : data_.splits)
      for (PhotoRef& photo : split.photos) photo.file = static_cast<std::uint32_t>(place[photo.file]);
    std::erase_if(data_.skipped, [&](const SkippedFile& file) { return lists(file.name); });
  }

  /// Whether a file, or one in a folder, is among the photos: Keras looks into hidden folders.
  bool lists(const std::string& name) const {
    const std::vector<std::string>& names = data_.files->names();
    const auto in_folder = std::ranges::lower_bound(names, name + "/");
    return std::ranges::binary_search(names, name) ||
           (in_folder != names.end() && in_folder->starts_with(name + "/"));
  }

  DataSet data_;
  const KerasListOptions& options_;
  std::vector<std::string> names_;  ///< of all photos, in the order of the lists
};

}  // namespace

DataSet as_keras_lists(DataSet data, const KerasListOptions& options) {
  if (!data.files || data.classes.empty()) return data;
  if (data.kind == "csv")
    fail(ErrorKind::unsupported, data.path +
                                     ": is a list of files, which Keras has no function for. --compat keras follows "
                                     "it on folders of class folders.");
  return Lister(std::move(data), options).list();
}

}  // namespace fovea
