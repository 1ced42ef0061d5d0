#pragma once
#include "fovea/layers/weights/regularizer.h"

namespace fovea {

struct L1Options {
  ByName by_name = ByName();
  double l1 = 0.01;

  static const Fields<L1Options>& fields();
};

/// l1 * sum(|x|).
/// Errors   usage: a factor that is negative or not finite
class L1 : public ObjectOf<Regularizer, L1Options> {
 public:
  explicit L1(const L1Options& options = {});
  explicit L1(double l1) : L1(L1Options{.l1 = l1}) {}
  std::string_view class_name() const override { return "L1"; }
  ValueId emit(Graph& graph, ValueId weight) const override;
};

struct L2Options {
  ByName by_name = ByName();
  double l2 = 0.01;

  static const Fields<L2Options>& fields();
};

/// l2 * sum(x^2).
/// Errors   usage: a factor that is negative or not finite
class L2 : public ObjectOf<Regularizer, L2Options> {
 public:
  explicit L2(const L2Options& options = {});
  explicit L2(double l2) : L2(L2Options{.l2 = l2}) {}
  std::string_view class_name() const override { return "L2"; }
  ValueId emit(Graph& graph, ValueId weight) const override;
};

struct L1L2Options {
  ByName by_name = ByName();
  double l1 = 0;
  double l2 = 0;

  static const Fields<L1L2Options>& fields();
};

/// l1 * sum(|x|) + l2 * sum(x^2).
/// Errors   usage: a factor that is negative or not finite
class L1L2 : public ObjectOf<Regularizer, L1L2Options> {
 public:
  explicit L1L2(const L1L2Options& options = {});
  std::string_view class_name() const override { return "L1L2"; }
  ValueId emit(Graph& graph, ValueId weight) const override;
};

struct OrthogonalRegularizerOptions {
  ByName by_name = ByName();
  double factor = 0.01;
  std::string mode = "rows";

  static const Fields<OrthogonalRegularizerOptions>& fields();
};

/// factor times the mean |cosine| between two rows (or columns) of a matrix.
/// Errors   usage: a factor that is negative or not finite, a mode other than rows and columns; shape: no matrix
class OrthogonalRegularizer : public ObjectOf<Regularizer, OrthogonalRegularizerOptions> {
 public:
  explicit OrthogonalRegularizer(const OrthogonalRegularizerOptions& options = {});
  std::string_view class_name() const override { return "OrthogonalRegularizer"; }
  ValueId emit(Graph& graph, ValueId weight) const override;
};

}  // namespace fovea
