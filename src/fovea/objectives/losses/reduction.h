#pragma once
#include <string>

namespace fovea {

/// Keras' reductions: "sum_over_batch_size" ("mean" means the same), "sum", "mean_with_sample_weight", "none".
/// Errors   usage: another word; "none", which leaves no single number to train on
std::string checked_reduction(const std::string& who, const std::string& reduction);

}  // namespace fovea
