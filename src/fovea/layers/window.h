#pragma once
#include <string>

#include "fovea/kernels/operation.h"
#include "fovea/layers/size.h"

namespace fovea {

/// Keras' sizes as a window over the last two spatial axes, without padding yet.
Window make_window(const Size2& kernel, const Size2& strides, const Size2& dilation = 1);

/// Adds the padding that 'same' needs for an input (N, H, W, C): ceil(input / stride) outputs, the odd pixel at the
/// end, as TensorFlow does.
void pad_same(Window& window, const Shape& input);

/// The shape (N, H', W', channels) that a window gives; unknown axes stay unknown.
/// Errors   shape: the window exceeds the input; `who` begins the text and `what` names the window ("kernel")
Shape slide(const Window& window, bool same, const Shape& input, std::int64_t channels, const std::string& who,
            const std::string& what);

}  // namespace fovea
