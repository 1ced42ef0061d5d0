#include <algorithm>
#include <map>

#include "fovea/base/text.h"
#include "fovea/formats/keras/legacy_weights.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

constexpr const char* group = "optimizer_weights";

std::string path_of(const std::string& name) { return std::string(group) + "/" + name; }

/// True where two arrays are of one slot by their names: "Adam/conv2d/kernel/m:0", in later versions
/// "Adam/m/conv2d/kernel:0".
bool same_slot(const std::string& a, const std::string& b) {
  const std::vector<std::string> one = split(a, '/'), other = split(b, '/');
  return one.back() == other.back() || (one.size() > 1 && other.size() > 1 && one[1] == other[1]);
}

/// A trained weight: its place among the model's, and its name in the file.
struct Trained {
  std::size_t place;
  std::string name;
};

/// The trained weights in the order of the file's layers.
std::vector<Trained> by_layer(const Hdf5Reader& file, const Model& model) {
  std::map<const Variable*, std::size_t> places;
  for (const Weight& weight : model.network().trainable_weights())
    places.emplace(weight.variable.get(), places.size());
  std::vector<Trained> order;
  const auto add = [&](const LayerBase& layer, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < layer.weights().size(); ++i)
      if (const auto found = places.find(layer.weights()[i].variable.get()); found != places.end()) {
        order.push_back({found->second, i < names.size() ? names[i] : ""});
        places.erase(found);
      }
  };
  const auto members = model.network().members();
  for (const std::string& name : file.read_string_list("model_weights", "layer_names"))
    for (const auto& layer : members)
      if (layer->name() == name) add(*layer, file.read_string_list("model_weights/" + name, "weight_names"));
  for (const auto& layer : members) add(*layer, {});
  return order;
}

/// The names of the state's arrays. A wrapper that scales the loss has its own in front, which end with its scale.
std::vector<std::string> state_names(const Hdf5Reader& file) {
  std::vector<std::string> names = file.read_string_list(group, "weight_names");
  const auto scale =
      std::ranges::find_if(names, [](const std::string& name) { return name.ends_with("/dynamic_scale"); });
  if (scale != names.end()) names.erase(names.begin(), scale + 1);
  return names;
}

/// The state's arrays behind its scalars, and how they lie.
class State {
 public:
  State(const Hdf5Reader& file, const std::vector<VariablePtr>& slots, std::size_t weights)
      : file_(file), variables_(slots), weights_(weights), slots_(weights > 0 ? slots.size() / weights : 0) {
    for (const std::string& name : state_names(file))
      if (arrays_.empty() && file.shape(path_of(name)).rank() == 0)
        scalars_.push_back(name);
      else
        arrays_.push_back(name);
  }

  const std::vector<std::string>& scalars() const { return scalars_; }
  std::size_t size() const { return arrays_.size(); }
  std::size_t slots() const { return slots_; }

  /// Whether all of one slot lie together, as in the first optimizers, or all of one weight.
  bool slot_by_slot() const {
    return arrays_.size() > 1 && (same_slot(arrays_[0], arrays_[1]) || arrays_[0].starts_with("Variable") ||
                                  arrays_[0].starts_with("training"));
  }
  bool fits(const std::vector<Trained>& order, bool by_slot) const {
    if (slots_ * weights_ > arrays_.size()) return false;
    for (std::size_t weight = 0; weight < weights_; ++weight)
      for (std::size_t slot = 0; slot < slots_; ++slot)
        if (!(file_.shape(path_of(arrays_[at(weight, slot, by_slot)])) ==
              variable(order, weight, slot).value.shape()))
          return false;
    return true;
  }
  void assign(const std::vector<Trained>& order, bool by_slot) const {
    for (std::size_t weight = 0; weight < weights_; ++weight)
      for (std::size_t slot = 0; slot < slots_; ++slot)
        variable(order, weight, slot).assign(file_.read(path_of(arrays_[at(weight, slot, by_slot)])));
  }

 private:
  std::size_t at(std::size_t weight, std::size_t slot, bool by_slot) const {
    return by_slot ? slot * weights_ + weight : weight * slots_ + slot;
  }
  Variable& variable(const std::vector<Trained>& order, std::size_t weight, std::size_t slot) const {
    return *variables_[order[weight].place * slots_ + slot];
  }

  const Hdf5Reader& file_;
  std::vector<VariablePtr> variables_;  ///< weight by weight, each with its slots
  std::size_t weights_, slots_;
  std::vector<std::string> scalars_, arrays_;
};

}  // namespace

void read_legacy_optimizer(const Hdf5Reader& file, const Model& model, std::vector<std::string>& warnings) {
  const auto& variables = model.trainer().optimizer().variables();
  const std::size_t without_slots = variables.size();
  model.trainer().build_optimizer();
  if (!file.is_group(group) || !file.has_attribute(group, "weight_names")) return;
  for (const std::string& name : file.read_string_list(group, "weight_names"))
    if (!file.is_dataset(path_of(name))) {
      warnings.push_back("The optimizer starts fresh: " + name + " of its state is missing.");
      return;
    }
  const std::vector<Trained> layers = by_layer(file, model);
  const State state(file, {variables.begin() + static_cast<std::ptrdiff_t>(without_slots), variables.end()},
                    layers.size());
  if (state.size() == 0 && state.slots() > 0) return;  // saved before the first step
  // Keras up to 2.0 sorted trained weights by their names.
  std::vector<Trained> by_name = layers;
  std::ranges::sort(by_name, {}, &Trained::name);
  const bool likely = state.slot_by_slot();
  for (const std::vector<Trained>& order : {layers, by_name})
    for (const bool by_slot : {likely, !likely})
      if (state.fits(order, by_slot)) {
        if (!state.scalars().empty()) variables[0]->assign(file.read(path_of(state.scalars()[0])));
        return state.assign(order, by_slot);
      }
  warnings.push_back("The optimizer starts fresh: the file's state of " + std::to_string(state.size()) +
                     " arrays does not fit " + std::to_string(layers.size()) + " weights with " +
                     std::to_string(state.slots()) + " slots each.");
}

}  // namespace fovea
