#pragma once
#include <string>

#include "fovea/base/fields.h"

namespace fovea {

/// Keras' dtype policy by name: what a layer computes in and what its weights are kept in: "float32",
/// "mixed_bfloat16", ...
/// Source   keras/src/dtype_policies/dtype_policy.py, 3.15
class DTypePolicy {
 public:
  DTypePolicy(const char* name) : DTypePolicy(std::string(name)) {}
  /// Errors   unsupported: none of float16, bfloat16, float32, float64, mixed_float16, mixed_bfloat16
  DTypePolicy(std::string name);

  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

/// Keras' node of a policy; read from a plain name, None and a node.
Json to_json(const DTypePolicy& policy);
void from_json(const Json& json, DTypePolicy& policy);

}  // namespace fovea
