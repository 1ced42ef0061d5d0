#include <algorithm>
#include <map>
#include <utility>

#include "fovea/base/text.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/size.h"
#include "fovea/models/channels_first.h"
#include "fovea/models/config.h"
#include "fovea/models/config_check.h"
#include "fovea/models/config_place.h"
#include "fovea/models/legacy_config.h"

namespace fovea {
namespace {

/// What is known of the file while its nested models are made.
struct Reading {
  /// Layers made so far that the file may name again, by Keras' number of the object.
  std::map<std::int64_t, std::shared_ptr<LayerBase>> shared = {};
  std::int64_t most_layers = 0;

  void check_layers(std::int64_t layers) const {
    if (layers > most_layers)
      fail(ErrorKind::format, "The model has too many layers, those of nested models counted at each call: " +
                                  limit_words("layers", most_layers) + ".");
  }
  /// Counts what a call of a layer runs. A small file whose nested models call each other many times could keep a reader
  /// busy for ever.
  void count_call(const LayerBase& layer, std::int64_t& layers_run) const {
    const auto* nested = dynamic_cast<const Network*>(&layer);
    layers_run += nested == nullptr ? 1 : nested->layers_run();
    check_layers(layers_run);
  }
};

std::shared_ptr<LayerBase> make_layer(const Json& node, Reading& reading);

/// Keras 3 has it among the named arguments of a call, keras3_node() that of an older Keras beside them.
CallTraining training_of(const Json& call, const std::string& who) {
  const Json* older = call.find("training");
  const Json* given = older != nullptr ? older : call.at("kwargs").find("training");
  CallTraining training{.overruled = older == nullptr};
  if (given == nullptr || given->is_null()) return training;
  if (given->is_bool())
    training.value = given->as_bool();
  else if (*given == Json(0) || *given == Json(1))
    training.value = *given == Json(1);
  else
    fail(ErrorKind::unsupported,
         who + ": is called with training=" + given->dump().substr(0, 60) + "; True, False and None are available.");
  return training;
}

/// A layer's node without the input shape that it had as the first layer of a chain, which means nothing in a graph.
Json without_input_shape(const Json& node) {
  if (node.find("config") == nullptr || is_network(node) || is_class(node, "InputLayer")) return node;
  Json layer = node;
  take_input_shape(layer["config"]);
  return layer;
}

/// Makes the calls of a functional model in any order in which each comes after what it needs.
class Wiring {
 public:
  Wiring(const Json& config, Reading& reading) : reading_(reading) {
    for (const Json& node : config.at("layers").as_list()) add(node);
    for (std::size_t i = 0; i < layers_.size(); ++i) advance(i);
    std::vector<std::string> waiting;
    for (const Calls& calls : layers_)
      if (calls.made.size() < calls.wanted.size() && waiting.size() < 5) waiting.push_back(calls.layer->who());
    if (!waiting.empty())
      fail(ErrorKind::format,
           "Calls of these layers run in a circle or need calls that are not there: " + join(waiting, ", ") + ".");
  }

  Tensors tensors(const Json& json) const {
    std::vector<Tensor> result;
    for (TensorPlace place : places_in(json)) {
      const Calls& calls = layers_[at(place.layer)];
      // Keras counts a nested functional model's calls from 1 here.
      const auto* nested = dynamic_cast<const Network*>(calls.layer.get());
      if (nested != nullptr && !nested->sequential() && place.call > 0) --place.call;
      if (place.call >= calls.made.size())
        fail(ErrorKind::format, calls.layer->who() + ": was called " + std::to_string(calls.made.size()) +
                                    " times. Received a reference to call " + std::to_string(place.call) + ".");
      result.push_back(output(calls, place));
    }
    return result;
  }

 private:
  struct Calls {
    std::shared_ptr<LayerBase> layer;
    std::vector<std::vector<TensorPlace>> wanted;  ///< the arguments of each call
    std::vector<CallTraining> training;            ///< of each call
    std::vector<Tensors> made;
    std::vector<std::size_t> waiting;  ///< layers that need this one's next call
    std::vector<Tensor> arguments;     ///< of the next call, as far as they are there
  };

