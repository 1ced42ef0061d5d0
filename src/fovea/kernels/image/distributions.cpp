#include "fovea/kernels/image/distributions.h"

#include <cmath>

namespace fovea {

double draw_log_gamma(Random& random, double alpha) {
  if (alpha < 1) return draw_log_gamma(random, alpha + 1) + std::log(1 - random.uniform()) / alpha;
  const double d = alpha - 1. / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal(), root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return std::log(d * v);
  }
}

float draw_beta(Random& random, double alpha) {
  const double a = draw_log_gamma(random, alpha), b = draw_log_gamma(random, alpha);
  return static_cast<float>(1 / (1 + std::exp(b - a)));
}

}  // namespace fovea
