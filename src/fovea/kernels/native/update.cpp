#include "fovea/kernels/update.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/update.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/spans-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

using native::AdamRule;
using native::RmspropRule;
using native::SgdRule;

void Adam(const AdamRule& rule, float* w, const float* g, float* m, float* v, std::size_t count) {
  const FloatVector step = constant(rule.step), epsilon = constant(rule.epsilon);
  const FloatVector rest_1 = constant(1 - rule.beta_1), rest_2 = constant(1 - rule.beta_2);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g), m_old = at.load(m), v_old = at.load(v);
    const FloatVector mean = hn::MulAdd(hn::Sub(gradient, m_old), rest_1, m_old);
    const FloatVector square = hn::MulAdd(hn::MulSub(gradient, gradient, v_old), rest_2, v_old);
    at.store(mean, m);
    at.store(square, v);
    at.store(hn::Sub(at.load(w), hn::Div(hn::Mul(mean, step), hn::Add(hn::Sqrt(square), epsilon))), w);
  });
}

void Sgd(const SgdRule& rule, float* w, const float* g, float* m, std::size_t count) {
  const FloatVector rate = constant(rule.learning_rate), momentum = constant(rule.momentum);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector step = hn::Mul(at.load(g), rate), weight = at.load(w);
    if (m == nullptr) return at.store(hn::Sub(weight, step), w);
    const FloatVector speed = hn::MulSub(at.load(m), momentum, step);
    at.store(speed, m);
    at.store(hn::Add(weight, rule.nesterov ? hn::MulSub(speed, momentum, step) : speed), w);
  });
}

void Rmsprop(const RmspropRule& rule, float* w, const float* g, float* v, std::size_t count) {
  const FloatVector rate = constant(rule.learning_rate), epsilon = constant(rule.epsilon);
  const FloatVector rho = constant(rule.rho), rest = constant(1 - rule.rho);
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    const FloatVector gradient = at.load(g);
    const FloatVector square = hn::MulAdd(rho, at.load(v), hn::Mul(rest, hn::Mul(gradient, gradient)));
    at.store(square, v);
    at.store(hn::Sub(at.load(w), hn::Div(hn::Mul(rate, gradient), hn::Sqrt(hn::Add(square, epsilon)))), w);
  });
}

void SumSlots(float* sums, const float* const* slots, std::size_t slot_count, std::size_t count) {
  each_vector(count, [&](const Lanes& at) HWY_ATTR {
    FloatVector sum = at.load(slots[0]);
    for (std::size_t slot = 1; slot < slot_count; ++slot) sum = hn::Add(sum, at.load(slots[slot]));
    at.store(sum, sums);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(Adam);
HWY_EXPORT(Sgd);
HWY_EXPORT(Rmsprop);
HWY_EXPORT(SumSlots);

namespace native {
void adam_update(const AdamRule& rule, float* w, const float* g, float* m, float* v, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Adam)(rule, w, g, m, v, count);
}
void sgd_update(const SgdRule& rule, float* w, const float* g, float* m, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Sgd)(rule, w, g, m, count);
}
void rmsprop_update(const RmspropRule& rule, float* w, const float* g, float* v, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(Rmsprop)(rule, w, g, v, count);
}
void sum_slots(float* sums, const float* const* slots, std::size_t slot_count, std::size_t count) noexcept {
  HWY_DYNAMIC_DISPATCH(SumSlots)(sums, slots, slot_count, count);
}
}  // namespace native
}  // namespace fovea
#endif
