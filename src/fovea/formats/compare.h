#pragma once
#include <string>
#include <utility>
#include <vector>

#include "fovea/formats/saved_model.h"

namespace fovea {

/// What two models say of one thing; null where one does not say it.
struct DifferentArgument {
  std::string layer, argument;
  Json a, b;
};

/// One weight or optimizer variable that is not the same.
struct DifferentValues {
  std::string path;
  Shape a, b;
  double largest = 0;   ///< |a - b| of the elements that are furthest apart; infinite where one is NaN
  double relative = 0;  ///< the same divided by the larger magnitude of the two
  Shape where = {};     ///< index of that element
};

/// How two models differ; empty lists where they do not.
struct ModelDifferences {
  std::vector<std::string> only_in_a, only_in_b;  ///< layers: "block/conv1 (Conv2D)"
  std::vector<DifferentArgument> arguments;       ///< of layers, in the model's order
  std::vector<DifferentValues> weights;           ///< largest first; other shapes before
  std::vector<DifferentArgument> compile;         ///< layer is "optimizer" for its arguments, else ""
  std::vector<DifferentValues> optimizer;         ///< largest first
  std::vector<DifferentArgument> extras;          ///< class names and the like
  std::int64_t weights_compared = 0;              ///< 0 where one of the models is a description alone

  bool none() const;
};

/// Compares layers (matched by name, the rest by class and order), their arguments and inputs, weights, what the models were
/// compiled with, the optimizers' state, and what fovea keeps beside. Values that differ by at most `tolerance` are the
/// same; with 0 they are so only bit by bit.
ModelDifferences compare_models(const LoadedModel& a, const LoadedModel& b, double tolerance = 0);

}  // namespace fovea
