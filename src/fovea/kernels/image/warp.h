#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "fovea/kernels/image/picture_change.h"

namespace fovea {

/// What is seen beyond the edges of a picture [abcd].
enum class FillMode : std::uint8_t {
  reflect,   ///< [dcba|abcd|dcba]
  wrap,      ///< [abcd|abcd|abcd]
  constant,  ///< the value
  nearest    ///< [aaaa|abcd|dddd]
};

/// How pixels between those of a picture are found.
struct WarpStyle {
  FillMode mode = FillMode::reflect;
  float value = 0;       ///< of FillMode::constant
  bool bilinear = true;  ///< else the nearest pixel
  bool operator==(const WarpStyle&) const = default;
};

/// From a pixel of the result to its place in the picture: pixel (x, y) shows what is at
/// ((m0 x + m1 y + m2) / k, (m3 x + m4 y + m5) / k), where k = m6 x + m7 y + 1.
/// Units    px
using PlaneMap = std::array<float, 8>;

inline constexpr PlaneMap unmoved{1, 0, 0, 0, 1, 0, 0, 0};

/// Pictures sampled through a map, in the arithmetic of TensorFlow's ImageProjectiveTransformV3.
/// Source   tensorflow/core/kernels/image/image_ops.h, 2.21
struct Warp {
  PlaneMap map = unmoved;
  WarpStyle style;
  PictureShape from;
  std::int64_t width = 0;  ///< of the result

  /// Row y of the result.
  void row(const float* in, std::int64_t y, float* out) const noexcept;
  void row(const std::uint8_t* in, std::int64_t y, float* out) const noexcept;
};

/// A change that moves pixels by a map. Such changes that follow each other can be made one (fused_change.h).
class PlaneChange : public PictureChange {
 public:
  PlaneChange(std::vector<ParameterField> fields, const std::optional<WarpStyle>& style)
      : PictureChange(std::move(fields)), style_(style) {}
  /// None where no place is between pixels or beyond the edges.
  const std::optional<WarpStyle>& style() const { return style_; }
  virtual PlaneMap map(const PictureShape& shape, std::span<const float> numbers) const noexcept = 0;
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override;

 private:
  std::optional<WarpStyle> style_;
};

}  // namespace fovea
