#pragma once
#include <memory>
#include <string>
#include <vector>

#include "fovea/base/call_config.h"
#include "fovea/models/model.h"

namespace fovea {

/// The signatures of everything that a call may name: layers, what stands in their arguments, losses, metrics,
/// optimizers, schedules and callbacks. An argument takes its objects from its own table (kernel_initializer from the
/// initializers). Errors   the place's: no such class, with the nearest that exist
CallSignature find_signature(const std::string& class_name, const std::string& key, const TextPlace& place);

/// An object from a call as users type it on a command line: "adam", "SGD(learning_rate=0.01)".
/// Errors   usage: a break of the grammar, an unknown class or argument, with line and column; what the class refuses
Named<Optimizer> optimizer_from_call(const std::string& text);
Named<Loss> loss_from_call(const std::string& text);
Named<Metric> metric_from_call(const std::string& text);
std::shared_ptr<Callback> callback_from_call(const std::string& text);

/// The layers of a list of calls, "RandomFlip('horizontal'); RandomRotation(0.2)", as `--augment` takes it.
std::vector<Layer> layers_from_calls(const std::string& text, const std::string& who);

/// The same calls as Python finds them: "keras.layers.RandomFlip('horizontal')".
std::vector<std::string> layer_calls_to_python(const std::string& text, const std::string& who);

/// The call that makes an object in Python, its names as `import keras` finds them: "keras.optimizers.Adam()".
std::string to_python(const Optimizer& optimizer);
std::string to_python(const Loss& loss);
std::string to_python(const Metric& metric);

}  // namespace fovea
