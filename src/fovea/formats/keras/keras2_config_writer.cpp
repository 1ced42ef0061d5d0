#include <algorithm>
#include <map>

#include "fovea/base/text.h"
#include "fovea/formats/keras/compile_config.h"
#include "fovea/formats/keras/keras2_arguments.h"
#include "fovea/formats/keras/keras2_config.h"
#include "fovea/formats/keras/keras2_table.h"
#include "fovea/models/config.h"
#include "fovea/models/legacy_crop.h"
#include "fovea/models/operation_nodes.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

constexpr const char* layers_module = "keras.layers";

bool is_functional(const Json& node) { return node.at("class_name") == Json("Functional"); }
bool is_network(const Json& node) { return is_functional(node) || node.at("class_name") == Json("Sequential"); }

/// Turns a model's node of Keras 3 into one of Keras 2.
class ConfigWriter {
 public:
  explicit ConfigWriter(const Json& node) : node_(model(node, false)) {}

  const Json& node() const { return node_; }
  const std::vector<std::string>& lacking() const { return lacking_; }

 private:
  Json model(const Json& node, bool in_functional) {
    return Json::Object{{"class_name", node.at("class_name")},
                        {"config", is_functional(node) ? functional(node.at("config"))
                                                       : sequential(node.at("config"), in_functional)}};
  }

  Json layer(const Json& given, bool in_functional) {
    const Json node = keras2_crop(given);
    const std::string& class_name = node.at("class_name").as_string();
    const Json* own_name = node.at("config").find("name");
    const std::string who = class_name + " '" + (own_name != nullptr ? *own_name : node.at("name")).as_string() + "'";
    if (node.find("shared_object_id") != nullptr)
      lacking_.push_back(who + ": stands in several models, or twice in a chain");
    if (is_network(node)) return model(node, in_functional);
    if (is_operation(node) || keras2::lacks_class(class_name)) {
      lacking_.push_back(who);
      return node;
    }
    std::vector<std::string> arguments;
    const Json config = keras2_arguments(layers_module, class_name, node.at("config"), arguments);
    if (!arguments.empty()) lacking_.push_back(who + ": " + join(arguments, ", "));
    return Json::Object{{"class_name", keras2::class_name_there(class_name)}, {"config", config}};
  }

  /// In a functional model without its input layer: Keras 2 counts its calls from 1 otherwise.
  Json sequential(const Json& config, bool in_functional) {
    Json::List layers;
    for (const Json& node : config.at("layers").as_list())
      if (!in_functional || !(node.at("class_name") == Json("InputLayer"))) layers.push_back(layer(node, false));
    return Json::Object{{"name", config.at("name")}, {"layers", std::move(layers)}};
  }

  Json functional(const Json& config) {
    std::map<std::string, std::int64_t> first_call;
    for (const Json& node : config.at("layers").as_list())
      first_call[node.at("name").as_string()] = is_functional(node) ? 1 : 0;
    Json::List layers;
    for (const Json& node : config.at("layers").as_list()) {
      Json written = layer(node, true);
      if (is_operation(node)) continue;  // told as lacking
      written["name"] = node.at("name");
      Json::List calls;
      for (const Json& call : node.at("inbound_nodes").as_list()) {
        Json::List tensors;
        const Json& argument = call.at("args").as_list().at(0);
        for (const Json& tensor : argument.is_list() ? argument.as_list() : Json::List{argument}) {
          const Json::List& history = tensor.at("config").at("keras_history").as_list();
          const std::int64_t index = history[1].as_int() + first_call.at(history[0].as_string());
          tensors.push_back(Json::List{history[0], index, history[2], call.at("kwargs")});
        }
        calls.push_back(std::move(tensors));
      }
      written["inbound_nodes"] = std::move(calls);
      layers.push_back(std::move(written));
    }
    // A single place without a list around it, or Keras 3 would hand lists of tensors on.
    return Json::Object{{"name", config.at("name")},
                        {"trainable", config.at("trainable")},
                        {"layers", std::move(layers)},
                        {"input_layers", config.at("input_layers")},
                        {"output_layers", config.at("output_layers")}};
  }

  std::vector<std::string> lacking_;
  Json node_;
};

/// One object that was compiled, or a name; added to `left_out` as "loss Dice" and null where Keras 2 lacks it.
class CompileWriter {
 public:
  explicit CompileWriter(std::vector<std::string>& left_out) : left_out_(left_out) {}

