#pragma once
#include <cstddef>

/// Pieces of updates that look at a weight as a whole: by its norm, its rows and columns. Sums are taken in blocks of
/// a fixed size, so that they do not depend on the machine's threads.
/// Source   keras/src/optimizers/{lamb,adafactor}.py, 3.15
namespace fovea::native {

double sum_of_squares(const float* x, std::size_t count) noexcept;

struct LambRule {
  double beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;
  double mean_correction = 1;    ///< 1 / (1 - beta_1^t)
  double square_correction = 1;  ///< 1 / (1 - beta_2^t)
};
/// m and v as Adam's. Output   the sum of squares of u = m * mean_correction / (sqrt(v * square_correction) + epsilon)
double lamb_moments(const LambRule& rule, const float* g, float* m, float* v, std::size_t count) noexcept;
/// w -= step * u
void lamb_step(const LambRule& rule, double step, float* w, const float* m, const float* v,
               std::size_t count) noexcept;

/// One row of a matrix of gradients. With s = g^2 + epsilon: columns += share * s. Output   the sum of s
double add_row_squares(const float* g, float* columns, std::size_t count, double share, double epsilon) noexcept;
/// v = scale * columns. Output   the sum of g^2 / v
double factored_squares(const float* g, const float* columns, float* v, std::size_t count, double scale) noexcept;
/// v = beta * v + (1 - beta) * (g^2 + epsilon). Output   the sum of g^2 / v
double decayed_squares(const float* g, float* v, std::size_t count, double beta, double epsilon) noexcept;
/// w -= scale * g / sqrt(v)
void subtract_normalized(float* w, const float* g, const float* v, std::size_t count, double scale) noexcept;

}  // namespace fovea::native
