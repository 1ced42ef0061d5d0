#include "fovea/kernels/weight_update.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/weight_update.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/spans-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::LambRule;

/// The sum of what term(lanes) gives for every vector of a span; lanes behind its end must be 0. In float within
/// blocks, in double between them.
template <class Term>
HWY_INLINE double sum_of(std::size_t size, Term&& term) {
  constexpr std::size_t block = 2048;
  double total = 0;
  for (std::size_t begin = 0; begin < size; begin += block) {
    FloatVector sum = hn::Zero(Floats());
    each_vector(size - begin < block ? size - begin : block, [&](Lanes at) HWY_ATTR {
      at.first += static_cast<std::int64_t>(begin);
      sum = hn::Add(sum, term(at));
    });
    total += static_cast<double>(hn::GetLane(hn::SumOfLanes(Floats(), sum)));
  }
  return total;
}

/// The lanes of a vector that belong to the span; 0 behind its end.
HWY_INLINE FloatVector inside(const Lanes& at, FloatVector value) {
  if (at.count == float_lanes) return value;
  return hn::IfThenElseZero(hn::FirstN(Floats(), static_cast<std::size_t>(at.count)), value);
}

double SumOfSquares(const float* x, std::size_t count) {
  return sum_of(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector value = at.load(x);
    return hn::Mul(value, value);
  });
}

HWY_INLINE FloatVector lamb_direction(const LambRule& rule, FloatVector mean, FloatVector square) {
  const FloatVector root = hn::Sqrt(hn::Mul(square, constant(rule.square_correction)));
  return hn::Div(hn::Mul(mean, constant(rule.mean_correction)), hn::Add(root, constant(rule.epsilon)));
}

double LambMoments(const LambRule& rule, const float* g, float* m, float* v, std::size_t count) {
  const FloatVector rest_1 = constant(1 - rule.beta_1), rest_2 = constant(1 - rule.beta_2);
  return sum_of(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), mean = moved(at.load(m), gradient, rest_1);
    const FloatVector square = moved(at.load(v), hn::Mul(gradient, gradient), rest_2);
    at.store(mean, m);
    at.store(square, v);
    const FloatVector direction = inside(at, lamb_direction(rule, mean, square));
    return hn::Mul(direction, direction);
  });
}

void LambStep(const LambRule& rule, double step, float* w, const float* m, const float* v, std::size_t count) {
  const FloatVector length = constant(step);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    at.store(hn::NegMulAdd(length, lamb_direction(rule, at.load(m), at.load(v)), at.load(w)), w);
  });
}

double AddRowSquares(const float* g, float* columns, std::size_t count, double share, double epsilon) {
  const FloatVector part = constant(share), least = constant(epsilon);
  return sum_of(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), square = inside(at, hn::MulAdd(gradient, gradient, least));
    at.store(hn::MulAdd(part, square, at.load(columns)), columns);
    return square;
  });
}

double FactoredSquares(const float* g, const float* columns, float* v, std::size_t count, double scale) {
  const FloatVector row = constant(scale);
  return sum_of(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), square = hn::Mul(row, at.load(columns));
    at.store(square, v);
    return inside(at, hn::Div(hn::Mul(gradient, gradient), square));
  });
}

double DecayedSquares(const float* g, float* v, std::size_t count, double beta, double epsilon) {
  const FloatVector old = constant(beta), now = constant(1 - beta), least = constant(epsilon);
  return sum_of(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), squared = hn::Mul(gradient, gradient);
    const FloatVector square = hn::MulAdd(old, at.load(v), hn::Mul(now, hn::Add(squared, least)));
    at.store(square, v);
    return inside(at, hn::Div(squared, square));
  });
}

void SubtractNormalized(float* w, const float* g, const float* v, std::size_t count, double scale) {
  const FloatVector length = constant(scale);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    at.store(hn::NegMulAdd(length, hn::Div(at.load(g), hn::Sqrt(at.load(v))), at.load(w)), w);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(SumOfSquares);
HWY_EXPORT(LambMoments);
HWY_EXPORT(LambStep);
HWY_EXPORT(AddRowSquares);
HWY_EXPORT(FactoredSquares);
HWY_EXPORT(DecayedSquares);
HWY_EXPORT(SubtractNormalized);

namespace native {
double sum_of_squares(const float* x, std::size_t count) noexcept {
  return HWY_DYNAMIC_DISPATCH(SumOfSquares)(x, count);
}
double lamb_moments(const LambRule& rule, const float* g, float* m, float* v, std::size_t count) noexcept {
  return HWY_DYNAMIC_DISPATCH(LambMoments)(rule, g, m, v, count);
}
void lamb_step(const LambRule& rule, double step, float* w, const float* m, const float* v,
               std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(LambStep)(rule, step, w, m, v, count);
}
double add_row_squares(const float* g, float* columns, std::size_t count, double share, double epsilon) noexcept {
  return HWY_DYNAMIC_DISPATCH(AddRowSquares)(g, columns, count, share, epsilon);
}
double factored_squares(const float* g, const float* columns, float* v, std::size_t count, double scale) noexcept {
  return HWY_DYNAMIC_DISPATCH(FactoredSquares)(g, columns, v, count, scale);
}
double decayed_squares(const float* g, float* v, std::size_t count, double beta, double epsilon) noexcept {
  return HWY_DYNAMIC_DISPATCH(DecayedSquares)(g, v, count, beta, epsilon);
}
void subtract_normalized(float* w, const float* g, const float* v, std::size_t count, double scale) noexcept {
  HWY_DYNAMIC_DISPATCH(SubtractNormalized)(w, g, v, count, scale);
}
}  // namespace native
}  // namespace fovea
#endif