  void add(const Json& node) {
    const std::string& name = node.at("name").as_string();
    Calls calls{make_layer(without_input_shape(node), reading_), {}, {}, {}, {}, {}};
    const std::string who = calls.layer->who();
    for (const Json& call : node.at("inbound_nodes").as_list()) {
      for (const auto& [key, value] : call.at("kwargs").as_object())
        if (key != "training" && key != "mask" && !value.is_null())
          fail(ErrorKind::unsupported, who + ": is called with the argument '" + key + "', which is not available.");
      calls.training.push_back(training_of(call, who));
      std::vector<TensorPlace>& wanted = calls.wanted.emplace_back();
      for (const Json* tensor : tensors_in(call.at("args"), who))
        wanted.push_back(to_place(tensor->at("keras_history")));
      if (calls.wanted.back().empty()) fail(ErrorKind::format, who + ": is called without a tensor.");
    }
    reading_.check_layers(static_cast<std::int64_t>(layers_.size()) + 1);
    if (dynamic_cast<const InputLayer*>(calls.layer.get()) != nullptr)
      calls.made.push_back(Layer(calls.layer).call({}));
    if (!index_.emplace(name, layers_.size()).second) fail(ErrorKind::format, "Two layers are named '" + name + "'.");
    layers_.push_back(std::move(calls));
  }

  std::size_t at(const std::string& name) const {
    if (const auto found = index_.find(name); found != index_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [known, unused] : index_) names.push_back(known);
    fail(ErrorKind::format, "No layer is named '" + name + "'. " + suggest(name, names));
  }

  static const Tensor& output(const Calls& calls, const TensorPlace& place) {
    const Tensors& outputs = calls.made[place.call];
    if (place.output >= outputs.size())
      fail(ErrorKind::format, calls.layer->who() + ": has " + std::to_string(outputs.size()) +
                                  " outputs. Received a reference to output " + std::to_string(place.output) + ".");
    return outputs[place.output];
  }

  /// Makes the calls of a layer that can be made, and then those that waited for them.
  void advance(std::size_t first) {
    std::vector<std::size_t> ready{first};
    while (!ready.empty()) {
      const std::size_t at = ready.back();
      ready.pop_back();
      while (layers_[at].made.size() < layers_[at].wanted.size() && call(at)) {
        ready.insert(ready.end(), layers_[at].waiting.begin(), layers_[at].waiting.end());
        layers_[at].waiting.clear();
      }
    }
  }

  bool call(std::size_t at) {
    Calls& calls = layers_[at];
    const std::vector<TensorPlace>& wanted = calls.wanted[calls.made.size()];
    while (calls.arguments.size() < wanted.size()) {
      const TensorPlace& place = wanted[calls.arguments.size()];
      Calls& source = layers_[this->at(place.layer)];
      if (place.call >= source.made.size()) {
        source.waiting.push_back(at);
        return false;
      }
      calls.arguments.push_back(output(source, place));
    }
    reading_.count_call(*calls.layer, layers_run_);
    const CallTraining& training = calls.training[calls.made.size()];
    calls.made.push_back(Layer(calls.layer).call(std::exchange(calls.arguments, {}), training));
    return true;
  }

