#pragma once
#include <string>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// A tensor as files name it: which output of which call of which layer.
struct TensorPlace {
  std::string layer;
  std::size_t call, output;
};

/// Reads [layer, call, output]. Errors   format: another form, negative numbers
TensorPlace to_place(const Json& json);

/// The tensors that a structure of lists and dicts names, dicts in the order of their keys, as Keras flattens them.
/// Errors   format: as to_place
std::vector<TensorPlace> places_in(const Json& json);

/// What a call's `args` hold: the configs of Keras' tensors ("keras_history", "shape"), in the same order.
/// Errors   unsupported: anything but tensors; `who` begins the text
std::vector<const Json*> tensors_in(const Json& args, const std::string& who);

}  // namespace fovea
