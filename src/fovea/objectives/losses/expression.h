#pragma once
#include "fovea/graph/build.h"

namespace fovea {

/// A value of a graph under operators: formulas of losses are written with it, and become operations. Shapes are
/// broadcast as numpy does.
class Expression {
 public:
  Expression(Graph& graph, ValueId id) : graph_(&graph), id_(id) {}

  Graph& graph() const { return *graph_; }
  ValueId id() const { return id_; }
  const Shape& shape() const { return graph_->shape(id_); }

  Expression unary(Unary function, double a = 0, double b = 0) const {
    return {*graph_, build::unary(*graph_, id_, function, a, b)};
  }
  Expression reduced(Reduction kind, const std::vector<int>& axes, bool keepdims = false) const {
    return axes.empty() ? *this : Expression(*graph_, build::reduce(*graph_, id_, kind, axes, keepdims));
  }
  /// Over the last axis, which is the classes'.
  Expression sum() const { return reduced(Reduction::sum, {-1}); }
  Expression sum_kept() const { return reduced(Reduction::sum, {-1}, true); }

 private:
  Graph* graph_;
  ValueId id_;
};

inline Expression binary(Binary function, const Expression& a, const Expression& b) {
  return {a.graph(), build::binary(a.graph(), function, a.id(), b.id())};
}
inline Expression operator+(const Expression& a, const Expression& b) { return binary(Binary::add, a, b); }
inline Expression operator-(const Expression& a, const Expression& b) { return binary(Binary::subtract, a, b); }
inline Expression operator*(const Expression& a, const Expression& b) { return binary(Binary::multiply, a, b); }
inline Expression operator/(const Expression& a, const Expression& b) { return binary(Binary::divide, a, b); }
inline Expression operator+(const Expression& a, double b) { return a.unary(Unary::affine, 1, b); }
inline Expression operator-(const Expression& a, double b) { return a + -b; }
inline Expression operator-(double a, const Expression& b) { return b.unary(Unary::affine, -1, a); }
inline Expression operator*(double a, const Expression& b) { return b.unary(Unary::affine, a, 0); }
inline Expression operator-(const Expression& a) { return -1 * a; }

inline Expression log(const Expression& x) { return x.unary(Unary::logarithm); }
inline Expression abs(const Expression& x) { return x.unary(Unary::absolute); }
inline Expression square(const Expression& x) { return x.unary(Unary::square); }
inline Expression root(const Expression& x) { return x.unary(Unary::square_root); }
inline Expression power(const Expression& x, double exponent) { return x.unary(Unary::power, exponent); }
inline Expression relu(const Expression& x) { return x.unary(Unary::relu); }
inline Expression softplus(const Expression& x) { return x.unary(Unary::softplus); }
inline Expression clip(const Expression& x, double low, double high) { return x.unary(Unary::clip, low, high); }

}  // namespace fovea
