#pragma once
#include <vector>

#include "fovea/data/photos/drawn_augmenter.h"
#include "fovea/kernels/image/fused_change.h"
#include "fovea/kernels/image/mixing.h"

namespace fovea {

/// Changes of pictures (those of augmentation layers, by augmentation_stages()) in as few passes as can be. What Keras draws
/// once for a batch is drawn for each picture here, as batches are not known where pictures are made; where a batch is
/// finished its pictures and labels are mixed, and what comes after that changes each picture again.
class ChangeAugmenter : public DrawnAugmenter {
 public:
  /// Input    picture: (height, width, channels) of those that are changed
  /// Errors   shape: the changes cannot take such pictures, or give them another size
  ChangeAugmenter(std::vector<AugmentationStage> stages, const Shape& picture);
  ChangeAugmenter(std::vector<PictureChangePtr> changes, const Shape& picture);

  void apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
             const PhotoMoment& moment) const override;
  bool finishes_batches() const override { return stages_.size() > 1; }
  bool mixes_labels() const override;
  void finish(const MadeBatch& batch, const PhotoMoment& moment) const override;
  /// "0.angle", "1.factor", ...: a number, or a list of them; of what comes before pictures are mixed.
  Json drawn(const PictureRows& pictures, const PhotoMoment& moment) const override;
  void impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
              const Json& parameters) const override;
  /// A list: what each mixing draws ("batch") with what is drawn for each picture after it ("pictures").
  Json drawn_finish(std::span<const std::int64_t> rows, const PhotoMoment& moment) const override;
  void impose_finish(const MadeBatch& batch, const Json& parameters) const override;

 private:
  struct Stage {
    FusedChange change;
    std::shared_ptr<const BatchMixing> mixing;  ///< null in the last
    std::size_t count, scratch_floats;
  };

  /// Valid until this thread draws again.
  std::span<const float> draw(std::size_t stage, const PhotoMoment& moment) const;
  void change(std::size_t stage, const std::byte* pixels, float* changed, DType dtype,
              std::span<const float> numbers) const;
  /// What the mixing before a stage draws.
  std::vector<float> draw_mixing(std::size_t stage, std::size_t count, const PhotoMoment& moment) const;
  void mix(const BatchMixing& mixing, const MadeBatch& batch, std::span<const float> numbers) const;
  /// Mixes, and changes pictures again, by the numbers that of_batch(stage) and of_picture(stage, place) give.
  template <class OfBatch, class OfPicture>
  void finish_by(const MadeBatch& batch, const OfBatch& of_batch, const OfPicture& of_picture) const;

  std::vector<Stage> stages_;
  PictureShape shape_;
};

}  // namespace fovea
