#pragma once
#include "fovea/base/json.h"

namespace fovea {

/// True of a node that is an operation of keras.ops: `x / 127.5` is {"module": "keras.src.ops.numpy", "class_name":
/// "TrueDivide", ...}, whose call holds the number; without its module in a whole-model HDF5 file.
bool is_operation(const Json& node);

/// The same as the layer "ops.TrueDivide" whose argument x2 is the number and whose calls hold tensors alone. What fovea has
/// no such layer for keeps its class, which check_config() refuses.
/// Errors   unsupported: arguments of calls that have no counterpart, calls that differ in their numbers
Json operation_as_layer(const Json& node);

/// Keras 3's node of such a layer in a functional model; other nodes stay as they are.
Json layer_as_operation(const Json& node);

}  // namespace fovea
