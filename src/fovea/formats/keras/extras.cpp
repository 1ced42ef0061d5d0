#include "fovea/formats/keras/extras.h"

#include "fovea/base/fields.h"

namespace fovea {

Json extras_to_json(const SavedExtras& extras) {
  Json json = Json::object();
  if (!extras.classes.empty()) json["classes"] = to_json(extras.classes);
  if (!extras.preprocess.is_null()) json["preprocess"] = extras.preprocess;
  if (!extras.labels.empty()) json["labels"] = extras.labels;
  return json;
}

SavedExtras extras_from_json(const Json& json, std::vector<std::string>& warnings) {
  SavedExtras extras;
  for (const auto& [key, value] : json.as_object()) {
    if (key == "classes")
      from_json(value, extras.classes);
    else if (key == "preprocess")
      extras.preprocess = value;
    else if (key == "labels")
      from_json(value, extras.labels);
    else
      warnings.push_back(std::string(extras_entry) + ": '" + key + "' is not known and was left out.");
  }
  return extras;
}

}  // namespace fovea
