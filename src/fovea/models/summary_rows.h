#pragma once
#include <string>
#include <vector>

#include "fovea/models/model.h"

namespace fovea {

/// One layer of a summary, in words. The whole of it is what both of Keras' styles print.
struct SummaryRow {
  const LayerBase* layer = nullptr;
  int level = 0;                         ///< 0 for the model's own layers, 1 for those of a nested model, ...
  std::vector<std::string> connections;  ///< "conv2d[0][0]"
};

/// A model's layers in Keras' order, nested ones after their model where they are wanted.
/// Source   keras/src/utils/summary_utils.py, 3.15
std::vector<SummaryRow> summary_rows(const Network& network, bool expand_nested);

/// Whether Keras prints a model as a chain, without a column of connections: no branches, no shared layers.
bool is_chain(const Network& network);

/// The layers that Keras' `layers` has: those of a chain without its input layer.
std::vector<std::shared_ptr<LayerBase>> listed_layers(const Network& network);

/// The calls of a layer that still exist, in their order.
std::vector<std::shared_ptr<Node>> calls_of(const LayerBase& layer);

std::int64_t count_params(const LayerBase& layer);

/// Parameters and bytes of a group of weights.
struct WeightCount {
  std::int64_t parameters = 0;
  double bytes = 0;
  void add(const Array& value) {
    parameters += value.size();
    bytes += static_cast<double>(value.bytes());
  }
};
struct WeightCounts {
  WeightCount trainable, frozen, optimizer;
  bool optimizer_built = false;
};
WeightCounts count_weights(const Model& model);

/// "288.41 KB": as Keras writes sizes. Units    bytes: "B" in Keras 3, "Byte" in Keras 2
std::string readable_size(double bytes, const char* smallest_unit);

}  // namespace fovea
