#pragma once
#include "fovea/layers/weights/initializer.h"

namespace fovea {

/// All elements 0.
class Zeros : public ObjectOf<Initializer, NoOptions> {
 public:
  using ObjectOf::ObjectOf;
  std::string_view class_name() const override { return "Zeros"; }
  void fill(Array& value, Random random) const override;
};

/// All elements 1.
class Ones : public ObjectOf<Initializer, NoOptions> {
 public:
  using ObjectOf::ObjectOf;
  std::string_view class_name() const override { return "Ones"; }
  void fill(Array& value, Random random) const override;
};

struct ConstantOptions {
  ByName by_name = ByName();
  double value = 0;

  static const Fields<ConstantOptions>& fields();
};

/// All elements one number.
class Constant : public ObjectOf<Initializer, ConstantOptions> {
 public:
  using ObjectOf::ObjectOf;
  explicit Constant(double value) : ObjectOf({.value = value}) {}
  std::string_view class_name() const override { return "Constant"; }
  void fill(Array& value, Random random) const override;
};

struct IdentityInitializerOptions {
  ByName by_name = ByName();
  double gain = 1;

  static const Fields<IdentityInitializerOptions>& fields();
};

/// gain on the diagonal of a matrix, 0 elsewhere.
/// Errors   shape: a weight that is no matrix
class IdentityInitializer : public ObjectOf<Initializer, IdentityInitializerOptions> {
 public:
  using ObjectOf::ObjectOf;
  std::string_view class_name() const override { return "Identity"; }
  void fill(Array& value, Random random) const override;
};

}  // namespace fovea
