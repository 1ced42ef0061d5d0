#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// The config of an object of a class in Keras 2's form: objects within it as {"class_name", "config"}, dtype policies by
/// their names, arguments under their names there and without those it lacks. What has no such form is added to `lacking`:
/// "lora_rank=4", "activation='glu'".
/// Input    module: Keras' module of its kind, "keras.layers"
Json keras2_arguments(std::string_view module, const std::string& class_name, const Json& config,
                      std::vector<std::string>& lacking);

/// {"class_name", "config"} of an object.
Json keras2_object(std::string_view module, const Json& node, std::vector<std::string>& lacking);

}  // namespace fovea
