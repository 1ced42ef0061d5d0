#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace fovea {

enum class Interpolation : std::uint8_t { nearest, bilinear, bicubic, lanczos3, lanczos5, gaussian, mitchellcubic };

/// Errors   usage: a name that is none of Keras' five: the last two are tf.image.resize's alone
Interpolation interpolation_named(const std::string& name, const std::string& who);

/// A line of pixels as weighted sums of the pixels of another: output o is the sum over k < taps of
/// weights[o * taps + k] * input[first[o] + k].
struct Sampling {
  std::int64_t taps = 0;
  std::vector<std::int64_t> first;
  std::vector<double> weights;

  std::int64_t outputs() const { return static_cast<std::int64_t>(first.size()); }
  bool operator==(const Sampling&) const = default;
};

/// How a line of `from` pixels becomes one of `to`, in the arithmetic of TensorFlow's tf.image.resize: pixels have
/// their centres at halves, weights beyond the ends are left out and the others scaled up, and with antialias the
/// filter grows with the step when the line shrinks.
Sampling sampling(Interpolation interpolation, std::int64_t from, std::int64_t to, bool antialias);

/// Each output is the mean of what its part of the line covers: the method "area" of tf.image.resize.
Sampling area_sampling(std::int64_t from, std::int64_t to);

/// The table of the gradient: from the outputs back to `inputs` pixels.
Sampling transposed(const Sampling& table, std::int64_t inputs);

}  // namespace fovea
