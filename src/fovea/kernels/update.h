#pragma once
#include <cstddef>

/// Updates of weights by their gradients, element by element, as Keras' optimizers compute them. Spans may begin
/// anywhere, so that several threads share one; how they are cut changes no bit of the result. Source
/// keras/src/optimizers/{adam,sgd,rmsprop}.py, 3.15
namespace fovea::native {

struct AdamRule {
  double step = 0;  ///< learning rate * sqrt(1 - beta_2^t) / (1 - beta_1^t)
  double beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;
};
/// m += (g - m) * (1 - beta_1); v += (g^2 - v) * (1 - beta_2); w -= step * m / (sqrt(v) + epsilon)
void adam_update(const AdamRule& rule, float* w, const float* g, float* m, float* v, std::size_t count) noexcept;

struct SgdRule {
  double learning_rate = 0.01, momentum = 0;
  bool nesterov = false;
};
/// m = momentum * m - learning_rate * g; w += m, or with nesterov momentum * m - learning_rate * g. Without m:
/// w -= learning_rate * g.
void sgd_update(const SgdRule& rule, float* w, const float* g, float* m, std::size_t count) noexcept;

struct RmspropRule {
  double learning_rate = 0.001, rho = 0.9, epsilon = 1e-7;
};
/// v = rho * v + (1 - rho) * g^2; w -= learning_rate * g / sqrt(v + epsilon)
void rmsprop_update(const RmspropRule& rule, float* w, const float* g, float* v, std::size_t count) noexcept;

/// sums[i] = slots[0][i] + slots[1][i] + ..., in this order.
void sum_slots(float* sums, const float* const* slots, std::size_t slot_count, std::size_t count) noexcept;

}  // namespace fovea::native
