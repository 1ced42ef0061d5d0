#include "fovea/models/channels_first.h"

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/models/config_check.h"
#include "fovea/models/config_graph.h"
#include "fovea/models/layer_axes.h"

namespace fovea {
namespace {

/// How a tensor lies in the converted model.
struct Form {
  bool moved = false;    ///< its channels, which were the first axis, are the last
  std::size_t rank = 0;  ///< samples included; 0: not known

  /// A vector has no axes to move.
  bool may_move() const { return rank != 1 && rank != 2; }
};
using Forms = std::vector<Form>;

/// What was decided for a layer at its first call; its other calls, and its other places in the file, go by it.
struct Choice {
  bool made = false;
  Form form = {};
  Json config = {};                 ///< as it became
  Forms inputs = {}, outputs = {};  ///< of a nested model
};
using Choices = std::map<std::int64_t, std::shared_ptr<Choice>>;  ///< by Keras' number of a shared object

/// One network of the file: decides how each tensor lies, and changes the layers so that it does.
class Conversion {
 public:
  Conversion(const Json& node, Choices& choices) : graph_(node) {
    for (const ConfigGraph::Layer& layer : graph_.layers) {
      names_.insert(layer.name);
      State& state = states_.emplace_back();
      state.calls.resize(layer.calls.size());
      const Json* id = layer.node.find("shared_object_id");
      auto& shared = id != nullptr && id->is_int() ? choices[id->as_int()] : state.choice;
      if (shared == nullptr) shared = std::make_shared<Choice>();
      state.choice = shared;
      if (is_network(layer.node)) state.nested = std::make_unique<Conversion>(layer.node, choices);
    }
    std::vector<ConfigGraph::Use> pictures;
    for (std::size_t i = 0; i < states_.size(); ++i)
      for (const ConfigGraph::Call& call : graph_.layers[i].calls)
        for (std::size_t k = 0; k < call.size(); ++k)
          if (states_[i].nested ? states_[i].nested->wants(k)
                                : axes_rule(graph_.layers[i].node) == AxesRule::pictures)
            pictures.push_back(call[k]);
    wants_ = inputs_before(std::move(pictures));
    passes_ = inputs_before(graph_.outputs);
  }

  /// Input    given: how the network's inputs lie, as far as that is known
  void convert(const Forms& given) {
    for (std::size_t i = 0; i < graph_.inputs.size(); ++i) {
      const std::size_t input = graph_.inputs[i];
      Form form{false, graph_.input_rank(input)};
      form.moved = form.may_move() && (wants_[i] || (i < given.size() && given[i].moved));
      if (form.moved) graph_.move_input(input);
      states_[input].calls.at(0) = {Progress::done, {form}};
    }
    for (std::size_t i = 0; i < states_.size(); ++i)
      for (std::size_t k = 0; k < states_[i].calls.size(); ++k) settle_after_sources({i, k});
    for (std::size_t i = 0; i < states_.size(); ++i)
      if (states_[i].choice->made) graph_.layers[i].node["config"] = states_[i].choice->config;
  }

  const ConfigGraph& graph() const { return graph_; }
  Forms inputs() const {
    Forms forms;
    for (std::size_t input : graph_.inputs) forms.push_back(form_of({input}));
    return forms;
  }
  Forms outputs() const {
    Forms forms;
    for (const ConfigGraph::Use& output : graph_.outputs) forms.push_back(form_of(output));
    return forms;
  }

 private:
  enum class Progress { waiting, open, done };
  struct CallState {
    Progress progress = Progress::waiting;
    Forms outputs = {};
  };
  struct State {
    std::shared_ptr<Choice> choice = {};
    std::unique_ptr<Conversion> nested = {};
    std::vector<CallState> calls = {};
  };

  /// An input that is a picture of channels_first; one that comes out with the axes that it went in with.
  bool wants(std::size_t input) const { return input < wants_.size() && wants_[input]; }
  bool passes(std::size_t input) const { return input < passes_.size() && passes_[input]; }

