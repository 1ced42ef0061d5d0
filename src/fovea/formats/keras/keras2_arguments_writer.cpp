#include "fovea/formats/keras/keras2_arguments.h"

#include <algorithm>

#include "fovea/formats/keras/keras2_table.h"
#include "fovea/models/class_tables.h"

namespace fovea {
namespace {

Json default_of(std::string_view module, const std::string& class_name, const std::string& argument) {
  for (const ClassTable& table : class_tables())
    if (table.module == module)
      if (const FieldList* fields = table.find(class_name); fields != nullptr)
        if (const Field* field = fields->find(argument); field != nullptr) return field->default_value;
  return {};
}

/// Windows that tf_keras refuses and Keras 3 does not.
void check_windows(const std::string& class_name, const Json& config, std::vector<std::string>& lacking) {
  const Json *strides = config.find("strides"), *dilation = config.find("dilation_rate");
  if (strides == nullptr || dilation == nullptr) return;
  const auto above_one = [](const Json& steps) {
    return std::ranges::any_of(steps.as_list(), [](const Json& step) { return step.as_int() > 1; });
  };
  const auto equal = [](const Json& steps) {
    return std::ranges::all_of(steps.as_list(), [&](const Json& step) { return step == steps.as_list()[0]; });
  };
  const bool transposed = class_name.ends_with("Transpose");
  if (transposed ? !equal(*dilation) : above_one(*strides) && above_one(*dilation))
    lacking.push_back("strides=" + strides->dump() + " with dilation_rate=" + dilation->dump());
}

Json value_of(const std::string& argument, const Json& value, std::vector<std::string>& lacking) {
  const Json* class_name = value.find("class_name");
  if (class_name == nullptr) return value;
  if (argument == "activation") return "hard_sigmoid";  // the only function that is no name
  if (*class_name == Json("DTypePolicy")) return value.at("config").at("name");
  const ClassTable* table = table_for_argument(argument);
  return keras2_object(table == nullptr ? "" : table->module, value, lacking);
}

}  // namespace

Json keras2_arguments(std::string_view module, const std::string& class_name, const Json& config,
                      std::vector<std::string>& lacking) {
  check_windows(class_name, config, lacking);
  Json result = Json::object();
  for (const auto& [key, value] : config.as_object()) {
    const bool activation = key == "activation" && value.is_string() && keras2::lacks_activation(value.as_string());
    const bool axes =
        key == keras2::single_axis && !value.is_int() && !(value.is_list() && value.as_list().size() == 1);
    if (activation || axes) lacking.push_back(key + "=" + value.dump());
    if (keras2::lacks_argument(class_name, key)) {
      if (!(value == default_of(module, class_name, key))) lacking.push_back(key + "=" + value.dump());
      continue;
    }
    result[keras2::renamed(keras2::renamed_arguments, class_name, key)] = value_of(key, value, lacking);
  }
  return result;
}

Json keras2_object(std::string_view module, const Json& node, std::vector<std::string>& lacking) {
  const std::string& class_name = node.at("class_name").as_string();
  if (keras2::lacks_class(class_name)) lacking.push_back(class_name);
  return Json::Object{{"class_name", class_name},
                      {"config", keras2_arguments(module, class_name, node.at("config"), lacking)}};
}

}  // namespace fovea
