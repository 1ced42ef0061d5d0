#include "fovea/models/legacy_crop.h"

#include "fovea/models/config_check.h"

namespace fovea {

Json keras3_crop(const Json& layer) {
  if (!is_class(layer, "RandomCrop")) return layer;
  const Json& config = layer.at("config");
  Json resizing = Json::Object{{"crop_to_aspect_ratio", true}};
  for (const char* argument : {"height", "width", "dtype"})
    if (const Json* value = config.find(argument)) resizing[argument] = *value;
  Json result = layer;
  result["class_name"] = "Pipeline";
  result["config"] =
      Json::Object{{"layers", Json::List{Json::Object{{"class_name", "RandomCrop"}, {"config", config}},
                                         Json::Object{{"class_name", "Resizing"}, {"config", std::move(resizing)}}}}};
  if (const Json* name = config.find("name")) result["config"]["name"] = *name;
  return result;
}

Json keras2_crop(const Json& layer) {
  const Json* layers = is_class(layer, "Pipeline") ? layer.at("config").find("layers") : nullptr;
  if (layers == nullptr || !layers->is_list() || layers->as_list().size() != 2) return layer;
  const Json &first = layers->as_list()[0], &second = layers->as_list()[1];
  if (!is_class(first, "RandomCrop") || !is_class(second, "Resizing")) return layer;
  const Json &crop = first.at("config"), &resizing = second.at("config");
  const bool alike = crop.at("height") == resizing.at("height") && crop.at("width") == resizing.at("width") &&
                     resizing.at("crop_to_aspect_ratio") == Json(true) &&
                     resizing.at("interpolation") == Json("bilinear") && resizing.at("antialias") == Json(false);
  if (!alike) return layer;
  Json result = layer;
  result["class_name"] = "RandomCrop";
  result["config"] = crop;
  result["config"]["name"] = layer.at("config").at("name");
  return result;
}

}  // namespace fovea
