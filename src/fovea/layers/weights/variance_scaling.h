#pragma once
#include "fovea/layers/axes.h"
#include "fovea/layers/weights/initializer.h"

namespace fovea {

struct VarianceScalingOptions {
  ByName by_name = ByName();
  double scale = 1;
  std::string mode = "fan_in";
  std::string distribution = "truncated_normal";
  std::optional<std::int64_t> seed = {};
  Axes input_axes = {};
  Axes output_axes = {};

  static const Fields<VarianceScalingOptions>& fields();
};

/// Elements whose variance is scale / n, n the number of inputs (fan_in) or outputs (fan_out) of a unit, or their
/// mean (fan_avg). distribution: uniform, truncated_normal (or normal), untruncated_normal.
/// Errors   usage: a scale that is not positive, an unknown mode or distribution
class VarianceScaling : public ObjectOf<Initializer, VarianceScalingOptions> {
 public:
  explicit VarianceScaling(const VarianceScalingOptions& options = {});
  std::string_view class_name() const override { return "VarianceScaling"; }
  void fill(Array& value, Random random) const override;
};

struct FanOptions {
  ByName by_name = ByName();
  std::optional<std::int64_t> seed = {};
  Axes input_axes = {};
  Axes output_axes = {};

  static const Fields<FanOptions>& fields();
};

/// VarianceScaling with the scale, mode and distribution of its authors.
class FanInitializer : public ObjectOf<Initializer, FanOptions> {
 public:
  std::string_view class_name() const override { return class_name_; }
  void fill(Array& value, Random random) const override;

 protected:
  FanInitializer(const FanOptions& options, std::string_view class_name, double scale, const char* mode,
                 const char* distribution)
      : ObjectOf(options), class_name_(class_name), scale_(scale), mode_(mode), distribution_(distribution) {}

 private:
  std::string_view class_name_;
  double scale_;
  const char *mode_, *distribution_;
};

struct GlorotUniform : FanInitializer {
  explicit GlorotUniform(const FanOptions& options = {})
      : FanInitializer(options, "GlorotUniform", 1, "fan_avg", "uniform") {}
};
struct GlorotNormal : FanInitializer {
  explicit GlorotNormal(const FanOptions& options = {})
      : FanInitializer(options, "GlorotNormal", 1, "fan_avg", "truncated_normal") {}
};
struct HeUniform : FanInitializer {
  explicit HeUniform(const FanOptions& options = {}) : FanInitializer(options, "HeUniform", 2, "fan_in", "uniform") {}
};
struct HeNormal : FanInitializer {
  explicit HeNormal(const FanOptions& options = {})
      : FanInitializer(options, "HeNormal", 2, "fan_in", "truncated_normal") {}
};
struct LecunUniform : FanInitializer {
  explicit LecunUniform(const FanOptions& options = {})
      : FanInitializer(options, "LecunUniform", 1, "fan_in", "uniform") {}
};
struct LecunNormal : FanInitializer {
  explicit LecunNormal(const FanOptions& options = {})
      : FanInitializer(options, "LecunNormal", 1, "fan_in", "truncated_normal") {}
};

}  // namespace fovea
