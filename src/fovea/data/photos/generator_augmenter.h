#pragma once
#include "fovea/data/image_data_generator.h"
#include "fovea/data/photos/drawn_augmenter.h"

namespace fovea {

/// The random changes of an ImageDataGenerator in its corrected behaviour. What standardize() does is left to the model.
class GeneratorAugmenter : public DrawnAugmenter {
 public:
  explicit GeneratorAugmenter(ImageDataGenerator generator) : generator_(std::move(generator)) {}
  const ImageDataGenerator& generator() const { return generator_; }

  void apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
             const PhotoMoment& moment) const override;
  /// TransformParameters.
  Json drawn(const PictureRows& pictures, const PhotoMoment& moment) const override;
  void impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
              const Json& parameters) const override;

 private:
  TransformParameters draw(const PictureRows& pictures, const PhotoMoment& moment) const;

  ImageDataGenerator generator_;
};

/// Carries steps out. Pixels between others are found by bilinear sampling in float32 (kernels/image/warp.h) where the
/// steps ask for order 1 and an edge that it knows; else by splines. Both give the same up to rounding.
/// Input    pixels: a picture of this shape, uint8 or float32
void take_steps(const PictureSteps& steps, const std::byte* pixels, DType dtype, const Shape& picture,
                float* changed);

}  // namespace fovea
