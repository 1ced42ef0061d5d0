#include "fovea/formats/compare.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "fovea/formats/keras/compile_config.h"
#include "fovea/formats/keras/extras.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

/// A layer that is no model, with the names of the models around it.
struct Place {
  std::string path;
  const LayerBase* layer;
  std::vector<std::string> inputs;  ///< layers whose outputs its calls take, and the `training` that calls go by
};

/// Input    training: what calls of the models around go by
void collect(const Network& network, const std::string& around, const std::vector<std::string>& training,
             std::vector<Place>& places) {
  const auto members = network.complete() ? network.layers() : network.members();
  for (const auto& layer : members) {
    const std::string path = around + layer->name();
    Place place{path, layer.get(), {}};
    std::vector<std::string> told = training;
    for (const auto& call : network.calls()) {
      if (call->layer != layer) continue;
      for (const Tensor& input : call->inputs) place.inputs.push_back(input.node()->layer->name());
      if (call->training.value && !call->training.overruled)
        told.push_back(*call->training.value ? "training=True" : "training=False");
    }
    if (!place.inputs.empty()) place.inputs.insert(place.inputs.end(), told.begin(), told.end());
    if (const auto* nested = dynamic_cast<const Network*>(layer.get()))
      collect(*nested, path + "/", told, places);
    else
      places.push_back(std::move(place));
  }
}

std::vector<Place> places_of(const Model& model) {
  std::vector<Place> places;
  collect(model.network(), "", {}, places);
  return places;
}

/// Pairs of layers: those of one name and class, then what is left, by class in the order of both models.
std::vector<std::pair<Place, Place>> match(const std::vector<Place>& a, const std::vector<Place>& b,
                                           ModelDifferences& differences) {
  std::vector<const Place*> partner(a.size(), nullptr);
  std::vector<bool> taken(b.size(), false);
  const auto pair_up = [&](auto fits) {
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t j = 0; j < b.size() && partner[i] == nullptr; ++j)
        if (!taken[j] && a[i].layer->class_name() == b[j].layer->class_name() && fits(a[i], b[j])) {
          partner[i] = &b[j];
          taken[j] = true;
        }
  };
  pair_up([](const Place& one, const Place& other) { return one.path == other.path; });
  pair_up([](const Place&, const Place&) { return true; });
  const auto title = [](const Place& place) {
    return place.path + " (" + std::string(place.layer->keras_class()) + ")";
  };
  std::vector<std::pair<Place, Place>> pairs;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (partner[i] != nullptr)
      pairs.emplace_back(a[i], *partner[i]);
    else
      differences.only_in_a.push_back(title(a[i]));
  for (std::size_t j = 0; j < b.size(); ++j)
    if (!taken[j]) differences.only_in_b.push_back(title(b[j]));
  return pairs;
}

/// Members of two objects that differ.
void compare_objects(const std::string& layer, const Json& a, const Json& b, std::vector<DifferentArgument>& list) {
  const auto of = [](const Json& json, const std::string& key) {
    const Json* value = json.find(key);
    return value == nullptr ? Json() : *value;
  };
  const auto add = [&](const std::string& key) {
    if (!(of(a, key) == of(b, key))) list.push_back({layer, key, of(a, key), of(b, key)});
  };
  for (const auto& member : a.as_object()) add(member.first);
  for (const auto& member : b.as_object())
    if (a.find(member.first) == nullptr) add(member.first);
}

Shape index_of(std::size_t element, const Shape& shape) {
  std::vector<std::int64_t> index;
  auto rest = static_cast<std::int64_t>(element);
  for (int i = shape.rank() - 1; i >= 0; --i) {
    index.insert(index.begin(), rest % shape[i]);
    rest /= shape[i];
  }
  return {index.begin(), index.end()};
}

