#pragma once
#include <cstdint>
#include <string>

#include "fovea/models/model.h"

namespace fovea {

enum class SummaryStyle : std::uint8_t { keras3, keras2 };

struct SummaryOptions {
  ByName by_name = ByName();
  SummaryStyle style = SummaryStyle::keras3;
  int line_length = 0;  ///< of the table; 0: Keras' own, no wider than the terminal. Units: characters
  int columns = 80;     ///< width of the terminal
  bool expand_nested = false;
  bool show_trainable = false;
  bool memory = false;  ///< keras3: adds multiply-adds, bytes of outputs and receptive field of each layer
};

/// The table that Keras' model.summary() prints: layers, shapes, parameters and, for a graph, connections. A frozen
/// layer's parameters count as not trainable; those of a built optimizer are added up too.
/// Errors   usage: a line too short for the columns
/// Source   keras/src/utils/summary_utils.py, 3.15, with rich's tables; tf_keras/src/utils/layer_utils.py, 2.21
std::string summary(const Model& model, const SummaryOptions& options = {});

}  // namespace fovea
