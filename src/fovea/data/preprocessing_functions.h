#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace fovea {

/// What a network's preprocess_input does to pixels of 0 to 255.
enum class PixelScaling : std::uint8_t {
  none,   ///< nothing: the network scales by itself
  tf,     ///< x / 127.5 - 1
  torch,  ///< x / 255, then ImageNet's mean and deviation of each channel
  caffe   ///< BGR, less ImageNet's mean of each channel
};

/// The scaling of a network of keras.applications, by the name of its module: "xception" (also as Python writes it,
/// "keras.applications.xception.preprocess_input").
/// Errors   usage: another name, as `who`'s, with the nearest that exist; "preprocess_input" alone, which every module has
/// Source   keras/src/applications, 3.15
PixelScaling pixel_scaling_of(const std::string& name, const std::string& who);

/// Applied to one picture (rows, columns, channels), in place.
/// Errors   shape: torch and caffe on other than 3 channels
void scale_pixels(PixelScaling scaling, std::span<float> picture, std::int64_t channels);

}  // namespace fovea
