#pragma once
#include <string>

#include "fovea/base/fields.h"
#include "fovea/graph/graph.h"

namespace fovea {

/// One of Keras' activation functions by name: "relu", "softmax", ...; "linear" (or nothing) leaves values as they are.
/// Source   keras/src/activations/activations.py, 3.15
class ActivationFunction {
 public:
  ActivationFunction() = default;
  ActivationFunction(const char* name) : ActivationFunction(std::string(name)) {}
  /// Errors   usage: no function of that name, with the nearest that exist
  ActivationFunction(const std::string& name);

  const std::string& name() const { return name_; }
  bool linear() const { return name_ == "linear"; }
  ValueId emit(Graph& graph, ValueId x) const;

 private:
  std::string name_ = "linear";
};

Json to_json(const ActivationFunction& activation);
void from_json(const Json& json, ActivationFunction& activation);

}  // namespace fovea
