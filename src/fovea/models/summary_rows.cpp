#include "fovea/models/summary_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "fovea/layers/core/input.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

std::vector<std::string> connections(const LayerBase& layer, const std::set<const Node*>& relevant) {
  std::vector<std::string> list;
  for (const auto& call : calls_of(layer)) {
    if (!relevant.contains(call.get())) continue;
    for (const Tensor& tensor : call->inputs) {
      const LayerBase& source = *tensor.node()->layer;
      const auto& calls = source.nodes();
      const auto found =
          std::find_if(calls.begin(), calls.end(), [&](const auto& weak) { return weak.lock() == tensor.node(); });
      list.push_back(fmt::format("{}[{}][{}]", source.name(), found - calls.begin(), tensor.output()));
    }
  }
  return list;
}

void add_rows(const Network& network, int level, bool expand, const std::set<const Node*>& relevant,
              std::vector<SummaryRow>& rows) {
  for (const auto& layer : listed_layers(network)) {
    rows.push_back({layer.get(), level, connections(*layer, relevant)});
    if (const auto* nested = dynamic_cast<const Network*>(layer.get()); nested != nullptr && expand)
      add_rows(*nested, level + 1, expand, relevant, rows);
  }
}

}  // namespace

std::vector<std::shared_ptr<Node>> calls_of(const LayerBase& layer) {
  std::vector<std::shared_ptr<Node>> calls;
  for (const auto& weak : layer.nodes())
    if (auto call = weak.lock()) calls.push_back(std::move(call));
  return calls;
}

std::vector<std::shared_ptr<LayerBase>> listed_layers(const Network& network) {
  auto layers = network.members();
  if (network.sequential()) {
    if (!network.complete()) name_layers(layers);
    if (!layers.empty() && dynamic_cast<const InputLayer*>(layers[0].get()) != nullptr) layers.erase(layers.begin());
  }
  return layers;
}

std::vector<SummaryRow> summary_rows(const Network& network, bool expand_nested) {
  std::set<const Node*> relevant;
  for (const auto& call : network.calls()) relevant.insert(call.get());
  std::vector<SummaryRow> rows;
  add_rows(network, 0, expand_nested, relevant, rows);
  return rows;
}

bool is_chain(const Network& network) {
  if (network.sequential()) return true;
  std::set<const LayerBase*> layers;
  std::set<const Node*> used;
  int roots = 0;
  for (const auto& call : network.calls()) {
    if (!layers.insert(call->layer.get()).second || call->inputs.size() > 1) return false;
    if (call->inputs.size() == 0) ++roots;
    for (const Tensor& tensor : call->inputs)
      if (!used.insert(tensor.node().get()).second) return false;
  }
  return roots == 1;
}

std::int64_t count_params(const LayerBase& layer) {
  std::int64_t count = 0;
  for (const Weight& weight : layer.weights()) count += weight.variable->value.size();
  return count;
}

WeightCounts count_weights(const Model& model) {
  WeightCounts counts;
  std::set<const Variable*> trainable;
  for (const Weight& weight : model.network().trainable_weights()) trainable.insert(weight.variable.get());
  for (const Weight& weight : model.weights())
    (trainable.contains(weight.variable.get()) ? counts.trainable : counts.frozen).add(weight.variable->value);
  counts.optimizer_built = model.compiled() && model.trainer().prepared();
  if (counts.optimizer_built)
    for (const VariablePtr& variable : model.trainer().optimizer().variables()) counts.optimizer.add(variable->value);
  return counts;
}

std::string readable_size(double bytes, const char* smallest_unit) {
  const char* unit = smallest_unit;
  for (const char* next : {"KB", "MB", "GB", "TB", "PB"}) {
    if (bytes < 1024) break;
    bytes /= 1024;
    unit = next;
  }
  return fmt::format("{:.2f} {}", bytes, unit);
}

}  // namespace fovea
