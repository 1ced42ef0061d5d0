#include "fovea/models/input_scaling.h"

#include "fovea/base/error.h"
#include "fovea/graph/build.h"

namespace fovea {
namespace {

/// As Keras divides: never by 0.
constexpr float least_deviation = 1e-6f;

Array array_of(std::span<const float> values, const Shape& shape) { return Array::of<float>(values, shape); }

}  // namespace

ValueId InputStandard::emit(Graph& g, ValueId x) const {
  const auto channels = [&](const std::vector<float>& values, float more) {
    std::vector<float> numbers = values;
    for (float& number : numbers) number += more;
    return build::cast(g, g.add_constant(array_of(numbers, {static_cast<std::int64_t>(numbers.size())})),
                       g.desc(x).dtype);
  };
  if (!mean.empty()) x = build::binary(g, Binary::subtract, x, channels(mean, 0));
  if (!deviation.empty()) x = build::binary(g, Binary::divide, x, channels(deviation, least_deviation));
  if (whitening.empty()) return x;
  const Shape shape = g.shape(x);
  const std::int64_t numbers = shape.count(1, shape.rank());
  if (numbers * numbers != static_cast<std::int64_t>(whitening.size()))
    fail(ErrorKind::shape, "Whitening was fitted to pictures of another size. Received " + to_string(shape.tail(1)) +
                               ". Give pictures of the size that the model was trained with.");
  const ValueId matrix = build::cast(g, g.add_constant(array_of(whitening, {numbers, numbers})), g.desc(x).dtype);
  const ValueId flat = build::reshape(g, x, {shape[0], numbers});
  return build::reshape(g, build::dense(g, flat, matrix, std::nullopt), shape);
}

void InputStandard::apply(std::span<float> picture) const {
  if (!mean.empty())
    for (std::size_t i = 0; i < picture.size(); ++i) picture[i] -= mean[i % mean.size()];
  if (!deviation.empty())
    for (std::size_t i = 0; i < picture.size(); ++i) picture[i] /= deviation[i % deviation.size()] + least_deviation;
  if (whitening.size() != picture.size() * picture.size()) return;
  std::vector<double> sums(picture.size());
  for (std::size_t i = 0; i < picture.size(); ++i)
    for (std::size_t j = 0; j < picture.size(); ++j)
      sums[j] += static_cast<double>(picture[i]) * static_cast<double>(whitening[i * picture.size() + j]);
  for (std::size_t j = 0; j < picture.size(); ++j) picture[j] = static_cast<float>(sums[j]);
}

}  // namespace fovea
