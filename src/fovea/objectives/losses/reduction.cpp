#include "fovea/objectives/losses/reduction.h"

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {

std::string checked_reduction(const std::string& who, const std::string& reduction) {
  const std::vector<std::string> known{"sum_over_batch_size", "mean", "sum", "mean_with_sample_weight"};
  for (const auto& name : known)
    if (reduction == name) return reduction;
  if (reduction == "auto") return "sum_over_batch_size";  // Keras 2's word for it
  if (reduction == "none")
    fail(ErrorKind::usage, who + ": reduction 'none' leaves no single loss to train on. Use 'sum_over_batch_size' or 'sum'.");
  fail(ErrorKind::usage, who + ": reduction '" + reduction + "' is not known. " + suggest(reduction, known));
}

}  // namespace fovea
