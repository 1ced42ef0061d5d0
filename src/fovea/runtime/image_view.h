#pragma once
#include <cstdint>

namespace fovea {

/// How the pixels of an ImageView lie in memory: one byte a channel, in the order of the name, or the model's own numbers.
enum class PixelFormat : std::uint8_t {
  gray8,
  rgb8,
  rgba8,
  bgr8,
  bgra8,
  raw_f32  ///< float32 as the model takes them: its own channels and size, nothing converted
};

/// A picture in the caller's memory, which is only looked at.
/// Units    px; stride: bytes from one row to the next, 0 where rows follow each other, negative where they go upwards
///          (`pixels` is the first row then too)
struct ImageView {
  const void* pixels = nullptr;
  std::int64_t width = 0, height = 0;
  std::int64_t stride = 0;
  PixelFormat format = PixelFormat::rgb8;
};

}  // namespace fovea
