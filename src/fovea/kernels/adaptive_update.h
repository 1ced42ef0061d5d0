#pragma once
#include <cstddef>

/// Updates of weights by their gradients, as Keras' adaptive optimizers compute them, under the rules of update.h.
/// Source   keras/src/optimizers/{adamax,nadam,adagrad,adadelta,lion,ftrl,schedule_free_adamw}.py, 3.15
namespace fovea::native {

struct AdamaxRule {
  double step = 0;  ///< learning rate / (1 - beta_1^t)
  double beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;
};
/// m += (g - m) * (1 - beta_1); u = max(beta_2 * u, |g|); w -= step * m / (u + epsilon)
void adamax_update(const AdamaxRule& rule, float* w, const float* g, float* m, float* u, std::size_t count) noexcept;

struct NadamRule {
  double learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;
  double mean_share = 0;      ///< of the running mean in the step
  double gradient_share = 0;  ///< of the gradient in the step
  double correction = 1;      ///< 1 / (1 - beta_2^t)
};
/// m and v as Adam's; w -= learning_rate * (mean_share * m + gradient_share * g) / (sqrt(v * correction) + epsilon)
void nadam_update(const NadamRule& rule, float* w, const float* g, float* m, float* v, std::size_t count) noexcept;

struct AdagradRule {
  double learning_rate = 0.001, epsilon = 1e-7;
};
/// a += g^2; w -= learning_rate * g / sqrt(a + epsilon)
void adagrad_update(const AdagradRule& rule, float* w, const float* g, float* a, std::size_t count) noexcept;

struct AdadeltaRule {
  double learning_rate = 0.001, rho = 0.95, epsilon = 1e-7;
};
/// a = rho * a + (1 - rho) * g^2; s = g * sqrt(d + epsilon) / sqrt(a + epsilon); d = rho * d + (1 - rho) * s^2;
/// w -= learning_rate * s
void adadelta_update(const AdadeltaRule& rule, float* w, const float* g, float* a, float* d,
                     std::size_t count) noexcept;

struct LionRule {
  double learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.99;
};
/// w -= learning_rate * sign(beta_1 * m + (1 - beta_1) * g); m = beta_2 * m + (1 - beta_2) * g
void lion_update(const LionRule& rule, float* w, const float* g, float* m, std::size_t count) noexcept;

struct FtrlRule {
  double learning_rate = 0.001, power = -0.5, l1 = 0, l2 = 0, shrinkage = 0;
};
/// With f(x) = x^-power and n = a + g^2: z += g + 2 * shrinkage * w - (f(n) - f(a)) / learning_rate * w; a = n;
/// w = (clip(z, -l1, l1) - z) / (f(n) / learning_rate + 2 * l2)
void ftrl_update(const FtrlRule& rule, float* w, const float* g, float* a, float* z, std::size_t count) noexcept;

struct ScheduleFreeRule {
  double step = 0.0025, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-8;
  double correction = 1;  ///< 1 / (1 - beta_2^t)
  double weight = 1;      ///< 1 / t: of the newest point in the mean of all
};
/// v as Adam's. w lies between z, the point that gradients move, and x, the mean of all z:
/// x = (w - (1 - beta_1) * z) / beta_1; z -= step * g / (sqrt(v * correction) + epsilon);
/// x += (z - x) * weight; w = (1 - beta_1) * z + beta_1 * x
void schedule_free_update(const ScheduleFreeRule& rule, float* w, const float* g, float* z, float* v,
                          std::size_t count) noexcept;

}  // namespace fovea::native
