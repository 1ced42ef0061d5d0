#pragma once
#include "fovea/base/random.h"

namespace fovea {

/// The logarithm of a number with the gamma distribution of shape alpha > 0: small shapes give numbers that float64
/// does not hold.
/// Source   Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000)
double draw_log_gamma(Random& random, double alpha);

/// A number in 0..1 with the beta distribution (alpha, alpha), alpha > 0.
float draw_beta(Random& random, double alpha);

}  // namespace fovea
