#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "fovea/data/flow_order.h"
#include "fovea/data/image_data_generator.h"
#include "fovea/data/photos/drawn_augmenter.h"

namespace fovea {

/// Pictures changed and standardized by a generator as Keras' iterator does it, with the numbers of numpy: what is drawn
/// for a picture depends on its place in its batch. A row is a sample of the flow.
class KerasFlow : public DrawnAugmenter {
 public:
  /// Input    picture: (height, width, channels)
  KerasFlow(ImageDataGenerator generator, const FlowOptions& flow, const Shape& picture);

  /// The same of other samples.
  std::shared_ptr<const KerasFlow> over(const FlowOptions& flow) const {
    return std::make_shared<const KerasFlow>(generator_, flow, picture_);
  }
  std::vector<std::int64_t> order(std::int64_t pass) const { return order_.epoch_order(pass); }
  void apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
             const PhotoMoment& moment) const override;
  /// TransformParameters, in Keras' meaning: tx moves along columns.
  Json drawn(const PictureRows& pictures, const PhotoMoment& moment) const override;
  void impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
              const Json& parameters) const override;

 private:
  using Drawn = std::vector<TransformParameters>;
  /// What is drawn for all rows of a pass.
  std::shared_ptr<const Drawn> draws_of(std::int64_t pass) const;
  void change(const std::byte* pixels, float* changed, DType dtype, const TransformParameters& parameters) const;

  ImageDataGenerator generator_;
  FlowOptions flow_;
  Shape picture_;
  FlowOrder order_;
  mutable std::mutex mutex_;
  mutable std::map<std::int64_t, std::shared_ptr<const Drawn>> passes_;  ///< the last ones
};

}  // namespace fovea
