#include "fovea/objectives/losses/divergence.h"

namespace fovea {

Expression KLDivergence::values(const Expression& p, const Expression& t) const {
  const Expression label = clip(t, loss_epsilon, 1);
  return (label * log(label / clip(p, loss_epsilon, 1))).sum();
}

Expression Poisson::values(const Expression& p, const Expression& t) const { return p - t * log(p + loss_epsilon); }

}  // namespace fovea
