#include <algorithm>
#include <set>

#include "fovea/base/file.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/formats/keras/extras.h"
#include "fovea/formats/keras/hdf5_model.h"
#include "fovea/formats/keras/keras2_config.h"
#include "fovea/formats/keras/keras2_optimizer.h"
#include "fovea/formats/keras/keras2_table.h"
#include "fovea/formats/keras/legacy_file.h"
#include "fovea/formats/keras/weights.h"
#include "fovea/models/config.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

/// The last version of Keras 2: its users' files say so.
constexpr const char* keras2_version = "2.15.0";
constexpr const char* weights_group = "model_weights";
constexpr const char* state_group = "optimizer_weights";

/// The weights of a layer or nested model by name. Those of models in a nested one carry its name: Keras 2 has them twice
/// under one name and cannot write such files.
void collect(const LayerBase& layer, const std::string& place, std::vector<NamedWeight>& weights) {
  if (const auto* nested = dynamic_cast<const Network*>(&layer)) {
    for (const auto& inner : nested->layers()) {
      const bool deeper = dynamic_cast<const Network*>(inner.get()) != nullptr;
      collect(*inner, deeper ? place + inner->name() + "/" : place, weights);
    }
    return;
  }
  for (const Weight& weight : layer.weights())
    weights.push_back(
        {place + layer.name() + "/" +
             std::string(keras2::renamed(keras2::renamed_weights, layer.class_name(), weight.variable->name)) + ":0",
         weight.variable});
}

/// In Keras 2's order: those that are trained first.
std::vector<NamedWeight> weights_of(const LayerBase& layer) {
  std::vector<NamedWeight> weights;
  collect(layer, "", weights);
  if (const auto* nested = dynamic_cast<const Network*>(&layer)) {
    std::set<const Variable*> trained;
    for (const Weight& weight : nested->trainable_weights()) trained.insert(weight.variable.get());
    std::ranges::stable_partition(weights,
                                  [&](const NamedWeight& weight) { return trained.contains(weight.variable.get()); });
  }
  return weights;
}

/// Keras 2 reads no bfloat16.
Array readable(const Array& values) { return values.dtype() == DType::bf16 ? values.cast(DType::f32) : values; }

void write_arrays(Hdf5Writer& file, const std::string& group,
                  const std::vector<std::pair<std::string, Array>>& arrays) {
  std::vector<std::string> names;
  for (const auto& array : arrays) names.push_back(array.first);
  file.write_string_list(group, "weight_names", names);
  for (const auto& [name, values] : arrays) file.write(group + "/" + name, readable(values));
}

void write_origin(Hdf5Writer& file, const std::string& group) {
  file.write_string(group, "keras_version", keras2_version);
  file.write_string(group, "backend", "tensorflow");
}

/// The weights, layer by layer. Output   those that training changes
std::vector<NamedWeight> write_layers(Hdf5Writer& file, const Network& network) {
  std::set<const Variable*> trained;
  for (const Weight& weight : network.trainable_weights()) trained.insert(weight.variable.get());
  std::vector<NamedWeight> trained_weights;
  std::vector<std::string> layer_names;
  file.create_group(weights_group);
  write_origin(file, weights_group);
  for (const auto& layer : network.layers()) {
    // Keras does not count the input layer among those of a chain.
    if (network.sequential() && layer == network.inputs()[0].node()->layer) continue;
    layer_names.push_back(layer->name());
    const std::string group = std::string(weights_group) + "/" + layer->name();
    file.create_group(group);
    std::vector<std::pair<std::string, Array>> arrays;
    for (const NamedWeight& weight : weights_of(*layer)) {
      arrays.emplace_back(weight.name, weight.variable->value);
      if (trained.contains(weight.variable.get())) trained_weights.push_back(weight);
    }
    write_arrays(file, group, arrays);
  }
  file.write_string_list(weights_group, "layer_names", layer_names);
  const std::string top_level = std::string(weights_group) + "/top_level_model_weights";
  file.create_group(top_level);
  write_arrays(file, top_level, {});
  return trained_weights;
}

std::size_t bytes_of(const Model& model) {
  std::size_t bytes = 1 << 16;
  for (const Weight& weight : model.weights()) bytes += weight.variable->value.bytes() + 1024;
  if (model.compiled())
    for (const VariablePtr& variable : model.trainer().optimizer().variables())
      bytes += variable->value.bytes() + 1024;
  return bytes;
}

}  // namespace

void save_hdf5_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras) {
  model.network().inputs();  // a chain without an input shape has no weights yet
  const Json node = keras2_node(model);
  std::vector<std::string> left_out;
  const Json training = model.compiled() ? keras2_training_config(model, left_out) : Json();
  Hdf5Writer file(bytes_of(model));
  write_origin(file, "");
  file.write_string("", model_config_attribute, node.dump());
  const std::vector<NamedWeight> trained = write_layers(file, model.network());
  if (!training.is_null()) {
    file.write_string("", "training_config", training.dump());
    if (const Optimizer& optimizer = model.trainer().optimizer(); optimizer.iterations() > 0) {
      file.create_group(state_group);
      write_arrays(file, state_group, keras2_optimizer_state(optimizer, trained));
    }
  }
  if (extras != SavedExtras()) file.write_string("", extras_attribute, extras_to_json(extras).dump());
  write_file(path, file.finish());
}

void save_weights(const Model& model, const std::filesystem::path& path) {
  write_file(path, write_weights(model, model_node(model).at("config")));
}

}  // namespace fovea
