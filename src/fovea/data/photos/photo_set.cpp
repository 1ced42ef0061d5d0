#include "fovea/data/photos/photo_set.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/photo_classes.h"

namespace fovea {
namespace {

constexpr std::array<const char*, 3> split_names{"train", "validation", "test"};

/// The first part of a path from `from` on; empty where what is left is a file's own name.
std::string_view folder_at(std::string_view path, std::size_t from) {
  const std::size_t slash = path.find('/', from);
  return slash == std::string_view::npos ? std::string_view() : path.substr(from, slash - from);
}

/// How much of every path is one folder in which all lies; a folder that is a split is never such a one.
std::size_t common_folder(const std::vector<std::string>& names, const std::vector<std::string>& empty_folders) {
  const std::string_view first = folder_at(names[0], 0);
  if (first.empty() || split_of(first) >= 0) return 0;
  for (const std::string& name : names)
    if (folder_at(name, 0) != first) return 0;
  for (const std::string& folder : empty_folders)
    if (folder_at(folder + "/", 0) != first) return 0;
  // A folder of nothing but pictures is a class, not the top of classes.
  const bool deeper =
      std::ranges::any_of(names, [&](const std::string& name) { return !folder_at(name, first.size() + 1).empty(); });
  return deeper ? first.size() + 1 : 0;
}

class Finder {
 public:
  Finder(std::shared_ptr<const FileStore> files, ClassFaults faults) : faults_(faults) {
    set_.files = std::move(files);
  }

  PhotoSet find() {
    set_.skipped = set_.files->skipped();
    const std::vector<std::string>& names = set_.files->names();
    if (names.empty()) refuse("holds no pictures" + skipped_words());
    top_ = common_folder(names, set_.files->empty_folders());
    std::set<std::string_view> folders;
    for (const std::string& name : names)
      if (const std::string_view folder = folder_at(name, top_); !folder.empty()) folders.insert(folder);
    splits_ = !folders.empty() && std::ranges::all_of(folders, [](auto folder) { return split_of(folder) >= 0; });
    if (folders.empty())
      all_in_one();
    else
      by_class();
    look_at_empty_folders();
    return std::move(set_);
  }

 private:
  [[noreturn]] void refuse(const std::string& text) const {
    fail(ErrorKind::format, set_.files->who() + ": " + text + ".");
  }

  std::string skipped_words() const {
    if (set_.skipped.empty()) return "";
    const std::size_t count = set_.skipped.size();
    return "; skipped " + (count == 1 ? "" : std::to_string(count) + " files, such as ") + set_.skipped[0].name +
           ", which " + set_.skipped[0].reason;
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
    std::set<std::string_view> labels;
    for (const auto& part : found)
      for (const auto& [label, photos] : part) labels.insert(label);
    if (labels.empty()) refuse("holds pictures, but none of them in a folder of a class" + skipped_words());
    set_.classes.assign(labels.begin(), labels.end());
    for (std::size_t part = 0; part < found.size(); ++part)
      if (!found[part].empty()) add_split(part, found[part]);
    judge_classes(set_, faults_);
    if (!splits_) look_for_parts();
  }

  /// Folders that are named as parts, and lie beside others, may not be meant as classes.
  void look_for_parts() {
    std::vector<std::string> parts, others;
    for (const std::string& name : set_.classes) (split_of(name) >= 0 ? parts : others).push_back(name);
    if (parts.size() < 2 || others.empty()) return;
    others.resize(std::min<std::size_t>(others.size(), 5));
    set_.warnings.push_back(join(parts, ", ") + " would be parts, but for " + join(others, ", ") +
                            " beside them; now all are classes");
  }

  void add_split(std::size_t part, const std::map<std::string, std::vector<std::uint32_t>, std::less<>>& classes) {
    PhotoSplit split{.name = split_names[part]};
    const std::string& one = set_.files->names()[classes.begin()->second.front()];
    split.folder = one.substr(0, splits_ ? one.find('/', top_) + 1 : top_);
    for (const auto& [label, photos] : classes) {
      const auto place = std::ranges::lower_bound(set_.classes, label);
      for (const std::uint32_t photo : photos)
        split.photos.push_back({photo, static_cast<std::int32_t>(place - set_.classes.begin())});
    }
    set_.splits.push_back(std::move(split));
  }

  /// A class without pictures would only be missed when the model never names it, a part when nothing is measured.
  void look_at_empty_folders() {
    for (const std::string& folder : set_.files->empty_folders()) {
      const auto closed = std::ranges::find(set_.files->skipped(), folder, &SkippedFile::name);
      if (closed != set_.files->skipped().end())
        note_closed(folder, closed->reason);
      else
        note_empty(folder);
    }
  }

  /// The parts of a path beneath the top folder.
  std::vector<std::string> parts_of(const std::string& folder) const {
    return folder.size() > top_ ? split(folder.substr(top_), '/') : std::vector<std::string>();
  }

  bool is_class(const std::vector<std::string>& parts) const {
    const bool in_part = !parts.empty() && split_of(parts[0]) >= 0;
    return !set_.classes.empty() && (splits_ ? parts.size() == 2 && in_part : parts.size() == 1 && !in_part);
  }

  /// Whether runs of training lie beneath a folder, as where photos are trained on from within their folder.
  bool holds_runs(const std::string& folder) const {
    return std::ranges::any_of(set_.skipped, [&](const SkippedFile& file) {
      return file.name.starts_with(folder + "/") && file.name.ends_with("/run.json");
    });
  }

  void note_empty(const std::string& folder) {
    const std::vector<std::string> parts = parts_of(folder);
    const bool counts = is_class(parts) && (!splits_ || split_of(parts[0]) == 0);
    if (counts && !std::ranges::binary_search(set_.classes, parts.back()) && !holds_runs(folder))
      meet_fault(set_, faults_,
                 {"empty_class", "the class '" + parts.back() +
                                     "' has no pictures. Put some into its folder, or take the folder away"});
    else
      set_.skipped.push_back({folder, "holds no pictures"});
  }

  void note_closed(const std::string& folder, const std::string& why) {
    const std::vector<std::string> parts = parts_of(folder);
    const bool part = parts.size() == 1 && split_of(parts[0]) >= 0;
    if (!part && !is_class(parts)) return;
    meet_fault(set_, faults_,
               {part ? "closed_part" : "closed_class", std::string(part ? "the part '" : "the class '") +
                                                           parts.back() + "' would be missed: its folder " + why +
                                                           ". Make it readable, or take it away"});
  }

  ClassFaults faults_;
  PhotoSet set_;
  std::size_t top_ = 0;
  bool splits_ = false;
};

}  // namespace

PhotoSet find_photos(std::shared_ptr<const FileStore> files, ClassFaults faults) {
  return Finder(std::move(files), faults).find();
}

}  // namespace fovea
