#pragma once
#include <string>

#include "fovea/kernels/operation.h"
#include "fovea/layers/size.h"

namespace fovea {

/// Keras' sizes as a window over the last N spatial axes, without padding yet.
template <int N>
Window make_window(const Size<N>& kernel, const Size<N>& strides, const Size<N>& dilation = 1) {
  Window window;
  for (int axis = 0; axis < N; ++axis) {
    const auto i = static_cast<std::size_t>(3 - N + axis);
    window.kernel[i] = kernel[axis];
    window.stride[i] = strides[axis];
    window.dilation[i] = dilation[axis];
  }
  return window;
}

/// Adds a padding for an input (N, spatial..., C): for 'same' as TensorFlow does, the odd pixel at the end.
void pad(Window& window, Padding padding, const Shape& input);

/// The shape (N, spatial'..., channels) that a window gives; unknown axes stay unknown.
/// Errors   shape: the window exceeds the input; `who` begins the text and `what` names the window ("kernel")
Shape slide(const Window& window, Padding padding, const Shape& input, std::int64_t channels, const std::string& who,
            const std::string& what);

/// The number of channels of an input.
/// Errors   shape: unknown, or not `made_for` channels (0: any); `who` begins the text
std::int64_t known_channels(const std::string& who, const Shape& input, std::int64_t made_for);

/// Errors   usage: a size that is not set or not positive; `who` begins the text
template <int N>
void require_positive(const std::string& who, const std::string& key, const Size<N>& size) {
  for (int axis = 0; axis < N; ++axis)
    if (!size.set() || size[axis] < 1)
      fail(ErrorKind::usage,
           who + ": " + key + " must be 1 or more on every axis. Received " + to_json(size).dump() + ".");
}

/// Errors   usage: strides and dilations together, which Keras' convolutions do not take
template <int N>
void require_strides_or_dilation(const std::string& who, const Size<N>& strides, const Size<N>& dilation) {
  if (strides != Size<N>(1) && dilation != Size<N>(1))
    fail(ErrorKind::usage, who + ": strides > 1 and dilation_rate > 1 exclude each other. Received strides=" +
                               to_json(strides).dump() + ", dilation_rate=" + to_json(dilation).dump() + ".");
}

}  // namespace fovea
