#include "fovea/objectives/losses/hinge.h"

namespace fovea {
namespace {

/// -1 and 1 for 0 and 1, if the whole batch has no other labels. A label other than 0 and 1 makes t^2 - t differ from 0.
Expression signs(const Expression& t) {
  std::vector<int> axes;
  for (int axis = 0; axis < t.shape().rank(); ++axis) axes.push_back(axis);
  const Expression others = clip(1e30 * abs(square(t) - t).reduced(Reduction::sum, axes), 0, 1);
  return t + (1 - others) * (t - 1);
}

}  // namespace

Expression Hinge::values(const Expression& p, const Expression& t) const { return relu(1 - signs(t) * p); }

Expression SquaredHinge::values(const Expression& p, const Expression& t) const {
  return square(relu(1 - signs(t) * p));
}

Expression CategoricalHinge::values(const Expression& p, const Expression& t) const {
  const Expression others = ((1 - t) * p).reduced(Reduction::maximum, {-1});
  return relu(others - (t * p).sum() + 1);
}

}  // namespace fovea
