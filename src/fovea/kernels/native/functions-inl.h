// Element-wise functions on vectors, compiled once for each instruction set.
#if defined(FOVEA_KERNELS_NATIVE_FUNCTIONS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_KERNELS_NATIVE_FUNCTIONS_INL_H
#undef FOVEA_KERNELS_NATIVE_FUNCTIONS_INL_H
#else
#define FOVEA_KERNELS_NATIVE_FUNCTIONS_INL_H
#endif

#include "fovea/kernels/native/simd-inl.h"
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

HWY_INLINE FloatVector constant(double value) { return hn::Set(Floats(), static_cast<float>(value)); }

HWY_INLINE FloatVector exponential(FloatVector x) {
  const Floats d;
  // Outside this range the result is 0 or infinite, and the polynomial's exponent would wrap around.
  const FloatVector inside = hn::Min(hn::Max(x, constant(-104)), constant(89));
  const FloatVector result = hn::IfThenElse(hn::Gt(x, constant(88.722839)), hn::Inf(d), hn::Exp(d, inside));
  return hn::IfThenElse(hn::Eq(x, x), result, x);
}

HWY_INLINE FloatVector sigmoid(FloatVector x) {
  // exp of a negative argument only: it cannot overflow.
  const FloatVector one = constant(1), e = exponential(hn::Neg(hn::Abs(x)));
  const auto negative = hn::Lt(x, hn::Zero(Floats()));
  return hn::Div(hn::IfThenElse(negative, e, one), hn::Add(one, e));
}

HWY_INLINE FloatVector tanh(FloatVector x) {
  const FloatVector size = hn::Abs(x), square = hn::Mul(x, x);
  // Least largest relative error for |x| < 0.75 of x + x^3 * p(x^2).
  FloatVector p = constant(0.0017369315028190613);
  for (const double c :
       {-0.007657248061150312, 0.021452030166983604, -0.053892724215984344, 0.1333269476890564, -0.33333316445350647})
    p = hn::MulAdd(p, square, constant(c));
  const FloatVector small = hn::MulAdd(x, hn::Mul(square, p), x);
  const FloatVector e = exponential(hn::Add(size, size));
  const FloatVector large = hn::Sub(constant(1), hn::Div(constant(2), hn::Add(e, constant(1))));
  return hn::IfThenElse(hn::Lt(size, constant(0.75)), small, hn::CopySign(large, x));
}

/// log of x: minus infinity at 0, NaN below it.
HWY_INLINE FloatVector logarithm(FloatVector x) {
  const Floats d;
  const FloatVector zero = hn::Zero(d);
  const FloatVector below = hn::IfThenElse(hn::Eq(x, zero), hn::Neg(hn::Inf(d)), hn::NaN(d));
  const FloatVector result = hn::IfThenElse(hn::Gt(x, zero), hn::Log(d, x), below);
  return hn::IfThenElse(hn::Eq(x, hn::Inf(d)), x, result);
}

/// x^exponent for x >= 0.
HWY_INLINE FloatVector power(FloatVector x, double exponent) {
  const Floats d;
  const double doubled = 2 * exponent;
  if (doubled >= 0 && doubled <= 16 && doubled == static_cast<int>(doubled)) {
    const int halves = static_cast<int>(doubled);
    FloatVector result = halves % 2 == 1 ? hn::Sqrt(x) : constant(1);
    for (int i = 0; i < halves / 2; ++i) result = hn::Mul(result, x);
    return result;
  }
  const FloatVector at_zero = exponent > 0 ? hn::Zero(d) : hn::Inf(d);
  const FloatVector result = exponential(hn::Mul(logarithm(x), constant(exponent)));
  return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), at_zero, result);
}

HWY_INLINE FloatVector softplus(FloatVector x) {
  return hn::Add(hn::Max(x, hn::Zero(Floats())), hn::Log1p(Floats(), exponential(hn::Neg(hn::Abs(x)))));
}

HWY_INLINE FloatVector clamp_to(FloatVector x, double low, double high) {
  // In this order NaN passes.
  return hn::Min(constant(high), hn::Max(constant(low), x));
}

/// Calls f on vectors of x and writes what it returns to y.
template <class F>
HWY_INLINE void map(const float* x, float* y, std::int64_t count, F&& f) {
  const Floats d;
  std::int64_t i = 0;
  for (; i + float_lanes <= count; i += float_lanes) hn::StoreU(f(hn::LoadU(d, x + i)), d, y + i);
  if (i < count) store_first(d, f(load_first(d, x + i, count - i)), y + i, count - i);
}

/// The same with two arguments.
template <class F>
HWY_INLINE void map(const float* a, const float* b, float* y, std::int64_t count, F&& f) {
  const Floats d;
  std::int64_t i = 0;
  for (; i + float_lanes <= count; i += float_lanes)
    hn::StoreU(f(hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, y + i);
  if (i < count) {
    store_first(d, f(load_first(d, a + i, count - i), load_first(d, b + i, count - i)), y + i, count - i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#endif
