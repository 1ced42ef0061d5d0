#include "fovea/formats/keras/weight_store.h"

#include <algorithm>

#include "fovea/base/error.h"

namespace fovea {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// Every way in which a group's path is written.
std::vector<std::string> spellings(const std::string& group) {
  std::vector<std::string> all{group};
  std::string first = group;  // Keras 2.12
  replace_all(first, "layers/", "_layer_checkpoint_dependencies/");
  if (first != group) all.push_back(first);
  for (std::size_t i = 0, n = all.size(); i < n; ++i) {
    std::string windows = all[i];
    std::ranges::replace(windows, '/', '\\');
    all.push_back(windows);
  }
  return all;
}

void collect_groups(const Hdf5Reader& file, const std::string& place, std::set<std::string>& groups) {
  for (const std::string& child : file.children(place)) {
    const std::string path = place.empty() ? child : place + "/" + child;
    if (file.is_group(path)) {
      collect_groups(file, path, groups);
    } else if (file.is_dataset(path)) {
      std::string group = place;
      std::ranges::replace(group, '\\', '/');
      replace_all(group, "_layer_checkpoint_dependencies/", "layers/");
      groups.insert(std::move(group));
    }
  }
}

}  // namespace

WeightStore::WeightStore(Hdf5Reader file) { files_.push_back(std::move(file)); }

WeightStore::WeightStore(const Json& index, const std::string& who,
                         const std::function<Hdf5Reader(const std::string& name)>& open) {
  const Json* map = index.find("weight_map");
  if (map == nullptr || !map->is_object())
    fail(ErrorKind::format, who + ": an index of weights holds a weight_map. Received none.");
  std::set<std::string> names;
  const auto add = [&](const Json& name) {
    const std::string& text = name.as_string();
    if (text.empty() || text.find_first_of("/\\") != std::string::npos || text.starts_with('.'))
      fail(ErrorKind::format,
           who + ": shards lie beside the index and are named by plain file names. Received '" + text + "'.");
    names.insert(text);
  };
  for (const auto& [path, files] : map->as_object())
    if (files.is_list())
      for (const Json& name : files.as_list()) add(name);
    else
      add(files);
  constexpr std::size_t most_shards = 1000;
  if (names.size() > most_shards)
    fail(ErrorKind::format, who + ": names more than " + std::to_string(most_shards) + " shards.");
  for (const std::string& name : names) files_.push_back(open(name));
}

WeightStore::Place WeightStore::find(const std::string& group, std::size_t i) const {
  for (const std::string& spelling : spellings(group)) {
    const std::string path = spelling + "/" + std::to_string(i);
    for (std::size_t file = 0; file < files_.size(); ++file)
      if (files_[file].is_dataset(path)) return {file, path};
  }
  return {files_.size(), ""};
}

std::size_t WeightStore::count(const std::string& group) const {
  std::size_t count = 0;
  for (const std::string& spelling : spellings(group))
    for (const Hdf5Reader& file : files_)
      if (file.is_group(spelling)) count += file.children(spelling).size();
  return count;
}

std::set<std::string> WeightStore::groups() const {
  std::set<std::string> groups;
  for (const Hdf5Reader& file : files_) collect_groups(file, "", groups);
  return groups;
}

bool WeightStore::contains(const std::string& group, std::size_t i) const {
  return find(group, i).file < files_.size();
}

const Shape& WeightStore::shape(const std::string& group, std::size_t i) const {
  const Place place = find(group, i);
  return files_[place.file].shape(place.path);
}

void WeightStore::take(const std::string& group, std::size_t i, Variable& into) {
  const Place place = find(group, i);
  files_[place.file].take(place.path, into.value);
  ++into.version;
}

}  // namespace fovea
