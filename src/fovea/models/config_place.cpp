#include "fovea/models/config_place.h"

#include <map>

#include "fovea/base/error.h"
#include "fovea/models/config_check.h"

namespace fovea {
namespace {

bool is_place(const Json& json) {
  if (!json.is_list() || json.as_list().size() != 3) return false;
  const Json::List& parts = json.as_list();
  return parts[0].is_string() && parts[1].is_int() && parts[2].is_int();
}

/// The members of an object in the order of their keys.
std::map<std::string, const Json*> sorted(const Json& object) {
  std::map<std::string, const Json*> members;
  for (const auto& [key, value] : object.as_object()) members[key] = &value;
  return members;
}

void collect_places(const Json& json, std::vector<TensorPlace>& places) {
  if (is_place(json))
    places.push_back(to_place(json));
  else if (json.is_object())
    for (const auto& [key, value] : sorted(json)) collect_places(*value, places);
  else
    for (const Json& item : json.as_list()) collect_places(item, places);
}

void collect_tensors(const Json& json, const std::string& who, std::vector<const Json*>& tensors) {
  if (json.is_list())
    for (const Json& item : json.as_list()) collect_tensors(item, who, tensors);
  else if (is_class(json, "__keras_tensor__"))
    tensors.push_back(&json.at("config"));
  else if (json.is_object() && json.find("class_name") == nullptr)
    for (const auto& [key, value] : sorted(json)) collect_tensors(*value, who, tensors);
  else
    fail(ErrorKind::unsupported, who + ": a layer can be called with tensors alone. Received the argument " +
                                     json.dump().substr(0, 80) + ".");
}

}  // namespace

TensorPlace to_place(const Json& json) {
  if (!is_place(json))
    fail(ErrorKind::format, "A tensor is named [layer, call, output]. Received " + json.dump() + ".");
  const auto index = [&](std::size_t i) {
    const std::int64_t value = json.as_list()[i].as_int();
    if (value < 0) fail(ErrorKind::format, "Calls and outputs are counted from 0. Received " + json.dump() + ".");
    return static_cast<std::size_t>(value);
  };
  return {json.as_list()[0].as_string(), index(1), index(2)};
}

std::vector<TensorPlace> places_in(const Json& json) {
  std::vector<TensorPlace> places;
  collect_places(json, places);
  return places;
}

std::vector<const Json*> tensors_in(const Json& args, const std::string& who) {
  std::vector<const Json*> tensors;
  collect_tensors(args, who, tensors);
  return tensors;
}

}  // namespace fovea
