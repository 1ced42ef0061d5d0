#include "fovea/formats/keras/compile_config.h"

#include <algorithm>

#include "fovea/base/text.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

Json loss_json(const Loss& loss) {
  const auto plain = registry<Loss>().make(Json(loss.class_name()));
  return plain->config() == loss.config() ? Json(to_snake_case(loss.class_name())) : registry<Loss>().node(loss);
}

Json metric_json(const MetricChoice& choice) {
  return choice.object ? registry<Metric>().node(*choice.object) : Json(choice.name);
}

/// Keras refuses a file with a metric that it does not know.
bool in_keras(const MetricChoice& choice) {
  if (choice.object) return is_keras_metric(choice.object->class_name());
  const auto* entry = registry<Metric>().find(choice.name);  // null for "acc" and the like
  return entry == nullptr || is_keras_metric(entry->class_name);
}

/// One list, or one for each output that is measured, by its name: of metrics or of weighted_metrics.
Json metrics_json(const Network& network, const CompileOptions& options, bool weighted) {
  if (std::ranges::count(options.metrics, weighted, &MetricChoice::weighted) == 0) return {};
  const auto list_for = [&](const std::string* output) {
    Json::List list;
    for (const MetricChoice& choice : options.metrics)
      if (choice.weighted == weighted && in_keras(choice) &&
          (output == nullptr || choice.output.empty() || choice.output == *output))
        list.push_back(metric_json(choice));
    return list;
  };
  if (!network.complete() || network.outputs().size() == 1) return list_for(nullptr);
  Json by_output = Json::object();
  for (const Tensor& tensor : network.outputs()) {
    const std::string& name = tensor.node()->layer->name();
    const auto& losses = options.loss.by_output;
    const bool has_loss = options.loss.one || std::any_of(losses.begin(), losses.end(),
                                                          [&](const auto& entry) { return entry.first == name; });
    if (Json::List list = has_loss ? list_for(&name) : Json::List{}; !list.empty()) by_output[name] = std::move(list);
  }
  return by_output;
}

const Named<Loss>& loss_of(const LossChoice& choice, const std::string& output) {
  for (const auto& [name, loss] : choice.by_output)
    if (name == output) return loss;
  return choice.one;
}

/// The metrics of a list as objects; `output` is empty where there is one.
Json resolved(const Json& metrics, const std::string& output, const Network& network, const LossChoice& choice) {
  const Tensors& outputs = network.outputs();
  const Tensor* measured = &outputs[0];
  for (const Tensor& tensor : outputs)
    if (tensor.node()->layer->name() == output) measured = &tensor;
  const Named<Loss>& loss = loss_of(choice, measured->node()->layer->name());
  const Shape labels = loss && loss->labels() == LabelForm::indices ? Shape{None} : measured->shape();
  Json::List list;
  for (const Json& metric : metrics.as_list())
    list.push_back(metric.is_string()
                       ? registry<Metric>().node(*resolve_metric(metric.as_string(), measured->shape(), labels))
                       : metric);
  return list;
}

/// Reads the parts of a compile_config.
class Reader {
 public:
  Reader(const Network& network, std::vector<std::string>& warnings)
      : warnings_(warnings), outputs_(output_names(network)) {}

  Named<Optimizer> optimizer(const Json& json) { return object<Optimizer>(json, "optimizer"); }

  LossChoice loss(const Json& json) {
    if (json.is_null()) return {};
    std::vector<std::pair<std::string, Named<Loss>>> losses;
    const auto entries = by_output(json, "loss");
    if (!entries) return object<Loss>(json, "loss");
    for (const auto& [output, value] : *entries)
      if (!value.is_null()) losses.emplace_back(output, object<Loss>(value, "loss"));
    return losses;
  }

  std::vector<std::pair<std::string, double>> loss_weights(const Json& json) {
    std::vector<std::pair<std::string, double>> weights;
    if (json.is_null()) return weights;
    if (json.is_number()) {
      for (const std::string& output : outputs_) weights.emplace_back(output, json.as_double());
      return weights;
    }
    const auto entries = by_output(json, "loss_weights");
    if (!entries)
      fail(ErrorKind::format, "loss_weights are a number, a list or an object. Received " + json.dump() + ".");
    for (const auto& [output, value] : *entries)
      if (!value.is_null()) weights.emplace_back(output, value.as_double());
    return weights;
  }

  std::vector<MetricChoice> metrics(const Json& json) {
    std::vector<MetricChoice> choices;
    if (json.is_object() && json.find("class_name") == nullptr) {
      for (const auto& [output, value] : json.as_object()) add_metrics(value, output, choices);
    } else if (json.is_list() && outputs_.size() > 1) {
      const auto entries = by_output(json, "metrics");
      for (const auto& [output, value] : entries.value()) add_metrics(value, output, choices);
    } else {
      add_metrics(json, "", choices);
    }
    return choices;
  }

