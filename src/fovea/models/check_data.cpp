#include "fovea/models/check_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fovea/objectives/losses/check.h"

namespace fovea {
namespace {

void check_finite(const Network& network, const Array& array, const std::string& what) {
  if (array.dtype() != DType::f32) return;
  const auto values = array.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i])) {
      const std::int64_t sample =
          static_cast<std::int64_t>(i) / std::max<std::int64_t>(1, array.size() / array.rows());
      fail(ErrorKind::usage, network.who() + ": " + what + " must be finite. Received " +
                                 (std::isnan(values[i]) ? "NaN" : "an infinite value") + " in sample " +
                                 std::to_string(sample) + ". Remove or repair that sample.");
    }
}

/// Cross-entropies compare probabilities; beyond them the loss has no lower end.
void check_probabilities(const Network& network, const std::string& output, const Array& y) {
  const Array labels = y.cast(DType::f32);
  const auto values = labels.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!(values[i] >= 0 && values[i] <= 1))
      fail(ErrorKind::usage,
           network.who() + ": labels for output '" + output + "' must be from 0 to 1. Received " +
               fmt::format("{:g}", values[i]) + " in sample " +
               std::to_string(static_cast<std::int64_t>(i) / std::max<std::int64_t>(1, y.size() / y.rows())) +
               ". For more than two classes give the last layer a unit for each, with softmax.");
}

void check_rows(const Network& network, const ArrayList& arrays, std::int64_t rows, const char* what) {
  for (const Array& array : arrays)
    if (array.rows() != rows)
      fail(ErrorKind::shape, network.who() + ": every array must have the same number of samples. Received x with " +
                                 std::to_string(rows) + " and " + what + " with " + std::to_string(array.rows()) +
                                 ".");
}

}  // namespace

void check_inputs(const Network& network, const ArrayList& x) {
  const Tensors& inputs = network.inputs();
  if (x.size() != inputs.size())
    fail(ErrorKind::usage, network.who() + ": has " + std::to_string(inputs.size()) + " inputs. Received " +
                               std::to_string(x.size()) + " arrays.");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Shape& expected = inputs[i].shape();
    const Shape& received = x[i].shape();
    bool fits = expected.rank() == received.rank();
    for (int d = 1; fits && d < expected.rank(); ++d) fits = expected[d] == None || expected[d] == received[d];
    if (!fits)
      fail(ErrorKind::shape, network.who() + ": input '" + inputs[i].node()->layer->name() +
                                 "' expects data of shape " + to_string(expected) + ". Received " +
                                 to_string(received) + ". Reshape or resize the data, or change Input(...).");
    if (received[0] == 0)
      fail(ErrorKind::usage, network.who() + ": there is no data. Received " + to_string(received) + ".");
    check_finite(network, x[i], "inputs");
  }
  check_rows(network, x, x[0].rows(), "another input");
}

std::string last_activation(const Tensor& output) {
  const LayerBase& layer = *output.node()->layer;
  if (const auto* nested = dynamic_cast<const Network*>(&layer))
    return last_activation(nested->outputs()[static_cast<std::size_t>(output.output())]);
  if (layer.class_name() == "Softmax") return "softmax";
  for (const char* name : {"Flatten", "Reshape", "Dropout"})  // these pass on what they are given
    if (layer.class_name() == name) return last_activation(output.node()->inputs[0]);
  const Json config = layer.config();
  const Json* activation = config.find("activation");
  return activation != nullptr && activation->is_string() ? activation->as_string() : "";
}

void check_labels(const Network& network, const std::vector<Named<Loss>>& losses, const ArrayList& x,
                  const ArrayList& y) {
  const Tensors& outputs = network.outputs();
  if (y.size() != outputs.size())
    fail(ErrorKind::usage, network.who() + ": has " + std::to_string(outputs.size()) + " outputs. Received " +
                               std::to_string(y.size()) + " arrays of labels.");
  check_rows(network, y, x[0].rows(), "labels");
  bool any = false;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!losses[i]) continue;
    any = true;
    const std::string& name = outputs[i].node()->layer->name();
    check_loss(*losses[i], {name, last_activation(outputs[i]), outputs[i].shape(), y[i].shape(), y[i].dtype()});
    check_finite(network, y[i], "labels");
    if (losses[i]->labels() != LabelForm::indices) {
      if (losses[i]->class_name().ends_with("Crossentropy")) check_probabilities(network, name, y[i]);
      continue;
    }
    const Array indices = y[i].dtype() == DType::i64 ? y[i] : y[i].cast(DType::i64);
    const std::int64_t classes = outputs[i].shape()[-1];
    for (std::int64_t sample = 0; sample < indices.size(); ++sample) {
      const std::int64_t label = indices.values<std::int64_t>()[static_cast<std::size_t>(sample)];
      if (label < 0 || label >= classes)
        fail(ErrorKind::usage, network.who() + ": labels for output '" + name + "' must be 0 to " +
                                   std::to_string(classes - 1) + ". Received " + std::to_string(label) +
                                   " in sample " + std::to_string(sample) +
                                   ". Give the last layer as many units as there are classes.");
    }
  }
  if (!any)
    fail(
        ErrorKind::usage,
        network.who() + ": compile() was given no loss. Set .loss, for example \"sparse_categorical_crossentropy\".");
}

ArrayList normal_labels(const std::vector<Named<Loss>>& losses, const ArrayList& y) {
  Arrays result(y.begin(), y.end());
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (!losses[i] || losses[i]->labels() != LabelForm::indices) continue;
    if (result[i].dtype() != DType::i64) result[i] = result[i].cast(DType::i64);
  }
  return result;
}

void initialize_weights(const Network& network, std::uint64_t seed) {
  std::uint64_t stream = 0;
  for (const Weight& weight : network.weights()) {
    weight.initializer->fill(weight.variable->value, Random(seed, stream++));
    ++weight.variable->version;
  }
}

}  // namespace fovea
