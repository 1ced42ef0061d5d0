#include "fovea/data/photos/photo_set.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {
namespace {

constexpr std::array<const char*, 3> split_names{"train", "validation", "test"};

/// Which split a folder of this name is, or -1.
int split_of(std::string_view folder) {
  static const std::map<std::string, int, std::less<>> known{
      {"train", 0}, {"training", 0}, {"val", 1}, {"valid", 1}, {"validation", 1}, {"test", 2}, {"testing", 2}};
  const auto found = known.find(to_lower(folder));
  return found == known.end() ? -1 : found->second;
}

/// The first part of a path from `from` on; empty where what is left is a file's own name.
std::string_view folder_at(std::string_view path, std::size_t from) {
  const std::size_t slash = path.find('/', from);
  return slash == std::string_view::npos ? std::string_view() : path.substr(from, slash - from);
}

/// How much of every path is one folder in which all lies; a folder that is a split is never such a one.
std::size_t common_folder(const std::vector<std::string>& names) {
  const std::string_view first = folder_at(names[0], 0);
  if (first.empty() || split_of(first) >= 0) return 0;
  for (const std::string& name : names)
    if (folder_at(name, 0) != first) return 0;
  // A folder of nothing but pictures is a class, not the top of classes.
  const bool deeper =
      std::ranges::any_of(names, [&](const std::string& name) { return !folder_at(name, first.size() + 1).empty(); });
  return deeper ? first.size() + 1 : 0;
}

class Finder {
 public:
  explicit Finder(std::shared_ptr<const FileStore> files) { set_.files = std::move(files); }

  PhotoSet find() {
    set_.skipped = set_.files->skipped();
    const std::vector<std::string>& names = set_.files->names();
    if (names.empty()) refuse("holds no pictures" + skipped_words());
    top_ = common_folder(names);
    std::set<std::string_view> folders;
    for (const std::string& name : names)
      if (const std::string_view folder = folder_at(name, top_); !folder.empty()) folders.insert(folder);
    splits_ = !folders.empty() && std::ranges::all_of(folders, [](auto folder) { return split_of(folder) >= 0; });
    if (folders.empty())
      all_in_one();
    else
      by_class();
    return std::move(set_);
  }

 private:
  [[noreturn]] void refuse(const std::string& text) const {
    fail(ErrorKind::format, set_.files->who() + ": " + text + ".");
  }

  std::string skipped_words() const {
    if (set_.skipped.empty()) return "";
    return "; " + std::to_string(set_.skipped.size()) + " files were skipped, the first of them " +
           set_.skipped[0].name + ", which " + set_.skipped[0].reason;
  }

  void all_in_one() {
    set_.splits.push_back({.name = "test"});
    for (std::uint32_t i = 0; i < set_.files->names().size(); ++i) set_.splits[0].photos.push_back({i, -1});
  }

  void by_class() {
    std::array<std::map<std::string, std::vector<std::uint32_t>, std::less<>>, 3> found;
    const std::vector<std::string>& names = set_.files->names();
    for (std::uint32_t i = 0; i < names.size(); ++i) {
      const std::string_view first = folder_at(names[i], top_);
      const std::size_t at = splits_ ? top_ + first.size() + 1 : top_;
      const std::string_view label = first.empty() ? first : folder_at(names[i], at);
      if (label.empty())
        set_.skipped.push_back({names[i], "lies beside the folders of classes"});
      else
        found[static_cast<std::size_t>(splits_ ? split_of(first) : 0)][std::string(label)].push_back(i);
    }
    for (const std::string& folder : set_.files->empty_folders()) note_empty(folder, found[0]);
    const auto reference = std::ranges::find_if(found, [](const auto& part) { return !part.empty(); });
    if (reference == found.end()) refuse("holds pictures, but none of them in a folder of a class" + skipped_words());
    for (const auto& [label, photos] : *reference) set_.classes.push_back(label);
    for (std::size_t part = 0; part < found.size(); ++part)
      if (!found[part].empty()) add_split(part, found[part]);
    check_names();
  }

  /// Whether runs of training lie beneath a folder, as where photos are trained on from within their folder.
  bool holds_runs(std::string_view folder) const {
    return std::ranges::any_of(set_.skipped, [&](const SkippedFile& file) {
      return file.name.starts_with(std::string(folder) + "/") && file.name.ends_with("/run.json");
    });
  }

  /// A folder of a class without pictures would only be missed when the model never names it.
  template <class Classes>
  void note_empty(std::string_view folder, const Classes& train) const {
    const std::string_view inner = folder.size() > top_ ? folder.substr(top_) : std::string_view();
    const std::size_t slash = inner.find('/');
    const bool of_class = splits_ ? slash != std::string_view::npos &&
                                        inner.find('/', slash + 1) == std::string_view::npos &&
                                        split_of(inner.substr(0, slash)) == 0
                                  : !inner.empty() && slash == std::string_view::npos && split_of(inner) < 0;
    const std::string label(splits_ && of_class ? inner.substr(slash + 1) : inner);
    if (of_class && !train.contains(label) && !holds_runs(folder))
      refuse("the class '" + label + "' has no pictures. Put some into its folder, or take the folder away");
  }

  void add_split(std::size_t part, const std::map<std::string, std::vector<std::uint32_t>, std::less<>>& classes) {
    PhotoSplit split{.name = split_names[part]};
    const std::string& one = set_.files->names()[classes.begin()->second.front()];
    split.folder = one.substr(0, splits_ ? one.find('/', top_) + 1 : top_);
    std::vector<std::string> unknown, missing;
    std::set<std::string, std::less<>> here;
    for (const auto& [label, photos] : classes) {
      const auto place = std::ranges::lower_bound(set_.classes, label);
      if (place == set_.classes.end() || *place != label) {
        unknown.push_back(label);
        continue;
      }
      for (const std::uint32_t photo : photos)
        split.photos.push_back({photo, static_cast<std::int32_t>(place - set_.classes.begin())});
      here.insert(label);
    }
    for (const std::string& label : set_.classes)
      if (!here.contains(label)) missing.push_back(label);
    if (!unknown.empty())
      refuse(split.name + " has classes that train has not: " + join(unknown, ", ") + ". Train's are " +
             join(set_.classes, ", "));
    if (!missing.empty()) set_.warnings.push_back(split.name + " has no pictures of " + join(missing, ", "));
    set_.splits.push_back(std::move(split));
  }

  /// Names that are likely not what was meant.
  void check_names() {
    const auto number = [](const std::string& name) {
      return !name.empty() && name.size() < 10 &&
             std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (std::ranges::all_of(set_.classes, number)) {
      const bool in_order =
          std::ranges::is_sorted(set_.classes, {}, [](const auto& name) { return std::stol(name); });
      if (!in_order)
        set_.warnings.push_back("the classes are numbers, sorted as texts: " + join(set_.classes, ", ") +
                                ". Their labels are 0, 1, 2, ... in this order");
    }
    std::map<std::string, std::string> by_lower;
    for (const std::string& name : set_.classes)
      if (const auto [place, is_new] = by_lower.try_emplace(to_lower(name), name); !is_new)
        set_.warnings.push_back("the classes '" + place->second + "' and '" + name + "' differ in case alone");
    if (set_.classes.size() == 1)
      set_.warnings.push_back("there is one class alone, '" + set_.classes[0] + "'; a classifier needs two");
  }

  PhotoSet set_;
  std::size_t top_ = 0;
  bool splits_ = false;
};

}  // namespace

PhotoSet find_photos(std::shared_ptr<const FileStore> files) { return Finder(std::move(files)).find(); }

}  // namespace fovea
