#pragma once
#include <array>

#include "fovea/layers/layer.h"

namespace fovea {

/// Rows and columns added around an image, as Keras takes them: one number for all sides, {height, width} for both
/// ends of each, or {{top, bottom}, {left, right}}.
/// Units    px
class Padding2D {
 public:
  struct Ends {
    std::int64_t begin = 0, end = 0;
  };
  Padding2D(std::int64_t all) : Padding2D(all, all) {}
  Padding2D(std::int64_t height, std::int64_t width) : Padding2D(Ends{height, height}, Ends{width, width}) {}
  Padding2D(Ends height, Ends width) : ends_{height, width} {}

  const Ends& operator[](std::size_t axis) const { return ends_[axis]; }

 private:
  std::array<Ends, 2> ends_;
};

Json to_json(const Padding2D& padding);
void from_json(const Json& json, Padding2D& padding);

struct ZeroPadding2DOptions {
  ByName by_name = ByName();
  Padding2D padding = 1;
  std::string data_format = "channels_last";
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ZeroPadding2DOptions>& fields();
};

/// Adds rows and columns of zeros around an image.
/// Input    (N, H, W, C) float32
/// Output   (N, top + H + bottom, left + W + right, C)
/// Errors   usage: a padding below 0; shape: rank other than 4
/// Source   keras/src/layers/reshaping/zero_padding2d.py, 3.15
class ZeroPadding2D : public Layer {
 public:
  explicit ZeroPadding2D(const ZeroPadding2DOptions& options = {});
};

class ZeroPadding2DBase : public LayerOf<ZeroPadding2DOptions> {
 public:
  explicit ZeroPadding2DBase(const ZeroPadding2DOptions& options);
  std::string_view class_name() const override { return "ZeroPadding2D"; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};

}  // namespace fovea
