#pragma once
#include "fovea/base/json.h"

namespace fovea {

/// True of a layer that stands for a function of TensorFlow in a Keras 2 model: TFOpLambda, SlicingOpLambda,
/// TensorFlowOpLayer.
bool is_tensorflow_operation(const Json& node);

/// The same as an operation of Keras 3. Input    node: its calls in Keras 3's form. What has no counterpart stays as it is,
/// and check_config() refuses it.
Json keras3_operation(const Json& node);

}  // namespace fovea
