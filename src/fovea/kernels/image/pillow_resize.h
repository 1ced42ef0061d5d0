#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace fovea {

/// Pillow's filters. Names are Keras': "nearest", "box", "bilinear", "hamming", "bicubic", "lanczos".
enum class PillowFilter : std::uint8_t { nearest, box, bilinear, hamming, bicubic, lanczos };

/// Errors   usage: a name that is none of them
PillowFilter pillow_filter_named(const std::string& name);

/// Bytes of a picture in the caller's memory: rows from the top, channels side by side, nothing between rows.
template <class Byte>
struct BytePicture {
  Byte* pixels = nullptr;
  std::int64_t height = 0, width = 0;
};

/// The part of a picture that is resized. Units    px
struct PixelBox {
  std::int64_t left = 0, top = 0, right = 0, bottom = 0;
};

/// The largest part with the proportions of the target, from the middle; empty where no pixel is left.
/// Source   keras/src/utils/image_utils.py load_img (keep_aspect_ratio) and smart_resize, 3.15
inline PixelBox middle_part(std::int64_t height, std::int64_t width, std::int64_t to_height, std::int64_t to_width) {
  const std::int64_t part_height = std::min(height, width * to_height / to_width);
  const std::int64_t part_width = std::min(width, height * to_width / to_height);
  const std::int64_t top = (height - part_height) / 2, left = (width - part_width) / 2;
  return {left, top, left + part_width, top + part_height};
}

/// Resizes as Pillow's Image.resize does, bit for bit: columns and rows one after the other, rounded to bytes in between; a filter
/// widens with the step when the picture shrinks. Four channels are RGBA, whose colours are weighted by alpha.
/// Input    box: within `from`; all sides at least 1
/// Source   Pillow 13.0 Image.resize(size, resample, box)
void pillow_resize(const BytePicture<const std::uint8_t>& from, const PixelBox& box, std::int64_t channels,
                   PillowFilter filter, const BytePicture<std::uint8_t>& to);

/// A line as sums of the pixels of another in fixed point: output o is (1/2 + sum of weights[o * taps + k] *
/// input[first[o] + k]) / 2^22, held between 0 and 255. Weights behind count[o] are zero.
struct FixedSampling {
  std::int64_t taps = 0;
  std::vector<std::int64_t> first, count;
  std::vector<std::int32_t> weights;

  std::int64_t outputs() const { return static_cast<std::int64_t>(first.size()); }
};
inline constexpr int fixed_sampling_bits = 22;

/// How the pixels [begin, end) of a line of `length` become `to` pixels.
FixedSampling fixed_sampling(PillowFilter filter, std::int64_t length, std::int64_t begin, std::int64_t end,
                             std::int64_t to);

}  // namespace fovea
