#include "fovea/layers/normalization/standardize.h"

#include "fovea/base/error.h"
#include "fovea/graph/build.h"

namespace fovea::composed {

std::vector<int> normalized_axes(const Axes& axes, const Shape& input, const std::string& who) {
  std::vector<int> list = axes.in(input.rank());
  if (list.empty() || list[0] == 0)
    fail(ErrorKind::usage, who + ": axis must name axes of the input other than that of the samples. Received axis=" +
                               to_json(axes).dump() + ", input " + to_string(input) + ".");
  return list;
}

namespace {

ValueId centred(Graph& g, ValueId x, const std::vector<int>& axes) {
  return build::binary(g, Binary::subtract, x, build::reduce(g, x, Reduction::mean, axes, true));
}

/// sqrt(mean(x^2) + epsilon)
ValueId root_mean_square(Graph& g, ValueId x, const std::vector<int>& axes, double epsilon) {
  const ValueId squares = build::reduce(g, build::unary(g, x, Unary::square), Reduction::mean, axes, true);
  return build::unary(g, build::unary(g, squares, Unary::affine, 1, epsilon), Unary::square_root);
}

}  // namespace

ValueId standardize(Graph& g, ValueId x, const std::vector<int>& axes, double epsilon) {
  return divide_by_rms(g, centred(g, x, axes), axes, epsilon);
}

ValueId divide_by_deviation(Graph& g, ValueId x, const std::vector<int>& axes, double epsilon) {
  return build::binary(g, Binary::divide, x, root_mean_square(g, centred(g, x, axes), axes, epsilon));
}

ValueId divide_by_rms(Graph& g, ValueId x, const std::vector<int>& axes, double epsilon) {
  return build::binary(g, Binary::divide, x, root_mean_square(g, x, axes, epsilon));
}

ValueId unit_length(Graph& g, ValueId x, const std::vector<int>& axes, double smallest) {
  const ValueId squares = build::reduce(g, build::unary(g, x, Unary::square), Reduction::sum, axes, true);
  const double least = smallest * smallest;
  const ValueId length =
      build::unary(g, build::unary(g, squares, Unary::threshold, least, least), Unary::square_root);
  return build::binary(g, Binary::divide, x, length);
}

}  // namespace fovea::composed
