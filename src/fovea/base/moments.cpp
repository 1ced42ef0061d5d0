#include "fovea/base/moments.h"

#include <algorithm>

namespace fovea {

Moments::Moments(const Shape& sample, const std::vector<int>& kept)
    : places_(static_cast<std::size_t>(sample.count())) {
  std::vector<std::int64_t> steps(static_cast<std::size_t>(sample.rank()), 0);
  std::int64_t step = 1;
  Shape shape;
  for (const int axis : kept) shape.push_back(sample[axis - 1]);
  for (std::size_t i = kept.size(); i-- > 0; step *= sample[kept[i] - 1])
    steps[static_cast<std::size_t>(kept[i] - 1)] = step;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    auto rest = static_cast<std::int64_t>(i);
    for (int axis = sample.rank() - 1; axis >= 0; rest /= sample[axis--])
      places_[i] += static_cast<std::size_t>(rest % sample[axis] * steps[static_cast<std::size_t>(axis)]);
  }
  mean_ = Array(shape, DType::f64);
  squares_ = Array(shape, DType::f64);
}

void Moments::add(const Array& batch) {
  if (batch.size() == 0) return;
  const Array wide = batch.cast(DType::f64);
  const auto values = wide.values<double>();
  const auto each = [&](auto visit) {
    for (std::size_t i = 0; i < values.size(); ++i) visit(places_[i % places_.size()], values[i]);
  };
  const auto means = mean_.values<double>(), squares = squares_.values<double>();
  const double count = static_cast<double>(values.size()) / static_cast<double>(means.size());
  std::vector<double> mean(means.size()), off(means.size());
  each([&](std::size_t place, double v) { mean[place] += v; });
  for (double& m : mean) m /= count;
  each([&](std::size_t place, double v) { off[place] += (v - mean[place]) * (v - mean[place]); });
  const double all = count_ + count;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double apart = mean[i] - means[i];
    means[i] += apart * count / all;
    squares[i] += off[i] + apart * apart * count_ * count / all;
  }
  count_ = all;
}

Array Moments::variance() const {
  Array variance(mean_.shape(), DType::f64);
  std::ranges::transform(squares_.values<double>(), variance.values<double>().begin(),
                         [&](double squares) { return count_ > 0 ? squares / count_ : 0; });
  return variance;
}

}  // namespace fovea