 private:
  template <class Interface>
  Named<Interface> object(const Json& json, const char* what) {
    // Keras 2 and functions given as they are: {"class_name": "function", "config": "mean_squared_error"}.
    if (const Json* name = json.find("class_name"); name != nullptr && *name == Json("function"))
      return object<Interface>(json.at("config"), what);
    std::vector<std::string> unknown;
    const std::shared_ptr<const Interface> made = registry<Interface>().make(json, &unknown);
    for (const std::string& key : unknown)
      if (const Json& value = json.at("config").at(key); !value.is_null())
        warnings_.push_back(std::string("compile_config: ") + what + " " + std::string(made->class_name()) +
                            ": the argument '" + key + "' is not known and was left out.");
    return made;
  }

  /// Values by output, from a dict or a list of as many as there are outputs; none where json is neither.
  std::optional<std::vector<std::pair<std::string, Json>>> by_output(const Json& json, const char* what) const {
    if (json.is_object() && json.find("class_name") == nullptr) return json.as_object();
    if (!json.is_list()) return std::nullopt;
    const Json::List& list = json.as_list();
    if (list.size() != outputs_.size())
      fail(ErrorKind::format, std::string(what) + " has " + std::to_string(list.size()) + " entries for " +
                                  std::to_string(outputs_.size()) + " outputs.");
    std::vector<std::pair<std::string, Json>> entries;
    for (std::size_t i = 0; i < list.size(); ++i) entries.emplace_back(outputs_[i], list[i]);
    return entries;
  }

  void add_metrics(const Json& json, const std::string& output, std::vector<MetricChoice>& choices) {
    if (json.is_null()) return;
    if (json.is_list()) {
      for (const Json& item : json.as_list()) add_metrics(item, output, choices);
      return;
    }
    try {
      static constexpr std::string_view by_shape[]{"accuracy", "acc", "crossentropy", "ce"};
      if (json.is_string()) {
        const std::string& name = json.as_string();
        if (std::find(std::begin(by_shape), std::end(by_shape), name) == std::end(by_shape))
          registry<Metric>().at(name);
        choices.emplace_back(name);
      } else {
        choices.emplace_back(object<Metric>(json, "metric"));
      }
      choices.back().output = output;
    } catch (const Error& error) {
      warnings_.push_back(std::string("compile_config: a metric was left out. ") + error.what());
    }
  }

  std::vector<std::string>& warnings_;
  std::vector<std::string> outputs_;
};

}  // namespace

std::vector<std::string> output_names(const Network& network) {
  std::vector<std::string> names;
  if (network.complete())
    for (const Tensor& tensor : network.outputs()) names.push_back(tensor.node()->layer->name());
  return names;
}

Json compile_config(const Model& model) {
  const CompileOptions& options = model.trainer().compile_options();
  Json loss, weights;
  if (options.loss.one) loss = loss_json(*options.loss.one);
  // Keras 3 wants every output named.
  if (!options.loss.by_output.empty())
    for (const std::string& output : output_names(model.network())) loss[output] = Json();
  for (const auto& [output, choice] : options.loss.by_output)
    if (choice) loss[output] = loss_json(*choice);
  for (const auto& [output, weight] : options.loss_weights) weights[output] = weight;
  return Json::Object{{"optimizer", registry<Optimizer>().node(model.trainer().optimizer())},
                      {"loss", loss},
                      {"loss_weights", weights},
                      {"metrics", metrics_json(model.network(), options, false)},
                      {"weighted_metrics", metrics_json(model.network(), options, true)},
                      {"run_eagerly", false},
                      {"steps_per_execution", 1},
                      {"jit_compile", false}};
}

Json resolved_compile_config(const Model& model) {
  Json config = compile_config(model);
  if (!model.network().complete()) return config;
  const LossChoice& choice = model.trainer().compile_options().loss;
  for (const char* key : {"metrics", "weighted_metrics"}) {
    Json& metrics = config[key];
    if (metrics.is_list()) {
      metrics = resolved(metrics, "", model.network(), choice);
    } else if (metrics.is_object()) {
      const Json by_output = metrics;
      for (const auto& [output, list] : by_output.as_object())
        metrics[output] = resolved(list, output, model.network(), choice);
    }
  }
  return config;
}

bool compile_from_config(const Model& model, const Json& config, std::vector<std::string>& warnings) {
  const auto part = [&](const char* key) {
    const Json* value = config.find(key);
    return value == nullptr ? Json() : *value;
  };
  try {
    Reader reader(model.network(), warnings);
    CompileOptions options;
    options.optimizer = reader.optimizer(config.at("optimizer"));
    options.loss = reader.loss(part("loss"));
    options.loss_weights = reader.loss_weights(part("loss_weights"));
    options.metrics = reader.metrics(part("metrics"));
    for (MetricChoice& choice : reader.metrics(part("weighted_metrics"))) {
      choice.weighted = true;
      options.metrics.push_back(std::move(choice));
    }
    model.compile(options);
    return true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::resource) throw;
    warnings.push_back(std::string("compile_config: the model was not compiled. ") + error.what());
    return false;
  }
}

}  // namespace fovea