  /// By the class name alone tf_keras makes the optimizers of TensorFlow 2.10 and older, whose state is another: later ones
  /// are registered as custom objects. Keras 3 does not know those and takes the optimizer that has the name.
  Json optimizer(const Json& node) {
    Json written = object("keras.optimizers", "optimizer", node);
    if (written.is_null()) return written;
    const std::string& name = node.at("class_name").as_string();
    written["class_name"] = "Custom>" + name;
    written["config"]["name"] = to_lower(name);
    return written;
  }

  Json loss(const Json& json) {
    if (json.is_null()) return json;
    if (json.is_object() && json.find("class_name") == nullptr) {
      Json result = Json::object();
      for (const auto& [output, value] : json.as_object()) result[output] = loss(value);
      return result;
    }
    Json node = registry<Loss>().node(*registry<Loss>().make(json));
    Json reduction = node["config"]["reduction"];
    node["config"].erase("dtype");
    const std::string& class_name = node.at("class_name").as_string();
    if (reduction == Json("mean") || reduction == Json("mean_with_sample_weight")) {
      left_out_.push_back("loss " + class_name + " (reduction=" + reduction.dump() + ")");
      return {};
    }
    const Json written = object("keras.losses", "loss", node);
    return json.is_string() && !written.is_null() ? json : written;
  }

  /// Of several outputs in their order. tf_keras puts their names before those of the metrics, but not of those it reads.
  Json metrics(const Json& json, const std::vector<std::string>& outputs) {
    if (!json.is_object()) return json.is_null() ? json : Json(list(json, ""));
    Json::List by_output;
    for (const std::string& output : outputs) {
      const Json* own = json.find(output);
      by_output.push_back(own == nullptr ? Json::List{Json()} : list(*own, output + "_"));
    }
    return by_output;
  }

 private:
  Json::List list(const Json& metrics, const std::string& prefix) {
    Json::List list;
    for (const Json& item : metrics.as_list())
      if (Json written = object("keras.metrics", "metric", item); !written.is_null()) {
        written["config"]["name"] = prefix + written.at("config").at("name").as_string();
        list.push_back(std::move(written));
      }
    return list;
  }

  Json object(const char* module, const char* what, const Json& node) {
    const std::string& class_name = node.at("class_name").as_string();
    std::vector<std::string> lacking;
    Json written = keras2_object(module, node, lacking);
    if (lacking.empty()) return written;
    const bool whole = lacking[0] == class_name;
    left_out_.push_back(std::string(what) + " " + class_name + (whole ? "" : " (" + join(lacking, ", ") + ")"));
    return {};
  }

  std::vector<std::string>& left_out_;
};

}  // namespace

Json keras2_node(const Model& model) {
  const ConfigWriter writer(model_node(model));
  if (!writer.lacking().empty())
    fail(ErrorKind::unsupported, "A .h5 file has Keras 2's form, which has no place for:\n  " +
                                     join(writer.lacking(), "\n  ") + "\nSave the model as .keras.");
  return writer.node();
}

bool only_keras2_opens(const Model& model) {
  for (const auto& call : model.network().calls()) {
    for (const Tensor& input : call->inputs)
      if (const auto* nested = dynamic_cast<const Network*>(input.node()->layer.get());
          nested != nullptr && !nested->sequential() && !model.network().sequential())
        return true;
    if (const auto* nested = dynamic_cast<const Network*>(call->layer.get());
        nested != nullptr && only_keras2_opens(Model(std::static_pointer_cast<Network>(call->layer))))
      return true;
  }
  return false;
}

bool only_keras2_knows(const Model& model) {
  return std::ranges::any_of(model.network().members(), [](const auto& layer) {
    const auto nested = std::dynamic_pointer_cast<Network>(layer);
    return nested != nullptr ? only_keras2_knows(Model(nested))
                             : keras2::class_name_there(layer->class_name()) != layer->class_name();
  });
}

Json keras2_training_config(const Model& model, std::vector<std::string>& left_out) {
  // Keras 2 knows few metrics by name, and chooses what "accuracy" stands for before it has seen labels.
  const Json compile = resolved_compile_config(model);
  const std::size_t before = left_out.size();
  CompileWriter writer(left_out);
  const Json optimizer = writer.optimizer(compile.at("optimizer")), loss = writer.loss(compile.at("loss"));
  if (left_out.size() > before) return {};
  const std::vector<std::string> outputs = output_names(model.network());
  return Json::Object{{"loss", loss},
                      {"metrics", writer.metrics(compile.at("metrics"), outputs)},
                      {"weighted_metrics", writer.metrics(compile.at("weighted_metrics"), outputs)},
                      {"loss_weights", compile.at("loss_weights")},
                      {"optimizer_config", optimizer}};
}

}  // namespace fovea
