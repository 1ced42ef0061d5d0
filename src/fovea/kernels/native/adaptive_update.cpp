#include "fovea/kernels/adaptive_update.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/adaptive_update.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/spans-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::AdadeltaRule;
using native::AdagradRule;
using native::AdamaxRule;
using native::FtrlRule;
using native::LionRule;
using native::NadamRule;
using native::ScheduleFreeRule;

void Adamax(const AdamaxRule& rule, float* w, const float* g, float* m, float* u, std::size_t count) {
  const FloatVector step = constant(rule.step), epsilon = constant(rule.epsilon);
  const FloatVector rest_1 = constant(1 - rule.beta_1), beta_2 = constant(rule.beta_2);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), mean = moved(at.load(m), gradient, rest_1);
    const FloatVector norm = hn::Max(hn::Mul(beta_2, at.load(u)), hn::Abs(gradient));
    at.store(mean, m);
    at.store(norm, u);
    at.store(hn::Sub(at.load(w), hn::Div(hn::Mul(step, mean), hn::Add(norm, epsilon))), w);
  });
}

void Nadam(const NadamRule& rule, float* w, const float* g, float* m, float* v, std::size_t count) {
  const FloatVector rate = constant(rule.learning_rate), epsilon = constant(rule.epsilon);
  const FloatVector rest_1 = constant(1 - rule.beta_1), rest_2 = constant(1 - rule.beta_2);
  const FloatVector mean_share = constant(rule.mean_share), gradient_share = constant(rule.gradient_share);
  const FloatVector correction = constant(rule.correction);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), mean = moved(at.load(m), gradient, rest_1);
    const FloatVector square = moved(at.load(v), hn::Mul(gradient, gradient), rest_2);
    at.store(mean, m);
    at.store(square, v);
    const FloatVector ahead = hn::MulAdd(mean_share, mean, hn::Mul(gradient_share, gradient));
    const FloatVector root = hn::Add(hn::Sqrt(hn::Mul(square, correction)), epsilon);
    at.store(hn::Sub(at.load(w), hn::Div(hn::Mul(ahead, rate), root)), w);
  });
}

void Adagrad(const AdagradRule& rule, float* w, const float* g, float* a, std::size_t count) {
  const FloatVector rate = constant(rule.learning_rate), epsilon = constant(rule.epsilon);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), sum = hn::MulAdd(gradient, gradient, at.load(a));
    at.store(sum, a);
    at.store(hn::Sub(at.load(w), hn::Div(hn::Mul(rate, gradient), hn::Sqrt(hn::Add(sum, epsilon)))), w);
  });
}

void Adadelta(const AdadeltaRule& rule, float* w, const float* g, float* a, float* d, std::size_t count) {
  const FloatVector rate = constant(rule.learning_rate), epsilon = constant(rule.epsilon);
  const FloatVector rho = constant(rule.rho), rest = constant(1 - rule.rho);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), old = at.load(d);
    const FloatVector square = hn::MulAdd(rho, at.load(a), hn::Mul(rest, hn::Mul(gradient, gradient)));
    const FloatVector numerator = hn::Mul(hn::Sqrt(hn::Add(old, epsilon)), gradient);
    const FloatVector step = hn::Div(numerator, hn::Sqrt(hn::Add(square, epsilon)));
    at.store(square, a);
    at.store(hn::MulAdd(rho, old, hn::Mul(rest, hn::Mul(step, step))), d);
    at.store(hn::NegMulAdd(rate, step, at.load(w)), w);
  });
}

void Lion(const LionRule& rule, float* w, const float* g, float* m, std::size_t count) {
  const FloatVector zero = hn::Zero(Floats()), rate = constant(rule.learning_rate);
  const FloatVector beta_1 = constant(rule.beta_1), rest_1 = constant(1 - rule.beta_1);
  const FloatVector beta_2 = constant(rule.beta_2), rest_2 = constant(1 - rule.beta_2);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), mean = at.load(m), weight = at.load(w);
    const FloatVector way = hn::Add(hn::Mul(mean, beta_1), hn::Mul(gradient, rest_1));
    const FloatVector step = hn::IfThenElse(hn::Eq(way, zero), zero, hn::CopySign(rate, way));
    at.store(hn::Sub(weight, step), w);
    at.store(hn::Add(hn::Mul(mean, beta_2), hn::Mul(gradient, rest_2)), m);
  });
}