  /// Which of the network's inputs reach these tensors through layers that keep the axes.
  std::vector<bool> inputs_before(std::vector<ConfigGraph::Use> open) const {
    std::vector<bool> found(graph_.inputs.size());
    std::set<std::pair<std::size_t, std::size_t>> seen;
    while (!open.empty()) {
      const ConfigGraph::Use at = std::move(open.back());
      open.pop_back();
      if (!graph_.has(at) || !seen.emplace(at.layer, at.call).second) continue;
      for (std::size_t i = 0; i < found.size(); ++i)
        if (graph_.inputs[i] == at.layer) found[i] = true;
      const ConfigGraph::Call& call = graph_.layers[at.layer].calls[at.call];
      const Conversion* nested = states_[at.layer].nested.get();
      for (std::size_t k = 0; k < call.size(); ++k)
        if (nested != nullptr ? nested->passes(k) : keeps_axes(graph_.layers[at.layer].node)) open.push_back(call[k]);
    }
    return found;
  }

  /// Settles a call after those that it needs. Calls in a circle are left for the reader to refuse.
  void settle_after_sources(std::pair<std::size_t, std::size_t> first) {
    std::vector open{first};
    while (!open.empty()) {
      const auto [i, k] = open.back();
      Progress& progress = states_[i].calls[k].progress;
      if (progress == Progress::waiting) {
        progress = Progress::open;
        for (const ConfigGraph::Use& use : graph_.layers[i].calls[k])
          if (graph_.has(use) && states_[use.layer].calls[use.call].progress == Progress::waiting)
            open.emplace_back(use.layer, use.call);
      } else {
        open.pop_back();
        if (progress == Progress::open) settle(i, k);
        progress = Progress::done;
      }
    }
  }

  Form form_of(const ConfigGraph::Use& use) const {
    Form form;
    if (graph_.has(use))
      if (const Forms& forms = states_[use.layer].calls[use.call].outputs; use.output < forms.size())
        form = forms[use.output];
    if (form.rank == 0) form.rank = use.rank;
    return form;
  }

  /// Gives a call its arguments in the form that its layer takes, and its outputs theirs.
  void settle(std::size_t i, std::size_t k) {
    Forms forms;
    for (const ConfigGraph::Use& use : graph_.layers[i].calls[k]) forms.push_back(form_of(use));
    if (forms.empty()) return;
    State& state = states_[i];
    if (state.nested) {
      if (!state.choice->made) choose_nested(state, forms);
      for (std::size_t a = 0; a < forms.size() && a < state.choice->inputs.size(); ++a)
        bring(i, k, a, forms[a], state.choice->inputs[a].moved);
      state.calls[k].outputs = state.choice->outputs;
      return;
    }
    const Form form = form_for(i, forms);
    for (std::size_t a = 0; a < forms.size(); ++a) bring(i, k, a, forms[a], form.moved);
    Form output{form.moved, output_rank(graph_.layers[i].node, form.rank)};
    output.moved &= output.may_move();
    state.calls[k].outputs = {output};
  }

  void choose_nested(State& state, const Forms& forms) {
    state.nested->convert(forms);
    *state.choice = {true, {}, state.nested->graph().config(), state.nested->inputs(), state.nested->outputs()};
  }

  /// The form in which a layer takes all its arguments; its config follows.
  Form form_for(std::size_t i, const Forms& forms) {
    const Json& node = graph_.layers[i].node;
    const AxesRule rule = axes_rule(node);
    Form form = forms[0];
    bool one_rank = true;
    for (const Form& other : forms) {
      form.moved |= other.moved;
      one_rank &= other.rank == form.rank;
    }
    if (rule == AxesRule::pictures) form.moved = form.may_move();
    if (rule == AxesRule::fixed || !one_rank) form.moved = false;
    Choice& choice = *states_[i].choice;
    if (rule == AxesRule::axis && choice.made) {
      if (choice.form.moved && form.rank != choice.form.rank)
        fail(ErrorKind::unsupported, who(i) +
                                         ": is called with tensors of different ranks, which a channels_first "
                                         "model cannot be converted with. Use a layer for each.");
      form.moved = choice.form.moved;
    }
    if (!choice.made) {
      const bool changes = rule == AxesRule::pictures || (rule == AxesRule::axis && form.moved);
      choice = {true, form, changes ? channels_last_config(node, form.rank, who(i)) : node.at("config")};
    }
    return form;
  }

