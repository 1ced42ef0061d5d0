#include "fovea/formats/keras/weights.h"

#include <algorithm>
#include <map>
#include <set>

#include "fovea/base/text.h"
#include "fovea/formats/keras/keras2_optimizer.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/optimizers/nadam.h"

namespace fovea {
namespace {

/// Walks a network as Keras does: layers in the order of the config, numbered by class; one that was met before is
/// left out but counts.
class Walk {
 public:
  Walk(const Network& network, const Json& config) { visit(network, config, ""); }
  const std::vector<WeightGroup>& groups() const { return groups_; }

 private:
  void visit(const Network& network, const Json& config, const std::string& path) {
    groups_.push_back({path + "vars", network.title(), {}, true});
    std::map<std::string, LayerBase*> by_name;
    for (const auto& layer : network.members()) by_name[layer->name()] = layer.get();
    std::map<std::string, int> used;
    bool first = true;
    for (const Json& node : config.at("layers").as_list()) {
      // Keras does not count the input layer among those of a chain.
      const bool chain_input = first && network.sequential() && node.at("class_name") == Json("InputLayer");
      first = false;
      if (chain_input) continue;
      const Json& inner = node.at("config");
      const auto found = by_name.find(inner.at("name").as_string());
      if (found == by_name.end())
        fail(ErrorKind::format, "No layer of the model is named '" + inner.at("name").as_string() + "'.");
      LayerBase& layer = *found->second;
      const std::string base = to_snake_case(layer.class_name());
      if (base.starts_with("ops.")) continue;  // to Keras an operation is no layer
      const int number = used[base]++;
      if (!seen_.insert(&layer).second) continue;
      const std::string own = path + "layers/" + base + (number == 0 ? "" : "_" + std::to_string(number)) + "/";
      if (const auto* nested = dynamic_cast<const Network*>(&layer)) {
        visit(*nested, inner, own);
        continue;
      }
      add(layer, own);
    }
  }

  /// A layer and those that it is made of.
  void add(const LayerBase& layer, const std::string& place) {
    WeightGroup group{place + "vars", layer.name(), {}, false};
    for (const Weight& weight : layer.own_weights()) group.variables.push_back(weight.variable);
    groups_.push_back(std::move(group));
    for (const LayerBase::Part& part : layer.parts()) add(*part.layer, place + part.place);
  }

  std::vector<WeightGroup> groups_;
  std::set<const LayerBase*> seen_;
};

/// The weights that are trained come in the order of the config's layers: an optimizer's state has no other names.
bool trained_in_order(const Model& model, const Json& config) {
  std::vector<const Variable*> trained, stored;
  for (const Weight& weight : model.network().trainable_weights()) trained.push_back(weight.variable.get());
  std::set<const Variable*> left(trained.begin(), trained.end());
  for (const WeightGroup& group : weight_groups(model, config))
    for (const VariablePtr& variable : group.variables)
      if (left.erase(variable.get()) > 0) stored.push_back(variable.get());
  return trained == stored;
}

/// Places of layers in the file that the model does not have: "layers/dense_1".
std::set<std::string> surplus_layers(const WeightStore& file, const std::vector<WeightGroup>& groups) {
  std::map<std::string, bool> known;  ///< place of a layer; whether it is a model
  for (const WeightGroup& group : groups) known[group.path.substr(0, group.path.rfind("vars"))] = group.model;
  std::set<std::string> surplus;
  for (const std::string& group : file.groups()) {
    const std::string layers = "layers/";
    std::string place;  // what lies below a layer that is no model is that layer's own affair
    for (auto found = known.find(place); found != known.end() && found->second; found = known.find(place)) {
      const std::size_t end = group.find('/', place.size() + layers.size());
      if (group.compare(place.size(), layers.size(), layers) != 0 || end == std::string::npos) break;
      place = group.substr(0, end + 1);
      if (!known.contains(place)) surplus.insert(group.substr(0, end));
    }
  }
  return surplus;
}

}  // namespace

std::string variable_path(const std::string& group, std::size_t i) { return group + "/" + std::to_string(i); }

std::vector<WeightGroup> weight_groups(const Model& model, const Json& config) {
  return Walk(model.network(), config).groups();
}

void read_weights(WeightStore& file, const Model& model, const Json& config, const std::string& who) {
  std::string wrong;
  const std::vector<WeightGroup> groups = weight_groups(model, config);
  for (const WeightGroup& group : groups) {
    const std::size_t stored = file.count(group.path);
    if (stored != group.variables.size())
      wrong += "\n  " + group.path + " of layer '" + group.name + "': expected " +
               std::to_string(group.variables.size()) + " weights, received " + std::to_string(stored);
    for (std::size_t i = 0; i < std::min(stored, group.variables.size()); ++i) {
      const std::string path = variable_path(group.path, i);
      Variable& variable = *group.variables[i];
      if (!file.contains(group.path, i))
        wrong += "\n  " + path + ": is missing";
      else if (const Shape& shape = file.shape(group.path, i); !(shape == variable.value.shape()))
        wrong += "\n  " + path + " (" + variable.path + "): expected " + to_string(variable.value.shape()) +
                 ", received " + to_string(shape);
      else
        file.take(group.path, i, variable);
    }
  }
  for (const std::string& place : surplus_layers(file, groups))
    wrong += "\n  " + place + ": holds weights, and the model has no such layer";
  if (!wrong.empty()) fail(ErrorKind::format, who + ": its weights do not fit its config." + wrong);
}

void read_optimizer(WeightStore& file, const Model& model, const Json& config, std::vector<std::string>& warnings) {
  Optimizer& optimizer = model.trainer().optimizer();
  const std::size_t without_slots = optimizer.variables().size();
  model.trainer().build_optimizer();
  const std::string group = file.count(inner_optimizer_group) > 0 ? inner_optimizer_group : optimizer_group;
  const std::size_t stored = file.count(group);
  const auto fits = [&](const std::vector<VariablePtr>& variables) {
    for (std::size_t i = 0; i < std::min(stored, variables.size()); ++i)
      if (!file.contains(group, i) || (variables[i] && !(file.shape(group, i) == variables[i]->value.shape())))
        return false;
    return true;
  };
  std::vector<VariablePtr> variables = optimizer.variables(), of_keras2{variables[0]};
  for (const Keras2Slot& slot : keras2_slots(optimizer, model.network().trainable_weights().size()))
    of_keras2.push_back(slot.variable);
  const bool fresh = stored == without_slots || stored == 1;  // saved before the first step
  const bool keras3 = (fresh || stored == variables.size()) && fits(variables);
  if (!keras3) variables = of_keras2;
  bool known = keras3 || (stored == variables.size() && fits(variables));
  if (!known)
    warnings.push_back("The optimizer starts fresh: " + std::to_string(optimizer.variables().size()) +
                       " variables of its state were expected, and the file has " + std::to_string(stored) +
                       ", or others.");
  if (known && stored > without_slots && !trained_in_order(model, config)) {
    warnings.push_back(
        "The optimizer starts fresh: its state is in the order of the file's layers, and conversion has "
        "changed the order of the model's.");
    known = false;
  }
  for (std::size_t i = 0; known && i < stored; ++i)
    if (variables[i]) file.take(group, i, *variables[i]);
  if (auto* nadam = dynamic_cast<Nadam*>(&optimizer); nadam != nullptr && known && !keras3) nadam->find_product();
}

}  // namespace fovea
