#include "fovea/kernels/image/input_scaling.h"

#include <cmath>
#include <utility>

#include "fovea/base/error.h"

namespace fovea {
namespace {

double mean_of(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

double deviation_of(std::span<const float> values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const float value : values)
    squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

void subtract(std::span<float> values, const std::vector<float>& mean) {
  if (mean.empty()) return;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] -= mean[i % mean.size()];
}

void divide(std::span<float> values, const std::vector<float>& deviation, float least) {
  if (deviation.empty()) return;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] /= deviation[i % deviation.size()] + least;
}

void whiten(std::span<float> row, std::span<const float> matrix) {
  std::vector<double> sums(row.size());
  for (std::size_t i = 0; i < row.size(); ++i)
    for (std::size_t j = 0; j < row.size(); ++j)
      sums[j] += static_cast<double>(row[i]) * static_cast<double>(matrix[i * row.size() + j]);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = static_cast<float>(sums[j]);
}

void bring(const PictureStandard& to, std::span<float> picture) {
  if (to.colours.reverse)
    for (std::size_t i = 0; i < picture.size(); i += 3) std::swap(picture[i], picture[i + 2]);
  subtract(picture, to.colours.mean);
  divide(picture, to.colours.deviation, 0);
  if (to.center_each)
    for (const auto mean = static_cast<float>(mean_of(picture)); float& value : picture) value -= mean;
  if (to.divide_each)
    for (const float deviation = static_cast<float>(deviation_of(picture)) + least_deviation; float& value : picture)
      value /= deviation;
  subtract(picture, to.statistics.mean);
  divide(picture, to.statistics.deviation, least_deviation);
  if (!to.statistics.whitening.empty()) whiten(picture, to.statistics.whitening);
}

}  // namespace

void PictureStandard::check(const Shape& picture) const {
  const std::int64_t channels = picture.rank() == 0 ? 1 : picture[-1];
  const auto fits = [&](std::size_t of) {
    if (of == 0 || static_cast<std::int64_t>(of) == channels) return;
    fail(ErrorKind::shape, "Pixels are brought to a standard of " + std::to_string(of) + " channels. Received " +
                               to_string(picture) + ". Give pictures of " + std::to_string(of) + " channels.");
  };
  fits(colours.reverse ? 3 : 0);
  for (const std::vector<float>* list : {&colours.mean, &colours.deviation, &statistics.mean, &statistics.deviation})
    fits(list->size());
  if (statistics.whitening.empty()) return;
  const auto numbers = std::llround(std::sqrt(static_cast<double>(statistics.whitening.size())));
  if (numbers != picture.count() || statistics.whitening.size() != static_cast<std::size_t>(numbers * numbers))
    fail(ErrorKind::shape, "Whitening was fitted to pictures of another size, " + std::to_string(numbers) +
                               " numbers. Received " + to_string(picture) +
                               ". Give pictures of the size that it was fitted to.");
}

void PictureStandard::apply(std::span<float> numbers, const Shape& picture) const {
  check(picture);
  const auto each = static_cast<std::size_t>(picture.count());
  for (std::size_t i = 0; i + each <= numbers.size() && each > 0; i += each) bring(*this, numbers.subspan(i, each));
}

InputScaling InputScaling::of(PixelScaling network, double factor) {
  const auto times = [&](std::vector<float> values) {
    for (float& value : values) value = static_cast<float>(static_cast<double>(value) * factor);
    return values;
  };
  switch (network) {
    case PixelScaling::none:
      return {factor, 0};
    case PixelScaling::tf:
      return {factor / 127.5, -factor};
    case PixelScaling::torch:
      return {factor / 255, 0,
              std::make_shared<PictureStandard>(PictureStandard{
                  .colours = {.mean = times({0.485f, 0.456f, 0.406f}), .deviation = {0.229f, 0.224f, 0.225f}}})};
    case PixelScaling::caffe:
      return {factor, 0,
              std::make_shared<PictureStandard>(
                  PictureStandard{.colours = {.reverse = true, .mean = times({103.939f, 116.779f, 123.68f})}})};
  }
  return {};
}

void InputScaling::apply(std::span<float> numbers, const Shape& picture) const {
  const auto factor = static_cast<float>(scale), shift = static_cast<float>(offset);
  if (scale != 1 || offset != 0)
    for (float& value : numbers) value = value * factor + shift;
  if (standard) standard->apply(numbers, picture);
}

}  // namespace fovea
