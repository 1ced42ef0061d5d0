#pragma once
#include <vector>

#include "fovea/data/photos/drawn_augmenter.h"
#include "fovea/kernels/image/fused_change.h"

namespace fovea {

/// Changes of pictures (those of augmentation layers, by picture_changes()) in as few passes as can be. What Keras draws
/// once for a batch is drawn for each picture here, as batches are not known where pictures are made.
class ChangeAugmenter : public DrawnAugmenter {
 public:
  /// Input    picture: (height, width, channels) of those that are changed
  /// Errors   shape: the changes cannot take such pictures, or give them another size
  ChangeAugmenter(std::vector<PictureChangePtr> changes, const Shape& picture);

  void apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
             const PhotoMoment& moment) const override;
  /// "0.angle", "1.factor", ...: a number, or a list of them.
  Json drawn(const PictureRows& pictures, const PhotoMoment& moment) const override;
  void impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
              const Json& parameters) const override;

 private:
  void change(const std::byte* pixels, float* changed, DType dtype, std::span<const float> numbers) const;

  FusedChange change_;
  PictureShape shape_;
  std::size_t count_, scratch_floats_;
};

}  // namespace fovea
