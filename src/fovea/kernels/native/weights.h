#pragma once
#include <cstdint>

/// Weight gradients: every weight sums the products of its inputs and of the outputs' gradients over all pixels.
namespace fovea::native {

/// dw[(i * run + k) * channels + o] += sum over images, rows and pixels of
///   x[image * x_image + row * x_row + pixel * x_step + runs[i] + k] * dy[image * dy_image + row * dy_row + pixel *
///   channels + o]
/// Units    strides in floats
struct WeightTask {
  const float* x = nullptr;
  std::int64_t x_image = 0, x_row = 0, x_step = 0;
  const float* dy = nullptr;
  std::int64_t dy_image = 0, dy_row = 0;
  std::int64_t images = 1, rows = 1, width = 1, channels = 1;
  const std::int64_t* runs = nullptr;
  std::int64_t run_count = 1, run = 1;
  float* dw = nullptr;
};
void add_weight_gradient(const WeightTask& task) noexcept;

/// Cycles that add_weight_gradient is expected to take.
double weight_gradient_cycles(const WeightTask& task);

/// sums[c] += sum over rows of x[row * channels + c]
void add_column_sums(const float* x, std::int64_t rows, std::int64_t channels, float* sums) noexcept;

}  // namespace fovea::native
