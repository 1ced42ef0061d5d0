#pragma once
#include <string>

#include "fovea/base/fields.h"
#include "fovea/graph/graph.h"

namespace fovea {

/// The name here of what Keras 1 and 2 call hard_sigmoid, clip(0.2 x + 0.5, 0, 1): Keras 3's is another function. In Keras
/// 3's files it is Pipeline([Rescaling(0.2, 0.5), ReLU(max_value=1)]), which Keras takes in place of a function.
inline constexpr const char* keras2_hard_sigmoid = "keras2_hard_sigmoid";

/// One of Keras' activation functions by name: "relu", "softmax", ...; "linear" (or nothing) leaves values as they
/// are.
/// Source   keras/src/activations/activations.py, 3.15. sparsemax is the paper's (Martins and Astudillo, 2016): Keras
///          3.15 adds up cumulative sums where it needs the last of them, so that its results do not sum to 1
class ActivationFunction {
 public:
  ActivationFunction() = default;
  ActivationFunction(const char* name) : ActivationFunction(std::string(name)) {}
  /// Errors   usage: no function of that name, with the nearest that exist
  ActivationFunction(const std::string& name);

  /// Keras' own name where there are two: "silu" for "swish".
  const std::string& name() const { return name_; }
  bool linear() const { return name_ == "linear"; }
  /// The input's shape; glu halves the last axis.
  /// Errors   shape: glu of an odd number; `who` begins the text
  Shape output_shape(const Shape& input, const std::string& who) const;
  ValueId emit(Graph& graph, ValueId x) const;

 private:
  std::string name_ = "linear";
};

/// Keras writes the name; read from a name, None and the node of a function; see keras2_hard_sigmoid.
Json to_json(const ActivationFunction& activation);
void from_json(const Json& json, ActivationFunction& activation);

}  // namespace fovea
