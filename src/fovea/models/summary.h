#pragma once
#include <string>

#include "fovea/models/model.h"

namespace fovea {

enum class SummaryStyle : std::uint8_t { keras3, keras2 };

struct SummaryOptions {
  SummaryStyle style = SummaryStyle::keras3;
  int line_length = 0;          ///< characters; 0: as Keras chooses for a terminal of `columns`
  int columns = 80;             ///< width of the terminal
  bool expand_nested = false;
  bool show_trainable = false;
  bool memory = false;          ///< add multiply-adds, activation memory and receptive field of each layer
};

/// The table that Keras' model.summary() prints, character for character.
/// Source   keras/src/utils/summary_utils.py, 3.15; tf_keras/src/utils/layer_utils.py, 2.21
std::string summary(const Model& model, const SummaryOptions& options = {});

}  // namespace fovea
