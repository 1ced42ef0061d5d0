#pragma once
#include "fovea/kernels/image/change_list.h"
#include "fovea/kernels/image/warp.h"

namespace fovea {

/// Changes one after the other, in as few passes over the pixels as can be. Moves that follow each other become one map
/// that is sampled once, where they have one style, and changes of pixels by themselves follow in the same pass. It
/// draws as the sequence does; what it gives differs by being interpolated once, and by what is seen beyond edges.
class FusedChange final : public ChangeList {
 public:
  explicit FusedChange(std::vector<PictureChangePtr> changes);

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override;
  /// The same of a picture of bytes.
  void apply(const std::uint8_t* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept;
  std::int64_t scratch_floats(const PictureShape& shape) const override;

 private:
  /// One pass: moves, then changes of pixels; or one change of another kind.
  struct Pass {
    bool takes(const PlaneChange& move) const {
      return pixels.empty() && (!style || !move.style() || *style == *move.style());
    }

    std::vector<const PlaneChange*> moves;
    std::optional<WarpStyle> style;
    std::vector<const PixelChange*> pixels;
    const PictureChange* other = nullptr;
  };

  template <class T>
  void run(const T* in, float* out, const PictureShape& shape, std::span<const float> numbers,
           float* scratch) const noexcept;

  std::vector<Pass> passes_;
};

/// The map of moving by `first`, then by `second`.
PlaneMap compose(const PlaneMap& first, const PlaneMap& second);

}  // namespace fovea
