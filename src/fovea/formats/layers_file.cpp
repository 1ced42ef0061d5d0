#include "fovea/formats/layers_file.h"

#include <map>

#include "fovea/base/file.h"
#include "fovea/formats/signatures.h"
#include "fovea/layers/core/input.h"

namespace fovea {
namespace {

class Reader {
 public:
  Reader(const std::vector<Statement>& statements, const CallParameters& parameters)
      : statements_(statements), parameters_(parameters) {}

  Model read() {
    for (const Statement& statement : statements_)
      if (!statement.target.empty() || !statement.inputs.empty()) return graph();
    return chain();
  }

 private:
  Layer make(const Call& call) const {
    const Json node = to_config(call, find_signature, parameters_);
    try {
      return registry<LayerBase>().make(node);
    } catch (const Error& error) {
      call.place.fail(error.what());
    }
  }

  Model chain() const {
    std::vector<Layer> layers;
    for (const Statement& statement : statements_) layers.push_back(make(statement.call));
    try {
      return Sequential(layers);
    } catch (const Error& error) {
      statements_.front().call.place.fail(error.what());
    }
  }

  Model graph() {
    std::vector<Tensor> inputs, outputs;
    Tensor last;
    for (const Statement& statement : statements_) {
      const Layer layer = make(statement.call);
      const bool input = dynamic_cast<const InputLayer*>(&layer.base()) != nullptr;
      last = call(statement, layer, input, last);
      if (input) inputs.push_back(last);
      if (statement.target == "output" || statement.target.starts_with("output_")) outputs.push_back(last);
      if (!statement.target.empty()) values_[statement.target] = last;
    }
    if (outputs.empty()) outputs.push_back(last);
    return Model(inputs, outputs);
  }

  Tensor call(const Statement& statement, const Layer& layer, bool input, const Tensor& last) const {
    std::vector<Tensor> arguments;
    for (const std::string& name : statement.inputs) {
      const auto found = values_.find(name);
      if (found == values_.end()) {
        std::vector<std::string> known;
        for (const auto& [key, value] : values_) known.push_back(key);
        statement.call.place.fail("'" + name + "' is no value made before this line. " + suggest(name, known));
      }
      arguments.push_back(found->second);
    }
    if (arguments.empty() && !input) {
      if (!last.node()) statement.call.place.fail("the first line must be Input(shape).");
      arguments.push_back(last);
    }
    try {
      return layer(arguments);
    } catch (const Error& error) {
      statement.call.place.fail(error.what());
    }
  }

  const std::vector<Statement>& statements_;
  const CallParameters& parameters_;
  std::map<std::string, Tensor> values_;
};

/// A layer as the call that makes it; a name that it would get anyway is left out.
std::string call_text(const LayerBase& layer) {
  Json node = Json::object();
  if (const auto* input = dynamic_cast<const InputLayer*>(&layer)) {
    node["class_name"] = "Input";
    Json shape = Json::list();
    for (auto dim : input->shape()) shape.push_back(dim == None ? Json() : Json(dim));
    node["config"] = Json::Object{{"shape", shape}};
  } else {
    node["class_name"] = layer.class_name();
    Json config = layer.config();
    const std::string given = to_snake_case(layer.class_name());
    if (layer.name() == given || layer.name().starts_with(given + "_")) config.erase("name");
    node["config"] = std::move(config);
  }
  return to_call_text(node, find_signature);
}

}  // namespace

Model read_layers(const std::string& text, const std::string& who, const CallParameters& parameters) {
  const std::vector<Statement> statements = parse_statements(text, who, ErrorKind::format);
  if (statements.empty()) fail(ErrorKind::format, who + ": has no layers. Write one Keras call a line, Input(shape) first.");
  return Reader(statements, parameters).read();
}

Model read_layers_file(const std::filesystem::path& path, std::int64_t classes, CallParameters parameters) {
  parameters.try_emplace("classes", classes);
  constexpr std::size_t limit = std::size_t{1} << 20;
  return read_layers(read_file(path, limit), path.filename().string(), parameters);
}

std::string write_layers(const Model& model) {
  const Network& network = model.network();
  std::string text;
  if (network.sequential()) {
    for (const auto& layer : network.layers()) text += call_text(*layer) + "\n";
    return text;
  }
  std::map<const Node*, std::string> names;
  const Tensors outputs = model.outputs();
  for (const auto& node : network.calls()) {
    if (dynamic_cast<const Network*>(node->layer.get()) != nullptr)
      fail(ErrorKind::unsupported, "A .layers file holds no models inside models. Save '" + node->layer->name() + "' as .keras.");
    std::string name = "v" + std::to_string(names.size());
    for (std::size_t i = 0; i < outputs.size(); ++i)
      if (outputs[i].node() == node) name = outputs.size() == 1 ? "output" : "output_" + std::to_string(i);
    std::vector<std::string> arguments;
    for (const Tensor& input : node->inputs) arguments.push_back(names.at(input.node().get()));
    text += name + " = " + call_text(*node->layer);
    if (arguments.size() == 1) text += "(" + arguments[0] + ")";
    if (arguments.size() > 1) text += "([" + join(arguments, ", ") + "])";
    text += "\n";
    names[node.get()] = name;
  }
  return text;
}

}  // namespace fovea