/// x^-power as exactly as the library has it: differences of two are what Ftrl lives on.
HWY_INLINE FloatVector ftrl_power(FloatVector x, double power) {
  if (power == -0.5) return hn::Sqrt(x);
  HWY_ALIGN float lanes[float_lanes];
  hn::Store(x, Floats(), lanes);
  for (float& lane : lanes) lane = std::pow(lane, static_cast<float>(-power));
  return hn::Load(Floats(), lanes);
}

void Ftrl(const FtrlRule& rule, float* w, const float* g, float* a, float* z, std::size_t count) {
  const FloatVector rate = constant(rule.learning_rate), l2 = constant(2 * rule.l2);
  const FloatVector shrinkage = constant(2 * rule.shrinkage);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), weight = at.load(w), old = at.load(a);
    const FloatVector sum = hn::MulAdd(gradient, gradient, old), raised = ftrl_power(sum, rule.power);
    const FloatVector sigma = hn::Div(hn::Sub(raised, ftrl_power(old, rule.power)), rate);
    const FloatVector used = hn::MulAdd(shrinkage, weight, gradient);
    const FloatVector linear = hn::Add(at.load(z), hn::NegMulAdd(sigma, weight, used));
    const FloatVector quadratic = hn::Add(hn::Div(raised, rate), l2);
    at.store(sum, a);
    at.store(linear, z);
    at.store(hn::Div(hn::Sub(clamp_to(linear, -rule.l1, rule.l1), linear), quadratic), w);
  });
}

void ScheduleFree(const ScheduleFreeRule& rule, float* w, const float* g, float* z, float* v, std::size_t count) {
  const FloatVector rate = constant(rule.step), epsilon = constant(rule.epsilon), weight = constant(rule.weight);
  const FloatVector beta_1 = constant(rule.beta_1), rest_1 = constant(1 - rule.beta_1);
  const FloatVector rest_2 = constant(1 - rule.beta_2), correction = constant(rule.correction);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), old = at.load(z);
    const FloatVector square = moved(at.load(v), hn::Mul(gradient, gradient), rest_2);
    const FloatVector root = hn::Add(hn::Sqrt(hn::Mul(square, correction)), epsilon);
    const FloatVector point = hn::Sub(old, hn::Div(hn::Mul(rate, gradient), root));
    const FloatVector mean = hn::Div(hn::NegMulAdd(rest_1, old, at.load(w)), beta_1);
    at.store(square, v);
    at.store(point, z);
    at.store(hn::MulAdd(beta_1, moved(mean, point, weight), hn::Mul(rest_1, point)), w);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(Adamax);
HWY_EXPORT(Nadam);
HWY_EXPORT(Adagrad);
HWY_EXPORT(Adadelta);
HWY_EXPORT(Lion);
HWY_EXPORT(Ftrl);
HWY_EXPORT(ScheduleFree);

namespace native {
void adamax_update(const AdamaxRule& rule, float* w, const float* g, float* m, float* u, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Adamax)(rule, w, g, m, u, count);
}
void nadam_update(const NadamRule& rule, float* w, const float* g, float* m, float* v, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Nadam)(rule, w, g, m, v, count);
}
void adagrad_update(const AdagradRule& rule, float* w, const float* g, float* a, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Adagrad)(rule, w, g, a, count);
}
void adadelta_update(const AdadeltaRule& rule, float* w, const float* g, float* a, float* d,
                     std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Adadelta)(rule, w, g, a, d, count);
}
void lion_update(const LionRule& rule, float* w, const float* g, float* m, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Lion)(rule, w, g, m, count);
}
void ftrl_update(const FtrlRule& rule, float* w, const float* g, float* a, float* z, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Ftrl)(rule, w, g, a, z, count);
}
void schedule_free_update(const ScheduleFreeRule& rule, float* w, const float* g, float* z, float* v,
                          std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(ScheduleFree)(rule, w, g, z, v, count);
}
}  // namespace native
}  // namespace fovea
#endif
