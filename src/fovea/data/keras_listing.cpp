#include "fovea/data/keras_listing.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <tuple>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/numpy_random.h"

namespace fovea {
namespace {

/// Texts compare in Python by their characters; bytes that are no UTF-8 stand for U+DC80 and on.
std::u32string characters(std::string_view text) {
  std::u32string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : '\0'); };
    const unsigned lead = byte(i);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    char32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
    bool valid = length == 1 || (lead >= 0xC2 && lead <= 0xF4);
    for (std::size_t k = 1; k < length && valid; ++k) {
      valid = (byte(i + k) & 0xC0) == 0x80;
      point = point << 6 | (byte(i + k) & 0x3Fu);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    valid = valid && point >= least[length] && point <= 0x10FFFF && !(point >= 0xD800 && point < 0xE000);
    result += valid ? point : 0xDC00 + lead;
    i += valid ? length : 1;
  }
  return result;
}

void sort_as_python(std::vector<std::string>& names) { std::ranges::sort(names, {}, characters); }

/// The ends of names that count.
using Endings = std::span<const std::string_view>;

constexpr std::array<std::string_view, 7> flow_endings{"png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff"};
constexpr std::array<std::string_view, 5> dataset_endings{".bmp", ".gif", ".jpeg", ".jpg", ".png"};

std::vector<std::string> class_folders(const FolderListing& listing, bool hidden) {
  std::set<std::string> found;
  for (const std::string& folder : listing.folders) found.insert(folder.substr(0, folder.find('/')));
  for (const std::string& file : listing.files)
    if (const std::size_t slash = file.find('/'); slash != std::string::npos) found.insert(file.substr(0, slash));
  std::erase_if(found, [&](const std::string& name) { return name.empty() || (!hidden && name.front() == '.'); });
  std::vector<std::string> names(found.begin(), found.end());
  sort_as_python(names);
  return names;
}

/// Whether a folder between the class's own and the file is a link.
bool behind_link(const std::string& path, const std::set<std::string>& links) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos;) {
    slash = path.find('/', slash + 1);
    if (slash != std::string::npos && links.contains(path.substr(0, slash))) return true;
  }
  return false;
}

/// The files beneath one class's folder: folder by folder, by name in each.
std::vector<std::string> files_of(const std::string& name, const FolderListing& listing,
                                  const std::set<std::string>& links, Endings endings) {
  std::vector<std::tuple<std::u32string, std::u32string, std::string>> found;
  for (const std::string& path : listing.files) {
    if (!path.starts_with(name + "/") || behind_link(path, links)) continue;
    const std::size_t slash = path.rfind('/');
    const std::string file = to_lower(path.substr(slash + 1));
    if (std::ranges::any_of(endings, [&](std::string_view ending) { return file.ends_with(ending); }))
      found.emplace_back(characters(path.substr(0, slash)), characters(path.substr(slash + 1)), path);
  }
  std::ranges::sort(found);
  std::vector<std::string> files;
  for (auto& entry : found) files.push_back(std::move(std::get<2>(entry)));
  return files;
}

template <class T>
std::vector<T> part_of(const std::vector<T>& list, std::size_t first, std::size_t last) {
  return {list.begin() + static_cast<std::ptrdiff_t>(first), list.begin() + static_cast<std::ptrdiff_t>(last)};
}

[[noreturn]] void refuse(const std::string& who, const std::string& text) {
  fail(ErrorKind::usage, who + ": " + text);
}

void check_split(const std::string& who, double split) {
  if (split != 0 && !(split > 0 && split < 1))
    refuse(who, "validation_split is above 0 and below 1. Received " + Json(split).dump() +
                    ". 0.2 keeps a fifth for validation.");
}

std::set<std::string> links_of(const FolderListing& listing, bool follow) {
  return follow ? std::set<std::string>() : std::set<std::string>(listing.links.begin(), listing.links.end());
}

}  // namespace

