#include "fovea/layers/weights/random_initializers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fovea/base/error.h"

namespace fovea {

const Fields<NormalOptions>& NormalOptions::fields() {
  using O = NormalOptions;
  static const auto list = Fields<O>().add("mean", &O::mean).add("stddev", &O::stddev).add("seed", &O::seed);
  return list;
}

const Fields<UniformOptions>& UniformOptions::fields() {
  using O = UniformOptions;
  static const auto list = Fields<O>().add("minval", &O::minval).add("maxval", &O::maxval).add("seed", &O::seed);
  return list;
}

const Fields<OrthogonalOptions>& OrthogonalOptions::fields() {
  using O = OrthogonalOptions;
  static const auto list = Fields<O>().add("gain", &O::gain).add("seed", &O::seed);
  return list;
}

namespace {

void check_stddev(const char* who, double stddev) {
  if (!(std::isfinite(stddev) && stddev >= 0))
    fail(ErrorKind::usage,
         std::string(who) + ": stddev must be finite and 0 or more. Received " + Json(stddev).dump() + ".");
}

}  // namespace

namespace draw {

void normal(Array& value, Random random, double mean, double stddev) {
  for (float& element : value.values<float>()) element = static_cast<float>(mean + stddev * random.normal());
}

void truncated_normal(Array& value, Random random, double mean, double stddev) {
  for (float& element : value.values<float>()) {
    double deviations = random.normal();
    while (std::abs(deviations) > 2) deviations = random.normal();
    element = static_cast<float>(mean + stddev * deviations);
  }
}

void uniform(Array& value, Random random, double low, double high) {
  for (float& element : value.values<float>()) element = static_cast<float>(low + (high - low) * random.uniform());
}

Random choose(const std::optional<std::int64_t>& seed, Random random) {
  return seed ? Random(static_cast<std::uint64_t>(*seed)) : random;
}

}  // namespace draw

RandomNormal::RandomNormal(const NormalOptions& options) : ObjectOf(options) {
  check_stddev("RandomNormal", options.stddev);
}

void RandomNormal::fill(Array& value, Random random) const {
  draw::normal(value, draw::choose(options_.seed, random), options_.mean, options_.stddev);
}

TruncatedNormal::TruncatedNormal(const NormalOptions& options) : ObjectOf(options) {
  check_stddev("TruncatedNormal", options.stddev);
}

void TruncatedNormal::fill(Array& value, Random random) const {
  draw::truncated_normal(value, draw::choose(options_.seed, random), options_.mean, options_.stddev);
}

RandomUniform::RandomUniform(const UniformOptions& options) : ObjectOf(options) {
  if (!(std::isfinite(options.minval) && std::isfinite(options.maxval) && options.minval <= options.maxval))
    fail(ErrorKind::usage, "RandomUniform: minval must not be above maxval, and both finite. Received " +
                               Json(options.minval).dump() + " and " + Json(options.maxval).dump() + ".");
}

void RandomUniform::fill(Array& value, Random random) const {
  draw::uniform(value, draw::choose(options_.seed, random), options_.minval, options_.maxval);
}

void Orthogonal::fill(Array& value, Random random) const {
  const Shape& shape = value.shape();
  if (shape.rank() < 2)
    fail(ErrorKind::shape, "Orthogonal: fills weights of rank 2 or more. Received shape " + to_string(shape) + ".");
  Random numbers = draw::choose(options_.seed, random);
  const auto rows = static_cast<std::size_t>(shape.count(0, shape.rank() - 1)),
             columns = static_cast<std::size_t>(shape[-1]);
  const std::size_t length = std::max(rows, columns), vectors = std::min(rows, columns);

  // Gram-Schmidt, twice for full precision: the Q of a QR decomposition whose R has a positive diagonal.
  std::vector<double> q(vectors * length);
  for (std::size_t v = 0; v < vectors; ++v) {
    double* now = &q[v * length];
    std::generate(now, now + length, [&] { return numbers.normal(); });
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t other = 0; other < v; ++other) {
        const double* before = &q[other * length];
        const double along = std::inner_product(now, now + length, before, 0.0);
        for (std::size_t i = 0; i < length; ++i) now[i] -= along * before[i];
      }
    const double norm = std::sqrt(std::inner_product(now, now + length, now, 0.0));
    std::transform(now, now + length, now, [&](double x) { return x / norm; });
  }
  auto elements = value.values<float>();
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c)
      elements[r * columns + c] =
          static_cast<float>(options_.gain * (rows >= columns ? q[c * length + r] : q[r * length + c]));
}

}  // namespace fovea
