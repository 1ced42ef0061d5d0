#include "fovea/layers/window.h"

#include <algorithm>

#include "fovea/graph/build.h"

namespace fovea {

Window make_window(const Size2& kernel, const Size2& strides, const Size2& dilation) {
  return {.kernel = {1, kernel[0], kernel[1]},
          .stride = {1, strides[0], strides[1]},
          .dilation = {1, dilation[0], dilation[1]}};
}

void pad_same(Window& window, const Shape& input) {
  for (int axis = 1; axis < 3; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    const std::int64_t length = input[axis], stride = window.stride[i];
    const std::int64_t span = (window.kernel[i] - 1) * window.dilation[i] + 1;
    const std::int64_t outputs = (length + stride - 1) / stride;
    const std::int64_t pad = std::max<std::int64_t>(0, (outputs - 1) * stride + span - length);
    window.pad_begin[i] = pad / 2;
    window.pad_end[i] = pad - pad / 2;
  }
}

Shape slide(const Window& window, bool same, const Shape& input, std::int64_t channels, const std::string& who,
            const std::string& what) {
  Shape output{input[0]};
  for (int axis = 1; axis < 3; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    if (input[axis] == None) {
      output.push_back(None);
    } else if (same) {
      output.push_back((input[axis] + window.stride[i] - 1) / window.stride[i]);
    } else {
      const std::int64_t length = build::window_output(window, axis, input[axis]);
      if (length <= 0)
        fail(ErrorKind::shape, who + ": " + what + " " + std::to_string(window.kernel[1]) + "x" +
                                   std::to_string(window.kernel[2]) + " exceeds input " + std::to_string(input[1]) +
                                   "x" + std::to_string(input[2]) + ". Received input " + to_string(input) +
                                   ", padding='valid'.\nUse padding='same' or a smaller " + what + ".");
      output.push_back(length);
    }
  }
  output.push_back(channels);
  return output;
}

}  // namespace fovea
