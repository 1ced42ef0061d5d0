#pragma once
#include "fovea/layers/weights/initializer.h"

namespace fovea {

/// A seed makes an initializer give the same numbers every time; without one they follow the model's seed.
struct NormalOptions {
  ByName by_name = ByName();
  double mean = 0;
  double stddev = 0.05;
  std::optional<std::int64_t> seed = {};

  static const Fields<NormalOptions>& fields();
};

/// Normally distributed elements.
/// Errors   usage: a stddev that is negative or not finite
class RandomNormal : public ObjectOf<Initializer, NormalOptions> {
 public:
  explicit RandomNormal(const NormalOptions& options = {});
  std::string_view class_name() const override { return "RandomNormal"; }
  void fill(Array& value, Random random) const override;
};

/// Normally distributed elements; those over two deviations from the mean are drawn again.
/// Errors   usage: a stddev that is negative or not finite
class TruncatedNormal : public ObjectOf<Initializer, NormalOptions> {
 public:
  explicit TruncatedNormal(const NormalOptions& options = {});
  std::string_view class_name() const override { return "TruncatedNormal"; }
  void fill(Array& value, Random random) const override;
};

struct UniformOptions {
  ByName by_name = ByName();
  double minval = -0.05;
  double maxval = 0.05;
  std::optional<std::int64_t> seed = {};

  static const Fields<UniformOptions>& fields();
};

/// Elements spread evenly over [minval, maxval).
/// Errors   usage: minval above maxval, or one that is not finite
class RandomUniform : public ObjectOf<Initializer, UniformOptions> {
 public:
  explicit RandomUniform(const UniformOptions& options = {});
  std::string_view class_name() const override { return "RandomUniform"; }
  void fill(Array& value, Random random) const override;
};

struct OrthogonalOptions {
  ByName by_name = ByName();
  double gain = 1;
  std::optional<std::int64_t> seed = {};

  static const Fields<OrthogonalOptions>& fields();
};

/// gain times a random matrix with orthonormal columns (rows where it is wider than high); axes but the last
/// are rows.
/// Errors   shape: a weight of rank below 2
class Orthogonal : public ObjectOf<Initializer, OrthogonalOptions> {
 public:
  using ObjectOf::ObjectOf;
  std::string_view class_name() const override { return "Orthogonal"; }
  void fill(Array& value, Random random) const override;
};

/// What the initializers above are made of.
namespace draw {

void normal(Array& value, Random random, double mean, double stddev);
void truncated_normal(Array& value, Random random, double mean, double stddev);
void uniform(Array& value, Random random, double low, double high);
/// The initializer's own stream of numbers where it has a seed.
Random choose(const std::optional<std::int64_t>& seed, Random random);

}  // namespace draw
}  // namespace fovea
