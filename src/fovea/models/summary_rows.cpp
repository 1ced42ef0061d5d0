#include "fovea/models/summary_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "fovea/layers/core/input.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

std::string shape_text(const LayerBase& layer) {
  std::string text = "?";
  for (const auto& weak : layer.nodes())
    if (const auto node = weak.lock()) {
      std::vector<std::string> shapes;
      for (const Shape& shape : node->output_shapes) shapes.push_back(to_string(shape));
      text = shapes.size() == 1 ? shapes[0] : "[" + join(shapes, ", ") + "]";
    }
  return text;
}

/// Number of a call among those of its layer.
std::size_t call_index(const Node& call) {
  std::size_t index = 0;
  for (const auto& weak : call.layer->nodes())
    if (const auto node = weak.lock()) {
      if (node.get() == &call) return index;
      ++index;
    }
  return index;
}

std::vector<std::string> connections(const Network& network, const LayerBase& layer) {
  std::vector<std::string> list;
  for (const auto& weak : layer.nodes()) {
    const auto node = weak.lock();
    if (!node || std::find(network.calls().begin(), network.calls().end(), node) == network.calls().end()) continue;
    for (const Tensor& input : node->inputs)
      list.push_back(fmt::format("{}[{}][{}]", input.node()->layer->name(), call_index(*input.node()), input.output()));
  }
  return list;
}

void add_rows(std::vector<SummaryRow>& rows, const Network& network, int level, const std::string& path, bool expand) {
  std::vector<std::shared_ptr<LayerBase>> shown;
  for (const auto& layer : network.layers())
    if (!network.sequential() || dynamic_cast<const InputLayer*>(layer.get()) == nullptr) shown.push_back(layer);
  for (const auto& layer : shown) {
    SummaryRow row{.name = layer->name(),
                   .class_name = std::string(layer->class_name()),
                   .level = level,
                   .last_of_level = level > 0 && layer == shown.back(),
                   .shape = shape_text(*layer),
                   .built = layer->built() || layer->weights().empty(),
                   .connections = connections(network, *layer),
                   .trainable = layer->weights().empty() ? "-" : layer->trainable() ? "Y" : "N",
                   .path = path + layer->name()};
    for (const Weight& weight : layer->weights()) row.parameters += weight.variable->value.size();
    rows.push_back(std::move(row));
    if (const auto* nested = dynamic_cast<const Network*>(layer.get()); nested != nullptr && expand)
      add_rows(rows, *nested, level + 1, path + layer->name() + "/", expand);
  }
}

}  // namespace

std::vector<SummaryRow> summary_rows(const Network& network, bool expand) {
  std::vector<SummaryRow> rows;
  add_rows(rows, network, 0, "", expand);
  return rows;
}

bool is_chain(const Network& network) {
  if (network.sequential()) return true;
  std::map<const Node*, int> consumers;
  std::set<const LayerBase*> called;
  int inputs = 0;
  for (const auto& node : network.calls()) {
    if (node->inputs.size() > 1 || !called.insert(node->layer.get()).second) return false;
    if (dynamic_cast<const InputLayer*>(node->layer.get()) != nullptr && ++inputs > 1) return false;
    for (const Tensor& input : node->inputs)
      if (++consumers[input.node().get()] > 1) return false;
  }
  return true;
}

SummaryTotals summary_totals(const Model& model) {
  SummaryTotals totals;
  const auto trained = model.network().trainable_weights();
  for (const Weight& weight : model.weights()) {
    const Array& value = weight.variable->value;
    const bool train = std::any_of(trained.begin(), trained.end(), [&](const Weight& w) { return w.variable == weight.variable; });
    (train ? totals.trainable : totals.fixed) += value.size();
    (train ? totals.trainable_bytes : totals.fixed_bytes) += static_cast<std::int64_t>(value.bytes());
  }
  if (!model.compiled()) return totals;
  const auto& variables = model.trainer().optimizer().variables();
  // Until it is built an optimizer has its iteration and learning rate alone.
  totals.optimizer_built = model.trainer().prepared();
  for (const auto& variable : variables) {
    totals.optimizer += variable->value.size();
    totals.optimizer_bytes += static_cast<std::int64_t>(variable->value.bytes());
  }
  return totals;
}

std::string readable_bytes(std::int64_t bytes, const std::string& unit) {
  double amount = static_cast<double>(bytes);
  for (const std::string& name : {unit, std::string("KB"), std::string("MB"), std::string("GB"), std::string("TB")}) {
    if (amount < 1024) return fmt::format("{:.2f} {}", amount, name);
    amount /= 1024;
  }
  return fmt::format("{:.2f} PB", amount);
}

}  // namespace fovea
