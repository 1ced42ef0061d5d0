#include "fovea/formats/keras/layer_names.h"

#include <algorithm>
#include <map>
#include <set>

#include "fovea/models/network.h"

namespace fovea {
namespace {

bool has_slash(const std::string& name) { return name.find('/') != std::string::npos; }

void collect_names(const Json& json, std::set<std::string>& names) {
  if (json.is_list())
    for (const Json& item : json.as_list()) collect_names(item, names);
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.as_object())
    if (key == "name" && value.is_string())
      names.insert(value.as_string());
    else
      collect_names(value, names);
}

/// Texts that are such names, and keys (of losses by output), wherever they stand: nothing else in a node has a '/'.
Json renamed(const Json& json, const std::map<std::string, std::string>& names) {
  const auto now = [&](const std::string& text) {
    const auto found = names.find(text);
    return found == names.end() ? text : found->second;
  };
  if (json.is_string()) return now(json.as_string());
  if (json.is_list()) {
    Json::List items;
    for (const Json& item : json.as_list()) items.push_back(renamed(item, names));
    return items;
  }
  if (!json.is_object()) return json;
  Json::Object members;
  for (const auto& [key, value] : json.as_object()) members.emplace_back(now(key), renamed(value, names));
  return members;
}

bool any_slashed(const Network& network) {
  return std::ranges::any_of(network.members(), [](const auto& layer) {
    const auto* nested = dynamic_cast<const Network*>(layer.get());
    return has_slash(layer->name()) || (nested != nullptr && any_slashed(*nested));
  });
}

}  // namespace

bool has_slashed_names(const Model& model) { return any_slashed(model.network()); }

Json without_slashes(const Json& node) {
  std::set<std::string> names;
  collect_names(node, names);
  std::map<std::string, std::string> changed;
  const std::set<std::string> before = names;
  for (const std::string& name : before) {
    if (!has_slash(name)) continue;
    std::string now = name;
    std::ranges::replace(now, '/', '_');
    while (!names.insert(now).second) now += '_';
    changed[name] = now;
  }
  return changed.empty() ? node : renamed(node, changed);
}

}  // namespace fovea
