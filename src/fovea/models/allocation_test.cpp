// A training step of our own code allocates nothing.
#include <gtest/gtest.h>

#include <cstdlib>

#include "fovea/base/allocation_test_support.h"
#include "fovea/layers/augmentation/colour.h"
#include "fovea/layers/augmentation/equalization.h"
#include "fovea/layers/augmentation/geometry.h"
#include "fovea/layers/augmentation/policies.h"
#include "fovea/layers/augmentation/random_crop.h"
#include "fovea/layers/augmentation/random_size.h"
#include "fovea/layers/augmentation/tones.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

/// What five training steps allocate, after a first one.
int allocations_in_steps(const std::vector<Layer>& layers) {
  ::setenv("FOVEA_PROVIDERS", "native,reference", 1);
  const Sequential model(layers);
  model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  const Array x({16, 12, 12, 3}), y({16}, DType::i64);
  Trainer& trainer = model.trainer();
  trainer.prepare(x, y);
  const Batch batch{{x}, {y}};
  auto values = trainer.results();
  trainer.train(batch);
  const int count = allocations_in([&] {
    for (int i = 0; i < 5; ++i) {
      trainer.train(batch);
      trainer.write_results(values);
    }
  });
  ::unsetenv("FOVEA_PROVIDERS");
  return count;
}

TEST(Allocation, NoneInATrainingStepOfOurKernels) {
  EXPECT_EQ(allocations_in_steps({Input({12, 12, 3}), Conv2D({.filters = 8, .kernel_size = 3, .activation = "relu"}),
                                  MaxPooling2D(), BatchNormalization(), Flatten(),
                                  Dense({.units = 5, .activation = "softmax"})}),
            0);
}

TEST(Allocation, NoneWhereTrainingAugments) {
  EXPECT_EQ(allocations_in_steps(
                {Input({12, 12, 3}), RandAugment({.num_ops = 9}), AugMix(), RandomZoom({.height_factor = 0.2}),
                 RandomPerspective(), RandomElasticTransform(), RandomErasing(), RandomGaussianBlur(),
                 RandomColorJitter({.brightness_factor = 0.2, .saturation_factor = 0.2, .hue_factor = 0.2}),
                 RandomHeight({.factor = 0.2}), ContrastLimitedAdaptiveHistogramEqualization(),
                 RandomCrop({.height = 9, .width = 8}), Flatten(), Dense({.units = 5, .activation = "softmax"})}),
            0);
}

}  // namespace
}  // namespace fovea
