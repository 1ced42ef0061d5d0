#include "fovea/layers/weights/regularizer.h"

#include <cmath>
#include <numeric>

#include "fovea/base/error.h"
#include "fovea/graph/build.h"
#include "fovea/layers/weights/regularizers.h"

namespace fovea {
namespace {

double checked(double factor, const char* who) {
  if (!(std::isfinite(factor) && factor >= 0))
    fail(ErrorKind::usage, std::string(who) + " must be finite and 0 or more. Received " + Json(factor).dump() + ".");
  return factor;
}

/// scale * the sum of a function of all elements.
ValueId sum_of(Graph& g, Unary function, ValueId x, double scale) {
  std::vector<int> axes(static_cast<std::size_t>(g.shape(x).rank()));
  std::iota(axes.begin(), axes.end(), 0);
  return build::reduce(g, build::unary(g, x, function), Reduction::sum, axes, false, scale);
}

}  // namespace

const Fields<L1Options>& L1Options::fields() {
  static const auto list = Fields<L1Options>().add("l1", &L1Options::l1);
  return list;
}

const Fields<L2Options>& L2Options::fields() {
  static const auto list = Fields<L2Options>().add("l2", &L2Options::l2);
  return list;
}

const Fields<L1L2Options>& L1L2Options::fields() {
  static const auto list = Fields<L1L2Options>().add("l1", &L1L2Options::l1).add("l2", &L1L2Options::l2);
  return list;
}

const Fields<OrthogonalRegularizerOptions>& OrthogonalRegularizerOptions::fields() {
  using O = OrthogonalRegularizerOptions;
  static const auto list = Fields<O>().add("factor", &O::factor).add("mode", &O::mode);
  return list;
}

L1::L1(const L1Options& options) : ObjectOf(options) { checked(options.l1, "L1: l1"); }

ValueId L1::emit(Graph& g, ValueId weight) const { return sum_of(g, Unary::absolute, weight, options_.l1); }

L2::L2(const L2Options& options) : ObjectOf(options) { checked(options.l2, "L2: l2"); }

ValueId L2::emit(Graph& g, ValueId weight) const { return sum_of(g, Unary::square, weight, options_.l2); }

L1L2::L1L2(const L1L2Options& options) : ObjectOf(options) {
  checked(options.l1, "L1L2: l1");
  checked(options.l2, "L1L2: l2");
}

ValueId L1L2::emit(Graph& g, ValueId weight) const {
  return build::add(g, sum_of(g, Unary::absolute, weight, options_.l1),
                    sum_of(g, Unary::square, weight, options_.l2));
}

OrthogonalRegularizer::OrthogonalRegularizer(const OrthogonalRegularizerOptions& options) : ObjectOf(options) {
  checked(options.factor, "OrthogonalRegularizer: factor");
  if (options.mode != "rows" && options.mode != "columns")
    fail(ErrorKind::usage, "OrthogonalRegularizer: mode is 'rows' or 'columns'. Received '" + options.mode + "'.");
}

ValueId OrthogonalRegularizer::emit(Graph& g, ValueId weight) const {
  if (g.shape(weight).rank() != 2)
    fail(ErrorKind::shape,
         "OrthogonalRegularizer: takes matrices. Received a weight of shape " + to_string(g.shape(weight)) + ".");
  const ValueId x = options_.mode == "rows" ? weight : build::transpose(g, weight, {1, 0});
  const std::int64_t rows = g.shape(x)[0];
  // A row of zeros stays one: Keras' smallest norm is 1e-7.
  const ValueId squares = build::reduce(g, build::unary(g, x, Unary::square), Reduction::sum, {1}, true);
  const ValueId norms = build::unary(g, build::unary(g, squares, Unary::threshold, 1e-14, 1e-14), Unary::square_root);
  const ValueId unit = build::binary(g, Binary::divide, x, norms);
  const ValueId cosines = build::dense(g, unit, build::transpose(g, unit, {1, 0}), std::nullopt);
  Array others(Shape{rows, rows}, DType::f64);
  for (std::int64_t i = 0; i < rows * rows; ++i)
    others.values<double>()[static_cast<std::size_t>(i)] = i % (rows + 1) != 0;
  const ValueId between = build::multiply(g, cosines, g.add_constant(others.cast(g.desc(weight).dtype)));
  const double pairs = static_cast<double>(rows) * static_cast<double>(rows - 1) / 2;
  return sum_of(g, Unary::absolute, between, options_.factor * 0.5 / pairs);
}

template <>
const Registry<Regularizer>& registry<Regularizer>() {
  using R = Regularizer;
  static const Registry<R> table(
      "Regularizer", "keras.regularizers",
      {
          entry<R, L1>("L1", {"l1"}),
          entry<R, L1L2>("L1L2", {"l1_l2", "l1l2"}),
          entry<R, L2>("L2", {"l2"}),
          entry<R, OrthogonalRegularizer>("OrthogonalRegularizer", {"orthogonal_regularizer"}),
      });
  return table;
}

}  // namespace fovea
