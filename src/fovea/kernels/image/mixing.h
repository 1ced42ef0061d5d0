#pragma once
#include "fovea/kernels/image/counting_change.h"

namespace fovea {

/// A way of changing the pictures of a batch by others of the batch, and their labels with them. Pictures are float32, one
/// behind the other; labels are rows of numbers, one a class.
class BatchMixing {
 public:
  virtual ~BatchMixing() = default;

  /// Whether labels are changed too; where not, mix_labels is not called.
  virtual bool mixes_labels() const { return true; }
  /// What is drawn for a batch: one number, or several, for each of `pictures`, picture by picture.
  virtual std::vector<ParameterField> parameters(std::int64_t pictures) const = 0;
  virtual void draw(Random& random, std::int64_t pictures, const PictureShape& shape,
                    std::span<float> numbers) const = 0;
  /// Input    in and out are apart
  virtual void mix(const float* in, float* out, std::int64_t pictures, const PictureShape& shape,
                   std::span<const float> numbers) const = 0;
  virtual void mix_labels(const float* in, float* out, std::int64_t pictures, const PictureShape& shape,
                          std::int64_t classes, std::span<const float> numbers) const = 0;
};

/// Sums of two pictures: w of the picture, 1 - w of the other. Numbers: mix_weight, permutation_order (the other's
/// position).
/// Input    alpha > 0: w has the distribution beta(alpha, alpha)
/// Source   keras/src/layers/preprocessing/image_preprocessing/mix_up.py, 3.15
std::shared_ptr<const BatchMixing> mix_up(double alpha);

/// A rectangle of the other picture; labels by its area. Numbers: permutation_order, box (x0, x1, y0, y1).
/// Source   keras/src/layers/preprocessing/image_preprocessing/cut_mix.py, 3.15
std::shared_ptr<const BatchMixing> cut_mix(const Interval& factor);

/// A change that looks at the whole batch and draws nothing. Labels stay.
std::shared_ptr<const BatchMixing> over_batch(std::shared_ptr<const CountingChange> change);

/// Changes of single pictures, and what is done to the batch after them.
struct AugmentationStage {
  std::vector<PictureChangePtr> changes;
  std::shared_ptr<const BatchMixing> mixing;  ///< null: nothing
};

}  // namespace fovea
