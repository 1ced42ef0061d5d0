#pragma once
#include <array>
#include <cstdint>

#include "fovea/kernels/operation.h"

/// Pooling of one image or volume, channels-last. argmax is the position inside the window, row-major; the first of
/// equals wins.
namespace fovea::native {

/// A window with the sizes (depth, height, width) of what it slides over and of what it gives.
struct PoolWindow {
  Window window = {};
  std::array<std::int64_t, 3> in{1, 1, 1}, out{1, 1, 1};
  std::int64_t channels = 1;

  std::int64_t in_unit() const { return in[0] * in[1] * in[2] * channels; }
  std::int64_t out_unit() const { return out[0] * out[1] * out[2] * channels; }
};

/// argmax may be null.
void max_pool(const PoolWindow& window, const float* x, float* y, std::uint8_t* argmax) noexcept;
/// Padding does not count.
void average_pool(const PoolWindow& window, const float* x, float* y) noexcept;
/// dx is written whole. With y, gradients pass only where it is positive.
void max_pool_backward(const PoolWindow& window, const float* dy, const std::uint8_t* argmax, const float* y,
                       float* dx) noexcept;
void average_pool_backward(const PoolWindow& window, const float* dy, float* dx) noexcept;

}  // namespace fovea::native