  /// Puts a Permute layer before an argument that lies in the other form.
  void bring(std::size_t i, std::size_t k, std::size_t argument, const Form& form, bool moved) {
    if (form.moved == moved || !form.may_move()) return;
    if (form.rank == 0)
      fail(ErrorKind::format, who(i) +
                                  ": the model is channels_first and the axes of this layer's input must be "
                                  "permuted, but the file does not say its shape (build_config). Save the "
                                  "model with Keras 3 after it was built.");
    ConfigGraph::Layer& layer = graph_.layers[i];
    Json& tensor = layer.calls[k][argument].tensor;
    const Json* dtype = layer.node.at("config").find("dtype");
    const auto permuted = [&] {
      const std::string name = fresh_name(moved ? "to_channels_last" : "to_channels_first");
      layer.before.push_back(permute(name, form.rank, moved, dtype, tensor));
      return name;
    };
    if (graph_.chain) {
      permuted();
      return;
    }
    const std::string key = tensor.at("config").at("keras_history").dump() + (dtype == nullptr ? "" : dtype->dump());
    std::string& name = permuted_[key];
    if (name.empty()) name = permuted();
    tensor["config"]["keras_history"] = Json::List{name, 0, 0};
  }

  static Json permute(const std::string& name, std::size_t rank, bool to_last, const Json* dtype,
                      const Json& tensor) {
    const auto last = static_cast<std::int64_t>(rank) - 1;
    Json::List dims;
    if (!to_last) dims.push_back(last);
    for (std::int64_t axis = to_last ? 2 : 1; axis <= (to_last ? last : last - 1); ++axis) dims.push_back(axis);
    if (to_last) dims.push_back(1);
    Json node, call;
    node["class_name"] = "Permute";
    node["config"]["name"] = name;
    node["config"]["dims"] = std::move(dims);
    if (dtype != nullptr) node["config"]["dtype"] = *dtype;
    if (tensor.is_null()) return node;
    node["name"] = name;
    call["args"] = Json::List{tensor};
    call["kwargs"] = Json::object();
    node["inbound_nodes"] = Json::List{call};
    return node;
  }

  std::string fresh_name(const std::string& base) {
    std::string name = base;
    for (int i = 1; !names_.insert(name).second; ++i) name = base + "_" + std::to_string(i);
    return name;
  }

  std::string who(std::size_t i) const {
    return graph_.layers[i].node.at("class_name").as_string() + " '" + graph_.layers[i].name + "'";
  }

  ConfigGraph graph_;
  std::vector<State> states_;  ///< one a layer of the graph
  std::vector<bool> wants_, passes_;
  std::set<std::string> names_;
  std::map<std::string, std::string> permuted_;  ///< names of the Permute layers behind tensors
};

}  // namespace

Json channels_last_node(const Json& node, std::vector<std::string>& warnings) {
  if (!says_channels_first(node.at("config"))) return node;
  Choices choices;
  Conversion conversion(node, choices);
  conversion.convert({});
  const ConfigGraph& graph = conversion.graph();
  const Forms in = conversion.inputs(), out = conversion.outputs();
  std::vector<std::string> inputs, outputs;
  for (std::size_t i = 0; i < in.size(); ++i)
    if (in[i].moved) inputs.push_back("'" + graph.layers[graph.inputs[i]].name + "'");
  for (std::size_t i = 0; i < out.size(); ++i)
    if (out[i].moved) outputs.push_back("'" + graph.layers[graph.outputs[i].layer].name + "'");
  std::string warning = "The model says data_format='channels_first' and was converted.";
  if (!inputs.empty()) warning += " It takes channels-last pictures: " + join(inputs, ", ") + ".";
  if (!outputs.empty())
    warning += " It gives channels-last maps, and takes labels of that form: " + join(outputs, ", ") +
               ". A loss that names an axis counts it in them.";
  warnings.push_back(std::move(warning));
  Json converted = node;
  converted["config"] = graph.config();
  return converted;
}

}  // namespace fovea
