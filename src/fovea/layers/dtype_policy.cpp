#include "fovea/layers/dtype_policy.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "fovea/base/error.h"

namespace fovea {
namespace {

constexpr std::array<std::string_view, 6> names{"float16", "bfloat16",      "float32",
                                                "float64", "mixed_float16", "mixed_bfloat16"};

}  // namespace

DTypePolicy::DTypePolicy(std::string name) : name_(std::move(name)) {
  if (std::find(names.begin(), names.end(), name_) == names.end())
    fail(ErrorKind::unsupported,
         "A layer's dtype is float16, bfloat16, float32, float64, mixed_float16 or mixed_bfloat16. "
         "Received '" +
             name_ + "'.");
}

Json to_json(const DTypePolicy& policy) {
  return Json::Object{{"module", "keras"},
                      {"class_name", "DTypePolicy"},
                      {"config", Json::Object{{"name", policy.name()}}},
                      {"registered_name", Json()}};
}

void from_json(const Json& json, DTypePolicy& policy) {
  if (json.is_null()) {
    policy = "float32";
  } else if (json.is_object()) {
    const std::string& kind = json.at("class_name").as_string();
    if (kind != "DTypePolicy" && kind != "Policy")
      fail(ErrorKind::unsupported, "A layer's dtype policy must be a DTypePolicy. Received " + kind + ".");
    policy = DTypePolicy(json.at("config").at("name").as_string());
  } else {
    policy = DTypePolicy(json.as_string());
  }
}

}  // namespace fovea
