#pragma once
#include <cstdint>

#include "fovea/kernels/native/window.h"

/// Pooling of one image, channels-last. argmax is the position inside the window, row-major; the first of equals
/// wins.
namespace fovea::native {

/// argmax may be null.
void max_pool(const PlaneWindow& window, const float* x, float* y, std::uint8_t* argmax) noexcept;
/// Padding does not count.
void average_pool(const PlaneWindow& window, const float* x, float* y) noexcept;
/// dx is written whole. With y, gradients pass only where it is positive.
void max_pool_backward(const PlaneWindow& window, const float* dy, const std::uint8_t* argmax, const float* y,
                       float* dx) noexcept;
void average_pool_backward(const PlaneWindow& window, const float* dy, float* dx) noexcept;

}  // namespace fovea::native
