// A training step of our own code allocates nothing.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/trainer.h"

namespace {
std::atomic<bool> counting{false};
std::atomic<int> allocations{0};

void* counted(std::size_t bytes) {
  if (counting) ++allocations;
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size > 0 ? size : 1); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

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
  allocations = 0;
  counting = true;
  for (int i = 0; i < 5; ++i) {
    trainer.train(batch);
    trainer.write_results(values);
  }
  counting = false;
  EXPECT_EQ(allocations, 0);
  ::unsetenv("FOVEA_PROVIDERS");
}

}  // namespace
}  // namespace fovea
