#include <algorithm>
#include <map>
#include <tuple>

#include "fovea/base/text.h"
#include "fovea/formats/keras/keras2_optimizer.h"
#include "fovea/formats/keras/legacy_weights.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/optimizers/nadam.h"

namespace fovea {
namespace {

constexpr const char* group = "optimizer_weights";

std::string path_of(const std::string& name) { return std::string(group) + "/" + name; }

/// True where two arrays are of one slot by their names: "Adam/conv2d/kernel/m:0".
bool same_slot(const std::string& a, const std::string& b) { return split(a, '/').back() == split(b, '/').back(); }

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

/// The arrays of a file's state behind its scalars, and how they lie.
class State {
 public:
  State(const Hdf5Reader& file, const std::vector<std::string>& names) : file_(file) {
    for (const std::string& name : names)
      (arrays_.empty() && file.shape(path_of(name)).rank() == 0 ? scalars_ : arrays_).push_back(name);
  }

  const std::vector<std::string>& scalars() const { return scalars_; }
  std::size_t size() const { return arrays_.size(); }

  /// Whether all of one slot lie together, as in the first optimizers, or all of one weight. Later names begin with the
  /// slot: "Adam/m/conv2d/kernel:0".
  bool slot_by_slot(const std::string& first_slot) const {
    const std::vector<std::string> parts = arrays_.empty() ? std::vector<std::string>() : split(arrays_[0], '/');
    if (parts.size() > 2 && parts[1] == first_slot && parts.back() != first_slot + ":0") return false;
    return arrays_.size() > 1 && (same_slot(arrays_[0], arrays_[1]) || arrays_[0].starts_with("Variable") ||
                                  arrays_[0].starts_with("training"));
  }
  bool fits(const std::vector<Keras2Slot>& slots) const {
    if (slots.size() > arrays_.size()) return false;
    for (std::size_t i = 0; i < slots.size(); ++i)
      if (!(file_.shape(path_of(arrays_[i])) == slots[i].variable->value.shape())) return false;
    return true;
  }
  /// Output   how many arrays that say something are left
  std::size_t assign(const std::vector<Keras2Slot>& slots) const {
    for (std::size_t i = 0; i < slots.size(); ++i) slots[i].variable->assign(file_.read(path_of(arrays_[i])));
    return static_cast<std::size_t>(
        std::count_if(arrays_.begin() + static_cast<std::ptrdiff_t>(slots.size()), arrays_.end(),
                      [&](const std::string& name) { return !is_zero(file_.read(path_of(name))); }));
  }

 private:
  static bool is_zero(const Array& array) {
    const Array numbers = array.cast(DType::f64);
    return std::ranges::all_of(numbers.values<double>(), [](double value) { return value == 0; });
  }

  const Hdf5Reader& file_;
  std::vector<std::string> scalars_, arrays_;
};

/// The slots in the order of a file whose trained weights have this one.
std::vector<Keras2Slot> in_order(std::vector<Keras2Slot> slots, const std::vector<Trained>& order, bool by_slot) {
  std::vector<std::size_t> rank(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) rank[order[i].place] = i;
  std::ranges::stable_sort(slots, {}, [&](const Keras2Slot& slot) {
    return by_slot ? std::tuple(slot.slot, rank[slot.weight], slot.slot)
                   : std::tuple(slot.group, rank[slot.weight], slot.slot);
  });
  return slots;
}

/// The state of Keras 3: all variables, in their order.
void read_by_position(const Hdf5Reader& file, const std::vector<std::string>& names, const Optimizer& optimizer,
                      bool same_order, std::size_t without_slots, std::vector<std::string>& warnings) {
  const auto& variables = optimizer.variables();
  // As many as without slots were saved before the first step.
  bool fits = names.size() == without_slots || (same_order && names.size() == variables.size());
  for (std::size_t i = 0; fits && i < names.size(); ++i)
    fits = file.shape(path_of(names[i])) == variables[i]->value.shape();
  if (!fits)
    warnings.push_back("The optimizer starts fresh: " + std::to_string(variables.size()) +
                       " variables of its state were expected, and the file has " + std::to_string(names.size()) +
                       ", or others.");
  for (std::size_t i = 0; fits && i < names.size(); ++i) variables[i]->assign(file.read(path_of(names[i])));
}

}  // namespace

void read_legacy_optimizer(const Hdf5Reader& file, const Model& model, bool keras3,
                           std::vector<std::string>& warnings) {
  Optimizer& optimizer = model.trainer().optimizer();
  const std::size_t without_slots = optimizer.variables().size();
  model.trainer().build_optimizer();
  if (!file.is_group(group) || !file.has_attribute(group, "weight_names")) return;
  const std::vector<std::string> names = state_names(file);
  for (const std::string& name : names)
    if (!file.is_dataset(path_of(name))) {
      warnings.push_back("The optimizer starts fresh: " + name + " of its state is missing.");
      return;
    }
  const std::vector<Trained> layers = by_layer(file, model);
  if (keras3)
    return read_by_position(file, names, optimizer, std::ranges::is_sorted(layers, {}, &Trained::place),
                            without_slots, warnings);
  const State state(file, names);
  std::vector<Keras2Slot> slots = keras2_slots(optimizer, layers.size());
  const std::size_t unused = std::erase_if(slots, [](const Keras2Slot& slot) { return slot.variable == nullptr; });
  if (state.size() == 0 && !slots.empty()) return;  // saved before the first step
  // Keras up to 2.0 sorted trained weights by their names.
  std::vector<Trained> by_name = layers;
  std::ranges::sort(by_name, {}, &Trained::name);
  const bool likely = state.slot_by_slot(slots.empty() ? "" : slots[0].name);
  for (const std::vector<Trained>& order : {layers, by_name})
    for (const bool by_slot : {likely, !likely}) {
      const std::vector<Keras2Slot> expected = in_order(slots, order, by_slot);
      if (!state.fits(expected)) continue;
      const auto& scalars = state.scalars();
      if (!scalars.empty()) optimizer.variables()[0]->assign(file.read(path_of(scalars[0])));
      if (auto* nadam = dynamic_cast<Nadam*>(&optimizer)) nadam->find_product();
      if (const std::size_t left = state.assign(expected); left > unused)
        warnings.push_back("The optimizer goes on without " + std::to_string(left) +
                           " arrays of its state in the file, which mean nothing to it.");
      return;
    }
  warnings.push_back("The optimizer starts fresh: the file's state of " + std::to_string(state.size()) +
                     " arrays does not fit " + std::to_string(layers.size()) + " weights, of which it remembers " +
                     std::to_string(slots.size()) + " arrays.");
}

}  // namespace fovea
