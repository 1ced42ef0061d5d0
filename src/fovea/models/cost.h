#pragma once
#include <map>
#include <string>

#include "fovea/models/model.h"

namespace fovea {

/// What one call of a layer costs for one sample.
struct LayerCost {
  double multiply_adds = 0;
  std::int64_t activation_bytes = 0;  ///< of its result
  std::int64_t receptive_field = 0;   ///< px along the height; 0: the whole input, or no picture
};

/// Costs by layer path ("conv2d", "base/conv1"), taken from the operations that prediction runs.
/// Errors   shape: an input size is not known
std::map<std::string, LayerCost> layer_costs(const Model& model);

}  // namespace fovea
