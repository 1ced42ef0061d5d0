#include "fovea/layers/window.h"

#include <algorithm>

#include "fovea/graph/build.h"

namespace fovea {
namespace {

/// The window's axis for axis 1, 2, ... of a shape (N, spatial..., C).
std::size_t window_axis(const Shape& shape, int axis) { return static_cast<std::size_t>(4 - shape.rank() + axis); }

/// "3x3": what `length(axis)` gives for each spatial axis.
template <class Length>
std::string by(const Shape& shape, Length length) {
  std::string text;
  for (int axis = 1; axis + 1 < shape.rank(); ++axis) {
    const std::int64_t n = length(axis);
    text += (axis > 1 ? "x" : "") + (n == None ? "None" : std::to_string(n));
  }
  return text;
}

std::int64_t span_of(const Window& window, std::size_t i) { return (window.kernel[i] - 1) * window.dilation[i] + 1; }

}  // namespace

void pad(Window& window, Padding padding, const Shape& input) {
  for (int axis = 1; axis + 1 < input.rank(); ++axis) {
    const std::size_t i = window_axis(input, axis);
    const std::int64_t length = input[axis], stride = window.stride[i], span = span_of(window, i);
    if (padding == Padding::causal) window.pad_begin[i] = span - 1;
    if (padding != Padding::same) continue;
    const std::int64_t outputs = (length + stride - 1) / stride;
    const std::int64_t pad = std::max<std::int64_t>(0, (outputs - 1) * stride + span - length);
    window.pad_begin[i] = pad / 2;
    window.pad_end[i] = pad - pad / 2;
  }
}

Shape slide(const Window& window, Padding padding, const Shape& input, std::int64_t channels, const std::string& who,
            const std::string& what) {
  Shape output{input[0]};
  for (int axis = 1; axis + 1 < input.rank(); ++axis) {
    const std::size_t i = window_axis(input, axis);
    if (input[axis] == None) {
      output.push_back(None);
    } else if (padding != Padding::valid) {
      output.push_back((input[axis] + window.stride[i] - 1) / window.stride[i]);
    } else {
      const std::int64_t length = build::window_output(window, static_cast<int>(i), input[axis]);
      if (length <= 0) {
        const auto at = [&](const auto& values) {
          return by(input, [&](int k) { return values[window_axis(input, k)]; });
        };
        const std::string dilated =
            window.dilation == Window().dilation ? "" : " with dilation_rate " + at(window.dilation);
        fail(ErrorKind::shape, who + ": " + what + " " + at(window.kernel) + dilated + " exceeds input " +
                                   by(input, [&](int k) { return input[k]; }) + ". Received input " +
                                   to_string(input) + ", padding='valid'.\nUse padding='same' or a smaller " + what +
                                   ".");
      }
      output.push_back(length);
    }
  }
  output.push_back(channels);
  return output;
}

std::int64_t known_channels(const std::string& who, const Shape& input, std::int64_t made_for) {
  if (input[-1] == None)
    fail(ErrorKind::shape, who + ": the number of channels must be known. Received input " + to_string(input) + ".");
  if (made_for != 0 && input[-1] != made_for)
    fail(ErrorKind::shape, who + ": its kernel was made for " + std::to_string(made_for) +
                               " channels. Received input " + to_string(input) + ".");
  return input[-1];
}

}  // namespace fovea
