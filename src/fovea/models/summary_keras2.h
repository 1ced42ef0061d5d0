#pragma once
#include <string>

#include "fovea/models/summary.h"

namespace fovea {

/// The table as Keras 2 prints it.
/// Source   tf_keras/src/utils/layer_utils.py, 2.21
std::string summary_keras2(const Model& model, const SummaryOptions& options);

}  // namespace fovea
