#include "fovea/layers/regularization/random_draws.h"

#include "fovea/base/error.h"
#include "fovea/base/json.h"
#include "fovea/graph/build.h"

namespace fovea {

std::uint64_t random_stream(const Emitter& e, const std::optional<std::int64_t>& seed) {
  return e.node + (seed ? static_cast<std::uint64_t>(*seed + 1) * 0x9E3779B97F4A7C15u : 0);
}

ValueId drop(const Emitter& e, ValueId x, double rate, const std::optional<std::int64_t>& seed, const Shape& noise) {
  Graph& g = e.graph;
  const TensorDesc desc = g.desc(x);
  const DropoutAttributes attributes{rate, random_stream(e, seed)};
  if (noise.rank() == 0 || noise == desc.shape.tail(1)) return build::dropout(g, x, attributes);
  const ValueId one = g.add_scalar(1, desc.dtype);
  const ValueId ones = build::broadcast(g, one, noise.with_front(desc.shape[0]), true);
  return build::multiply(g, x, build::dropout(g, ones, attributes));
}

Shape sample_noise(const std::optional<Shape>& noise_shape, const Shape& input, const std::string& who) {
  if (!noise_shape) return {};
  const Shape& noise = *noise_shape;
  bool fits = noise.rank() == input.rank();
  for (int i = 0; fits && i < input.rank(); ++i)
    fits = noise[i] == None || noise[i] == 1 || input[i] == None || noise[i] == input[i];
  if (!fits)
    fail(ErrorKind::shape, who + ": noise_shape has the input's dimensions, None or 1. Received noise_shape=" +
                               to_string(noise) + ", input " + to_string(input) + ".");
  if (noise[0] == 1 && input[0] != 1)
    fail(ErrorKind::unsupported, who + ": all samples sharing one decision (noise_shape " + to_string(noise) +
                                     ") is not available. Use None for the first dimension.");
  Shape decisions;
  for (int i = 1; i < input.rank(); ++i) decisions.push_back(noise[i] == None ? input[i] : noise[i]);
  return decisions;
}

void check_rate(double rate, const std::string& who) {
  if (!(rate >= 0 && rate <= 1))
    fail(ErrorKind::usage, who + ": rate must be between 0 and 1. Received " + Json(rate).dump() + ".");
}

}  // namespace fovea