KerasFiles flow_from_directory_files(const FolderListing& listing, const FlowFromDirectoryOptions& options) {
  const std::string who = "flow_from_directory";
  check_split(who, options.validation_split);
  if (!options.subset.empty() && options.subset != "training" && options.subset != "validation")
    refuse(who, "subset is 'training' or 'validation'. Received '" + options.subset + "'.");
  KerasFiles result{.classes = options.classes.empty() ? class_folders(listing, true) : options.classes};
  const std::set<std::string> links = links_of(listing, options.follow_links);
  for (std::size_t label = 0; label < result.classes.size(); ++label) {
    std::vector<std::string> files = files_of(result.classes[label], listing, links, flow_endings);
    const auto first = static_cast<std::size_t>(options.validation_split * static_cast<double>(files.size()));
    if (options.subset == "validation") files = part_of(files, 0, first);
    if (options.subset == "training") files = part_of(files, first, files.size());
    result.labels.insert(result.labels.end(), files.size(), static_cast<std::int64_t>(label));
    result.files.insert(result.files.end(), files.begin(), files.end());
  }
  return result;
}

std::vector<KerasFiles> image_dataset_files(const FolderListing& listing, const ImageDatasetOptions& options) {
  const std::string who = "image_dataset_from_directory";
  check_split(who, options.validation_split);
  const bool both = options.subset == "both";
  if (!options.subset.empty() && !both && options.subset != "training" && options.subset != "validation")
    refuse(who, "subset is 'training', 'validation' or 'both'. Received '" + options.subset + "'.");
  if ((options.validation_split != 0) != !options.subset.empty())
    refuse(who, "validation_split and subset belong together. Received validation_split=" +
                    Json(options.validation_split).dump() + ", subset='" + options.subset + "'. Give both or none.");

  KerasFiles all{.classes = class_folders(listing, false)};
  if (!options.class_names.empty()) {
    for (const std::string& name : options.class_names)
      if (std::ranges::find(all.classes, name) == all.classes.end())
        refuse(who, "class_names are names of sub-folders. Received '" + name + "'. " + suggest(name, all.classes));
    all.classes = options.class_names;
  }
  const std::set<std::string> links = links_of(listing, options.follow_links);
  for (std::size_t label = 0; label < all.classes.size(); ++label)
    for (std::string& file : files_of(all.classes[label], listing, links, dataset_endings)) {
      all.files.push_back(std::move(file));
      all.labels.push_back(static_cast<std::int64_t>(label));
    }
  if (!options.labels.empty()) {
    if (options.labels.size() != all.files.size())
      refuse(who, "labels are one for each file. Received " + std::to_string(options.labels.size()) + " for " +
                      std::to_string(all.files.size()) + " files.");
    all.labels = options.labels;
    const std::set<std::int64_t> classes(all.labels.begin(), all.labels.end());
    if (*classes.begin() < 0 || *classes.rbegin() >= static_cast<std::int64_t>(classes.size()))
      refuse(who, "labels count classes from 0 without gaps. Received " + std::to_string(classes.size()) +
                      " classes from " + std::to_string(*classes.begin()) + " to " +
                      std::to_string(*classes.rbegin()) + ".");
  }
  if (options.shuffle) {
    NumpyRandom(options.seed).shuffle(all.files);
    NumpyRandom(options.seed).shuffle(all.labels);
  }

  const std::size_t count = all.files.size();
  const auto held = static_cast<std::size_t>(options.validation_split * static_cast<double>(count));
  std::vector<KerasFiles> parts;
  const auto add = [&](const std::string& what, std::size_t first, std::size_t last) {
    if (first == last)
      fail(ErrorKind::unreadable, who + ": no files for " + what + " among " + std::to_string(count) +
                                      " with the endings " +
                                      join({dataset_endings.begin(), dataset_endings.end()}, " ") +
                                      ". Add pictures, or choose another validation_split.");
    parts.push_back({part_of(all.files, first, last), part_of(all.labels, first, last), all.classes});
  };
  // In Python the last 0 files of a list are all of it.
  if (options.subset.empty()) add("a data set", 0, count);
  if (both || options.subset == "training") add("training", 0, held == 0 ? 0 : count - held);
  if (both || options.subset == "validation") add("validation", held == 0 ? 0 : count - held, count);
  return parts;
}

}  // namespace fovea
