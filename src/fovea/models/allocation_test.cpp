// A training step of our own code allocates nothing.
#include <gtest/gtest.h>

#include <cstdlib>

#include "fovea/base/allocation_test_support.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

TEST(Allocation, NoneInATrainingStepOfOurKernels) {
  ::setenv("FOVEA_PROVIDERS", "native,reference", 1);
  const Sequential model({Input({12, 12, 3}), Conv2D({.filters = 8, .kernel_size = 3, .activation = "relu"}),
                          MaxPooling2D(), BatchNormalization(), Flatten(),
                          Dense({.units = 5, .activation = "softmax"})});
  model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  const Array x({16, 12, 12, 3}), y({16}, DType::i64);
  Trainer& trainer = model.trainer();
  trainer.prepare(x, y);
  const Batch batch{{x}, {y}};
  auto values = trainer.results();
  trainer.train(batch);
  const auto five_steps = [&] {
    for (int i = 0; i < 5; ++i) {
      trainer.train(batch);
      trainer.write_results(values);
    }
  };
  EXPECT_EQ(allocations_in(five_steps), 0);
  ::unsetenv("FOVEA_PROVIDERS");
}

}  // namespace
}  // namespace fovea