  Reading& reading_;
  std::vector<Calls> layers_;
  std::map<std::string, std::size_t> index_;
  std::int64_t layers_run_ = 0;
};

std::string name_in(const Json& config) {
  const Json* name = config.find("name");
  return name == nullptr || name->is_null() ? "" : name->as_string();
}

std::shared_ptr<Network> make_sequential(const Json& config, Reading& reading) {
  std::vector<Layer> chain;
  std::int64_t layers_run = 0;
  for (Json node : config.at("layers").as_list()) {
    if (const Json* inner = node.find("config"); inner != nullptr && node.at("class_name") != Json("InputLayer")) {
      std::optional<Shape> shape = take_input_shape(node["config"]);
      if (shape && chain.empty()) chain.emplace_back(Input(shape->tail(1)));
    }
    chain.emplace_back(make_layer(node, reading));
    reading.count_call(chain.back().base(), layers_run);
  }
  auto network = std::make_shared<Network>(std::move(chain), name_in(config));
  const Json* shape = config.find("build_input_shape");
  const bool one_shape = shape != nullptr && shape->is_list() && !shape->as_list().empty() &&
                         std::none_of(shape->as_list().begin(), shape->as_list().end(),
                                      [](const Json& dim) { return dim.is_list() || dim.is_object(); });
  if (one_shape && !network->complete()) {
    Shape built;
    from_json(*shape, built);
    network->build_chain(built);
  }
  return network;
}

std::shared_ptr<LayerBase> make_network(const Json& node, Reading& reading) {
  const Json& config = node.at("config");
  std::shared_ptr<Network> network;
  if (node.at("class_name").as_string() == "Sequential") {
    network = make_sequential(config, reading);
  } else {
    if (config.find("layers") == nullptr)
      fail(ErrorKind::unsupported,
           "The model '" + name_in(config) + "' is a program of its own, not a graph of layers.");
    const Wiring wiring(config, reading);
    network = std::make_shared<Network>(wiring.tensors(config.at("input_layers")),
                                        wiring.tensors(config.at("output_layers")), name_in(config));
    const auto in_list = [&](const char* key) {
      const Json& places = config.at(key);
      return places.is_list() && !places.as_list().empty() && places.as_list()[0].is_list();
    };
    network->set_in_lists({in_list("input_layers"), in_list("output_layers")});
  }
  // Only the model's own flag: its layers have theirs in their configs.
  if (const Json* trainable = config.find("trainable"); trainable != nullptr && !trainable->is_null())
    network->LayerBase::set_trainable(trainable->as_bool());
  return network;
}

std::shared_ptr<LayerBase> make_layer(const Json& node, Reading& reading) {
  const Json* id = node.find("shared_object_id");
  if (id != nullptr && id->is_int())
    if (const auto found = reading.shared.find(id->as_int()); found != reading.shared.end()) return found->second;
  const bool network = is_network_class(node.at("class_name").as_string());
  auto layer = network ? make_network(node, reading) : registry<LayerBase>().make(node);
  if (id != nullptr && id->is_int()) reading.shared[id->as_int()] = layer;
  return layer;
}

}  // namespace

Model model_from_config(const Json& node, std::vector<std::string>& warnings, const ReadLimits& limits) {
  const Json* name = node.find("class_name");
  if (name == nullptr || !name->is_string() || node.find("config") == nullptr)
    fail(ErrorKind::format,
         "A model is written {\"class_name\": ..., \"config\": {...}}. Received " + node.dump().substr(0, 80) + ".");
  const Json checked = check_config(keras3_node(node, warnings), warnings);
  if (!is_network_class(name->as_string()))
    fail(ErrorKind::unsupported, "A model is a Sequential or a Functional. Received " + name->as_string() + ".");
  Reading reading{.most_layers = limits.layers};
  return Model(std::static_pointer_cast<Network>(make_network(channels_last_node(checked, warnings), reading)));
}

std::optional<Shape> take_input_shape(Json& config) {
  std::optional<Shape> shape;
  for (const char* key : {"input_dim", "input_shape", "batch_input_shape"}) {
    const Json* value = config.find(key);
    if (value == nullptr) continue;
    if (!value->is_null()) {
      Shape given;
      from_json(value->is_list() ? *value : Json(Json::List{*value}), given);
      shape = std::string_view(key) == "batch_input_shape" ? given : given.with_front(None);
    }
    config.erase(key);
  }
  config.erase("batch_size");
  return shape;
}

}  // namespace fovea
