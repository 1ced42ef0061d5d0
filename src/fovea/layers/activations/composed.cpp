#include "fovea/layers/activations/composed.h"

#include "fovea/graph/build.h"

namespace fovea::composed {

ValueId glu(Graph& g, ValueId x) {
  Shape half = g.shape(x);
  half.set(-1, half[-1] / 2);
  std::vector<std::int64_t> begin(static_cast<std::size_t>(half.rank()), 0);
  const ValueId a = build::slice(g, x, begin, half);
  begin.back() = half[-1];
  return build::multiply(g, a, build::unary(g, build::slice(g, x, begin, half), Unary::sigmoid));
}

ValueId log_softmax(Graph& g, ValueId x) {
  const ValueId shifted = build::binary(g, Binary::subtract, x, build::reduce(g, x, Reduction::maximum, {-1}, true));
  const ValueId sum = build::reduce(g, build::unary(g, shifted, Unary::exponential), Reduction::sum, {-1}, true);
  return build::binary(g, Binary::subtract, shifted, build::unary(g, sum, Unary::logarithm));
}

ValueId sparse_sigmoid(Graph& g, ValueId x) {
  return build::unary(g, build::unary(g, x, Unary::affine, 3, 0),
                      Unary::hard_sigmoid);  // hard_sigmoid: x / 6 + 1 / 2
}

ValueId sparsemax(Graph& g, ValueId x) {
  // x_i is in the support when sum_j max(x_j - x_i, 0) < 1: the rule by sorted sums, without sorting.
  Shape row = g.shape(x), column = g.shape(x);
  row.set(-1, 1);
  row.push_back(column[-1]);
  column.push_back(1);
  const ValueId differences =
      build::binary(g, Binary::subtract, build::reshape(g, x, row), build::reshape(g, x, column));
  const ValueId above = build::reduce(g, build::unary(g, differences, Unary::relu), Reduction::sum, {-1});
  const ValueId room = build::unary(g, build::unary(g, above, Unary::affine, -1, 1), Unary::relu);
  // 1 inside the support, where room is at least the rounding error of 1, and 0 outside.
  const ValueId support = build::binary(g, Binary::divide, room, build::unary(g, room, Unary::affine, 1, 1e-30));
  const ValueId size = build::reduce(g, support, Reduction::sum, {-1}, true);
  const ValueId sum = build::reduce(g, build::multiply(g, support, x), Reduction::sum, {-1}, true);
  const ValueId threshold = build::binary(g, Binary::divide, build::unary(g, sum, Unary::affine, 1, -1), size);
  return build::unary(g, build::binary(g, Binary::subtract, x, threshold), Unary::relu);
}

}  // namespace fovea::composed
