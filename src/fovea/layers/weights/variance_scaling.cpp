#include "fovea/layers/weights/variance_scaling.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"
#include "fovea/layers/weights/random_initializers.h"

namespace fovea {
namespace {

struct Fans {
  double in = 1, out = 1;
};

Fans count_fans(const Shape& shape, const Axes& input_axes, const Axes& output_axes) {
  const int rank = shape.rank();
  if (input_axes.set() && output_axes.set()) {
    Fans fans;
    for (int axis : input_axes.in(rank)) fans.in *= static_cast<double>(shape[axis]);
    for (int axis : output_axes.in(rank)) fans.out *= static_cast<double>(shape[axis]);
    return fans;
  }
  if (rank == 0) return {};
  const auto last = static_cast<double>(shape[-1]);
  if (rank == 1) return {last, last};
  const auto field = static_cast<double>(shape.count(0, rank - 2));
  return {static_cast<double>(shape[-2]) * field, last * field};
}

void fill_scaled(Array& value, Random random, const VarianceScalingOptions& o) {
  const Fans fans = count_fans(value.shape(), o.input_axes, o.output_axes);
  const double n = o.mode == "fan_in" ? fans.in : o.mode == "fan_out" ? fans.out : (fans.in + fans.out) / 2;
  const double variance = o.scale / std::max(1.0, n);
  const Random numbers = draw::choose(o.seed, random);
  if (o.distribution == "uniform") {
    const double limit = std::sqrt(3 * variance);
    draw::uniform(value, numbers, -limit, limit);
  } else if (o.distribution == "untruncated_normal") {
    draw::normal(value, numbers, 0, std::sqrt(variance));
  } else {
    // What is cut off at two deviations leaves this much of the deviation.
    draw::truncated_normal(value, numbers, 0, std::sqrt(variance) / 0.87962566103423978);
  }
}

}  // namespace

const Fields<VarianceScalingOptions>& VarianceScalingOptions::fields() {
  using O = VarianceScalingOptions;
  static const auto list = Fields<O>()
                               .add("scale", &O::scale)
                               .add("mode", &O::mode)
                               .add("distribution", &O::distribution)
                               .add("seed", &O::seed)
                               .add("input_axes", &O::input_axes)
                               .add("output_axes", &O::output_axes);
  return list;
}

const Fields<FanOptions>& FanOptions::fields() {
  using O = FanOptions;
  static const auto list =
      Fields<O>().add("seed", &O::seed).add("input_axes", &O::input_axes).add("output_axes", &O::output_axes);
  return list;
}

VarianceScaling::VarianceScaling(const VarianceScalingOptions& options) : ObjectOf(options) {
  auto& o = options_;
  if (o.distribution == "normal") o.distribution = "truncated_normal";
  if (!(o.scale > 0))
    fail(ErrorKind::usage, "VarianceScaling: scale must be positive. Received " + Json(o.scale).dump() + ".");
  if (o.mode != "fan_in" && o.mode != "fan_out" && o.mode != "fan_avg")
    fail(ErrorKind::usage, "VarianceScaling: mode is 'fan_in', 'fan_out' or 'fan_avg'. Received '" + o.mode + "'.");
  if (o.distribution != "uniform" && o.distribution != "truncated_normal" && o.distribution != "untruncated_normal")
    fail(ErrorKind::usage,
         "VarianceScaling: distribution is 'uniform', 'truncated_normal' or 'untruncated_normal'. Received '" +
             o.distribution + "'.");
}

void VarianceScaling::fill(Array& value, Random random) const { fill_scaled(value, random, options_); }

void FanInitializer::fill(Array& value, Random random) const {
  fill_scaled(value, random,
              {.scale = scale_,
               .mode = mode_,
               .distribution = distribution_,
               .seed = options_.seed,
               .input_axes = options_.input_axes,
               .output_axes = options_.output_axes});
}

}  // namespace fovea
