#pragma once
#include <cstdint>

/// Rows of output pixels as matrix products. For a fixed kernel row the taps of a pixel lie contiguously,
/// channels-last, and so do their weights: a row of pixels is a product with overlapping rows, and nothing is
/// rearranged in memory.
namespace fovea::native {

/// How rows are cut into tiles that stay in registers: `vectors` of output channels by `pixels`.
struct RowPlan {
  int vectors = 1;
  int pixels = 1;
  double cycles = 0;  ///< expected for one row
};

/// Input    pixels of a row, output channels, taps times input channels
RowPlan plan_rows(std::int64_t width, std::int64_t channels, std::int64_t depth);

/// y[row][pixel][o] = relu?(bias[o] + sum over runs i and k < run of
///                          x[row * x_row + pixel * x_step + runs[i] + k] * w[(i * run + k) * channels + o])
/// Units    strides in floats
struct RowTask {
  const float* x = nullptr;
  std::int64_t x_row = 0, x_step = 0;
  const std::int64_t* runs = nullptr;
  std::int64_t run_count = 1, run = 1;
  const float* w = nullptr;
  const float* bias = nullptr;  ///< null for none
  float* y = nullptr;
  std::int64_t y_row = 0, y_step = 0;
  std::int64_t rows = 1, width = 1, channels = 1;
  bool relu = false;
  RowPlan plan;
};
void run_rows(const RowTask& task) noexcept;

/// Vector lanes of float32 on this machine.
std::int64_t vector_lanes();

}  // namespace fovea::native