void compare_values(const std::string& path, const Array& a, const Array& b, double tolerance,
                    std::vector<DifferentValues>& list) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (!(a.shape() == b.shape())) {
    list.push_back({path, a.shape(), b.shape(), infinite, infinite, {}});
    return;
  }
  if (a.dtype() == b.dtype() && std::memcmp(a.raw(), b.raw(), a.bytes()) == 0) return;
  const Array one = a.cast(DType::f64), other = b.cast(DType::f64);
  DifferentValues worst{path, a.shape(), b.shape(), -1, 0, {}};
  std::size_t at = 0;
  for (std::size_t i = 0; i < one.values<double>().size(); ++i) {
    const double x = one.values<double>()[i], y = other.values<double>()[i];
    if (std::isnan(x) && std::isnan(y)) continue;
    const double distance = x == y ? 0 : std::isnan(x - y) ? infinite : std::abs(x - y);
    if (distance <= worst.largest) continue;
    worst.largest = distance;
    worst.relative = distance == 0          ? 0
                     : std::isinf(distance) ? infinite
                                            : distance / std::max(std::abs(x), std::abs(y));
    at = i;
  }
  worst.largest = std::max(worst.largest, 0.0);  // NaN everywhere
  if (tolerance > 0 && worst.largest <= tolerance) return;
  worst.where = index_of(at, a.shape());
  list.push_back(worst);
}

using Variables = std::vector<VariablePtr>;

/// Variables in their order; one that is in one list alone has another shape than the other's none. `path_of` names one.
template <class PathOf>
void compare_variables(const Variables& a, const Variables& b, double tolerance, PathOf path_of,
                       std::vector<DifferentValues>& list) {
  const Array none({0});
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const bool in_a = i < a.size(), in_b = i < b.size();
    compare_values(path_of(*(in_a ? a : b)[i]), in_a ? a[i]->value : none, in_b ? b[i]->value : none, tolerance,
                   list);
  }
}

Variables variables_of(const LayerBase& layer) {
  Variables variables;
  for (const Weight& weight : layer.weights()) variables.push_back(weight.variable);
  return variables;
}

void sort(std::vector<DifferentValues>& list) {
  std::ranges::stable_sort(list, std::greater(), &DifferentValues::largest);
}

void compare_optimizers(const Model& a, const Model& b, double tolerance, ModelDifferences& differences) {
  const Json of_a = a.compiled() ? resolved_compile_config(a) : Json::object(),
             of_b = b.compiled() ? resolved_compile_config(b) : Json::object();
  compare_objects("", of_a, of_b, differences.compile);
  if (!a.compiled() || !b.compiled()) return;
  // Optimizers of one class are compared by their arguments.
  const Json& one = of_a.at("optimizer");
  const Json& other = of_b.at("optimizer");
  if (!(one.at("class_name") == other.at("class_name"))) return;
  std::erase_if(differences.compile, [](const auto& difference) { return difference.argument == "optimizer"; });
  compare_objects("optimizer", one.at("config"), other.at("config"), differences.compile);
  compare_variables(
      a.trainer().optimizer().variables(), b.trainer().optimizer().variables(), tolerance,
      [](const Variable& variable) { return variable.path; }, differences.optimizer);
}

}  // namespace

bool ModelDifferences::none() const {
  return only_in_a.empty() && only_in_b.empty() && arguments.empty() && weights.empty() && compile.empty() &&
         optimizer.empty() && extras.empty();
}

ModelDifferences compare_models(const LoadedModel& a, const LoadedModel& b, double tolerance) {
  ModelDifferences differences;
  const auto pairs = match(places_of(a.model), places_of(b.model), differences);
  std::map<std::string, std::string> renamed;
  for (const auto& [one, other] : pairs) renamed[other.layer->name()] = one.layer->name();
  for (const auto& [one, other] : pairs) {
    compare_objects(one.path, one.layer->config(), other.layer->config(), differences.arguments);
    std::vector<std::string> inputs = other.inputs;
    for (std::string& input : inputs)
      if (const auto found = renamed.find(input); found != renamed.end()) input = found->second;
    if (inputs != one.inputs)
      differences.arguments.push_back({one.path, "inputs", to_json(one.inputs), to_json(other.inputs)});
    if (!a.has_weights || !b.has_weights) continue;
    const Variables weights = variables_of(*one.layer), others = variables_of(*other.layer);
    differences.weights_compared += static_cast<std::int64_t>(std::max(weights.size(), others.size()));
    compare_variables(
        weights, others, tolerance, [&](const Variable& variable) { return one.path + "/" + variable.name; },
        differences.weights);
  }
  compare_optimizers(a.model, b.model, tolerance, differences);
  compare_objects("", extras_to_json(a.extras), extras_to_json(b.extras), differences.extras);
  sort(differences.weights);
  sort(differences.optimizer);
  return differences;
}

}  // namespace fovea
