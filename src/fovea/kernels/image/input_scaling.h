#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fovea/base/shape.h"

namespace fovea {

/// What a network's preprocess_input does to pixels of 0 to 255.
enum class PixelScaling : std::uint8_t {
  none,   ///< nothing: the network scales by itself
  tf,     ///< x / 127.5 - 1
  torch,  ///< x / 255, then ImageNet's mean and deviation of each channel
  caffe   ///< BGR, less ImageNet's mean of each channel
};

/// How the numbers of a picture are brought to a common standard, step by step in the order of the members. What is empty
/// or false does nothing.
/// Source   keras/src/legacy/preprocessing/image.py ImageDataGenerator.standardize; keras/src/applications/imagenet_utils.py,
///          3.15
struct PictureStandard {
  /// What networks of ImageNet expect.
  struct Colours {
    bool reverse = false;               ///< RGB becomes BGR
    std::vector<float> mean = {};       ///< one a channel: x - mean
    std::vector<float> deviation = {};  ///< one a channel: x / deviation
    bool operator==(const Colours&) const = default;
  };
  /// What was measured on training pictures.
  struct Statistics {
    std::vector<float> mean = {};       ///< one a channel: x - mean
    std::vector<float> deviation = {};  ///< one a channel: x / (deviation + 1e-6)
    std::vector<float> whitening = {};  ///< (numbers of a picture) squared: takes their correlation away
    bool operator==(const Statistics&) const = default;
  };

  Colours colours = {};
  bool center_each = false;  ///< less the mean of the picture
  bool divide_each = false;  ///< divided by the picture's deviation + 1e-6
  Statistics statistics = {};

  bool operator==(const PictureStandard&) const = default;
  /// Errors   shape: pictures (rows, columns, channels) of other channels, or of another size than the matrix is for
  void check(const Shape& picture) const;
  /// `numbers` are pictures of this shape, one after the other.   Errors   those of check()
  void apply(std::span<float> numbers, const Shape& picture) const;
};

/// What is done to every input before the first layer: x * scale + offset, then what `standard` says.
struct InputScaling {
  double scale = 1, offset = 0;
  std::shared_ptr<const PictureStandard> standard = nullptr;
  bool operator==(const InputScaling&) const = default;

  /// preprocess_input of such a network, then times `factor`.
  static InputScaling of(PixelScaling network, double factor = 1);
  /// As PictureStandard::apply().
  void apply(std::span<float> numbers, const Shape& picture) const;
};

/// What a deviation has added before anything is divided by it: never 0.
constexpr float least_deviation = 1e-6f;

}  // namespace fovea
