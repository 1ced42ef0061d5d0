#include "fovea/formats/keras/legacy_weights.h"

#include <algorithm>
#include <set>

#include "fovea/formats/keras/legacy_kernels.h"
#include "fovea/models/network.h"

namespace fovea {
namespace {

std::string join_path(const std::string& a, const std::string& b) { return a.empty() ? b : a + "/" + b; }

/// The arrays of one layer as the file has them.
struct Stored {
  std::string name;
  std::vector<std::string> paths;
};

std::vector<Stored> stored_layers(const Hdf5Reader& file, const std::string& root) {
  std::vector<Stored> layers;
  for (const std::string& name : file.read_string_list(root, "layer_names")) {
    // Groups of names with slashes are nested; those of Windows kept their backslashes.
    const std::string group = join_path(root, name);
    Stored layer{name, {}};
    for (const std::string& weight : file.read_string_list(group, "weight_names"))
      layer.paths.push_back(join_path(group, weight));
    if (!layer.paths.empty()) layers.push_back(std::move(layer));
  }
  return layers;
}

/// A layer's variables in the two orders that files know: trained ones first, those of all layers within it, and layer by
/// layer, which is what Keras 2 wrote of a frozen one.
struct Wanted {
  std::string name;
  std::vector<VariablePtr> trained_first, by_layer;
};

void collect(const LayerBase& layer, std::vector<VariablePtr>& trained, std::vector<VariablePtr>& others,
             std::vector<VariablePtr>& all) {
  if (const auto* network = dynamic_cast<const Network*>(&layer)) {
    std::set<const LayerBase*> seen;
    for (const auto& member : network->members())
      if (seen.insert(member.get()).second) collect(*member, trained, others, all);
    return;
  }
  for (const Weight& weight : layer.weights()) {
    (weight.variable->trainable && layer.trainable() ? trained : others).push_back(weight.variable);
    all.push_back(weight.variable);
  }
}

std::vector<Wanted> wanted_layers(const Network& network) {
  std::vector<Wanted> layers;
  std::set<const LayerBase*> seen;
  for (const auto& layer : network.members()) {
    if (!seen.insert(layer.get()).second) continue;
    Wanted wanted{layer->name(), {}, {}};
    std::vector<VariablePtr> others;
    collect(*layer, wanted.trained_first, others, wanted.by_layer);
    wanted.trained_first.insert(wanted.trained_first.end(), others.begin(), others.end());
    if (!wanted.by_layer.empty()) layers.push_back(std::move(wanted));
  }
  return layers;
}

/// The last part of a weight's name: "kernel" of "conv2d/kernel:0".
std::string last_part(const std::string& path) {
  const std::string name = path.substr(path.find_last_of('/') + 1);
  return name.substr(0, name.find(':'));
}

/// The layer's own part: "conv1" of ".../conv1/kernel:0".
std::string layer_part(const std::string& path) {
  const std::size_t end = path.find_last_of('/');
  if (end == std::string::npos || end == 0) return "";
  const std::size_t begin = path.find_last_of('/', end - 1);
  return path.substr(begin + 1, end - begin - 1);
}

class Fitting {
 public:
  Fitting(Hdf5Reader& file, const LegacyKernels& origin) : file_(file), origin_(origin) {}

  void add(const Stored& stored, const Wanted& wanted) {
    if (stored.paths.size() != wanted.by_layer.size()) {
      wrong_ += "\n  " + wanted.name + ": expected " + std::to_string(wanted.by_layer.size()) +
                " weights, received " + std::to_string(stored.paths.size());
      return;
    }
    // Names decide between the two orders; where they say nothing (Keras 1), the usual one holds.
    const auto agreement = [&](const std::vector<VariablePtr>& variables) {
      std::size_t same = 0;
      for (std::size_t i = 0; i < variables.size(); ++i) {
        const std::string& path = variables[i]->path;
        same += last_part(path) == last_part(stored.paths[i]) &&
                layer_part("/" + path) == layer_part("/" + stored.paths[i]);
        same += fits(stored.paths[i], *variables[i]);
      }
      return same;
    };
    const bool usual = agreement(wanted.trained_first) >= agreement(wanted.by_layer);
    const auto& variables = usual ? wanted.trained_first : wanted.by_layer;
    for (std::size_t i = 0; i < variables.size(); ++i) add(stored.paths[i], *variables[i]);
  }

  void missing(const std::string& text) { wrong_ += "\n  " + text; }

  void finish(const std::string& who) {
    if (!wrong_.empty()) fail(ErrorKind::format, who + ": its weights do not fit the model." + wrong_);
    for (const auto& [path, variable] : pairs_)
      if (origin_.changes(*variable)) {
        variable->assign(origin_.today(file_.read(path), *variable));
      } else {
        file_.take(path, variable->value);
        ++variable->version;
      }
  }

 private:
  bool fits(const std::string& path, const Variable& variable) const {
    return file_.is_dataset(path) && file_.shape(path) == variable.value.shape();
  }

  void add(const std::string& path, Variable& variable) {
    if (!file_.is_dataset(path)) {
      wrong_ += "\n  " + path + ": is missing";
      return;
    }
    // Turned kernels are looked at as they will be; they are few and small.
    const Shape stored = file_.shape(path);
    const bool turned = origin_.changes(variable) && stored.count() == variable.value.size();
    const Shape shape = turned ? origin_.today(file_.read(path), variable).shape() : stored;
    if (shape == variable.value.shape())
      pairs_.emplace_back(path, &variable);
    else
      wrong_ += "\n  " + path + " (" + variable.path + "): expected " + to_string(variable.value.shape()) +
                ", received " + to_string(stored) + (turned ? ", which is turned into " + to_string(shape) : "");
  }

  Hdf5Reader& file_;
  const LegacyKernels& origin_;
  std::string wrong_;
  std::vector<std::pair<std::string, Variable*>> pairs_;
};

}  // namespace

void read_legacy_weights(Hdf5Reader& file, const std::string& root, const Model& model, const Json& node,
                         WeightsBy by, const std::string& who, std::vector<std::string>& warnings) {
  const std::vector<Stored> stored = stored_layers(file, root);
  const std::vector<Wanted> wanted = wanted_layers(model.network());
  const LegacyKernels origin(file, root, node);
  if (origin.guessed())
    warnings.push_back(
        "The file does not say which backend it is from. As its channels come first, it is taken to be Theano's, and "
        "kernels "
        "are turned.");
  Fitting fitting(file, origin);
  if (by == WeightsBy::order) {
    if (stored.size() != wanted.size())
      fitting.missing("the model has " + std::to_string(wanted.size()) + " layers with weights, the file " +
                      std::to_string(stored.size()) + ". Loading by name takes those whose names agree");
    for (std::size_t i = 0; i < std::min(stored.size(), wanted.size()); ++i) fitting.add(stored[i], wanted[i]);
  } else {
    std::size_t found = 0;
    for (const Wanted& layer : wanted) {
      const auto same = std::ranges::find(stored, layer.name, &Stored::name);
      if (same == stored.end()) {
        warnings.push_back("The layer '" + layer.name + "' is not in " + who + " and keeps the weights it has.");
      } else {
        fitting.add(*same, layer);
        ++found;
      }
    }
    if (found == 0 && !wanted.empty()) fitting.missing("no layer of the file has the name of one of the model's");
  }
  fitting.finish(who);
}

}  // namespace fovea
