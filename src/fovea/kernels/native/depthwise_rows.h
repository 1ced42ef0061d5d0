#pragma once
#include <cstdint>
#include <vector>

/// Convolutions in which every channel has a kernel of its own: channels lie across vectors, from the first to the
/// last memory access.
namespace fovea::native {

/// Where one tap of a window lies: floats from a pixel's first channel in the input and in the weights.
struct DepthwiseTap {
  std::int64_t x = 0, w = 0;
};

/// The largest length of runs that kernels know into which the taps can be cut: in a run, each tap's input lies one pixel
/// behind the one before it, so that what one pixel loads its neighbours use again.
std::int64_t run_of(const std::vector<DepthwiseTap>& taps, std::int64_t x_step);

/// y[row * y_row + pixel * y_step + c] = relu?(bias[c] + sum over taps of x[row * x_row + pixel * x_step + tap.x + c] *
///                                             w[tap.w + c])
/// Units    strides in floats
struct DepthwiseTask {
  const float* x = nullptr;
  std::int64_t x_row = 0, x_step = 0;
  const DepthwiseTap* taps = nullptr;
  std::int64_t tap_count = 0, run = 1;  ///< run: of run_of()
  const float* w = nullptr;
  const float* bias = nullptr;  ///< null for none
  float* y = nullptr;
  std::int64_t y_row = 0, y_step = 0;
  std::int64_t rows = 1, width = 1, channels = 1;
  bool relu = false;
};
void run_depthwise(const DepthwiseTask& task) noexcept;

/// dw[tap.w + c] += sum over rows and pixels of x[row * x_row + pixel * x_step + tap.x + c] * dy[(row * width + pixel) *
/// channels + c]
/// Units    strides in floats
struct DepthwiseWeightTask {
  const float* x = nullptr;
  std::int64_t x_row = 0, x_step = 0;
  const DepthwiseTap* taps = nullptr;
  std::int64_t tap_count = 0, run = 1;  ///< run: of run_of()
  const float* dy = nullptr;
  std::int64_t rows = 1, width = 1, channels = 1;
  float* dw = nullptr;
};
void add_depthwise_weights(const DepthwiseWeightTask& task) noexcept;

}  // namespace fovea::native
