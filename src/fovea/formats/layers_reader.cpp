#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/formats/foreign_file.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/signatures.h"
#include "fovea/layers/core/input.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

/// The free names of a text.
void collect_names(const Call& call, std::set<std::string>& names);

void collect_names(const CallValue& value, std::set<std::string>& names) {
  if (const auto* name = std::get_if<FreeName>(&value.data)) names.insert(name->text);
  if (const auto* call = std::get_if<std::shared_ptr<const Call>>(&value.data)) collect_names(**call, names);
  if (const auto* list = std::get_if<CallValue::List>(&value.data))
    for (const CallValue& item : *list) collect_names(item, names);
  if (const auto* dict = std::get_if<CallValue::Dict>(&value.data))
    for (const CallKeyword& item : *dict) collect_names(item.value, names);
}

void collect_names(const Call& call, std::set<std::string>& names) {
  for (const CallValue& value : call.positional) collect_names(value, names);
  for (const CallKeyword& argument : call.named) collect_names(argument.value, names);
}

/// Runs what may be refused; a refusal names its line.
template <class Work>
auto at(const TextPlace& place, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    place.fail(error.what());
  }
}

/// Reads the lines of one text.
class Reader {
 public:
  Reader(const std::vector<Statement>& statements, const CallParameters& parameters, const std::string& who)
      : statements_(statements), parameters_(parameters) {
    std::set<std::string> names;
    for (const Statement& statement : statements) collect_names(statement.call, names);
    for (const auto& [name, value] : parameters)
      if (name != "classes" && !names.contains(name))
        fail(ErrorKind::usage, who + ": has no name '" + name + "' to set. " +
                                   suggest(name, std::vector<std::string>(names.begin(), names.end())));
  }

  Model read() {
    for (const Statement& statement : statements_)
      if (!statement.target.empty() || !statement.inputs.empty()) return graph();
    return chain();
  }

 private:
  struct Made {
    Layer layer;
    std::optional<Shape> input_shape;  ///< what the call said of it
  };

  Made make(const Call& call) const {
    Json node = to_config(call, find_signature, parameters_);
    return at(call.place, [&]() -> Made {
      const bool input = registry<LayerBase>().at(call.name).class_name == "InputLayer";
      const auto shape = input ? std::nullopt : take_input_shape(node["config"]);
      return {registry<LayerBase>().make(node), shape};
    });
  }

  /// Shapes are followed line by line, so that what does not fit is told where it stands.
  Model chain() const {
    std::vector<Layer> layers;
    std::optional<Shape> shape;
    for (const Statement& statement : statements_) {
      const TextPlace& place = statement.call.place;
      const Made made = make(statement.call);
      const Layer& layer = made.layer;
      if (layers.empty()) {
        shape = made.input_shape;
        if (shape) layers.emplace_back(Input(shape->tail(1)));
        if (const auto* input = dynamic_cast<const InputLayer*>(&layer.base())) {
          shape = input->shape().with_front(None);
          layers.push_back(layer);
          continue;
        }
      } else if (dynamic_cast<const InputLayer*>(&layer.base()) != nullptr) {
        place.fail(
            "Input(...) begins a chain and stands only there. Name values, as in x = Input(...), for a graph.");
      }
      if (shape) shape = at(place, [&] { return layer.base().output_shape({&*shape, 1}); });
      layers.push_back(layer);
    }
    return at(statements_.front().call.place, [&]() -> Model { return Sequential(layers); });
  }

  Model graph() {
    std::vector<Tensor> inputs;
    std::vector<std::pair<std::string, Tensor>> outputs;
    Tensor last;
    for (const Statement& statement : statements_) {
      const Layer layer = make(statement.call).layer;
      const bool input = dynamic_cast<const InputLayer*>(&layer.base()) != nullptr;
      last = call(statement, layer, input, last);
      if (input) inputs.push_back(last);
      const std::string& target = statement.target;
      if (target == "output" || target.starts_with("output_")) outputs.emplace_back(target, last);
      if (!target.empty()) values_[target] = last;
    }
    std::stable_sort(outputs.begin(), outputs.end(),
                     [](const auto& a, const auto& b) { return number(a.first) < number(b.first); });
    std::vector<Tensor> results;
    for (const auto& [name, tensor] : outputs) results.push_back(tensor);
    if (results.empty()) results.push_back(last);
    return at(statements_.front().call.place, [&] { return Model(inputs, results); });
  }

  /// 3 for output_3; 0 where there is no number.
  static int number(const std::string& name) {
    int value = 0;
    const std::size_t bar = name.rfind('_');
    if (bar != std::string::npos) std::from_chars(name.data() + bar + 1, name.data() + name.size(), value);
    return value;
  }

  Tensor call(const Statement& statement, const Layer& layer, bool input, const Tensor& last) const {
    const TextPlace& place = statement.call.place;
    std::vector<Tensor> arguments;
    for (const std::string& name : statement.inputs) {
      const auto found = values_.find(name);
      if (found == values_.end()) {
        std::vector<std::string> known;
        for (const auto& [key, value] : values_) known.push_back(key);
        place.fail("'" + name + "' is no value made before this line. " + suggest(name, known));
      }
      arguments.push_back(found->second);
    }
    if (input && !arguments.empty()) place.fail("Input(...) takes no value.");
    if (arguments.empty() && !input) {
      if (!last.node()) place.fail("The first line of a graph is Input(shape).");
      arguments.push_back(last);
    }
    return at(place, [&]() -> Tensor { return layer(arguments); });
  }

  const std::vector<Statement>& statements_;
  const CallParameters& parameters_;
  std::map<std::string, Tensor> values_;
};

}  // namespace

Model read_layers(const std::string& text, const std::string& who, const CallParameters& parameters,
                  const ReadLimits& limits) {
  if (!text.empty()) refuse_stand_in(text, who);
  const std::vector<Statement> statements = parse_statements(text, who, ErrorKind::format);
  if (statements.empty())
    fail(ErrorKind::format, who + ": has no layers. Write one Keras call a line, Input(shape) first.");
  if (static_cast<std::int64_t>(statements.size()) > limits.layers)
    fail(ErrorKind::format, who + ": has " + std::to_string(statements.size()) +
                                " layers: " + limit_words("layers", limits.layers) + ".");
  return Reader(statements, parameters, who).read();
}

Model read_layers_file(const std::filesystem::path& path, std::int64_t classes, CallParameters parameters,
                       const ReadLimits& limits) {
  parameters.try_emplace("classes", classes);
  return read_layers(read_file(path, limits.json_bytes, "json_bytes"), path.filename().string(), parameters, limits);
}

}  // namespace fovea
