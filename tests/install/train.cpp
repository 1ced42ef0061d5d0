// DESIGN.md's program, on small random pictures; saves what it trained for the programs beside it.
#include <cstdio>
#include <random>

#include "fovea/base/version.h"
#include "fovea/formats/model_file.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/elementwise.h"
#include "fovea/layers/pooling/global_pool.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/regularization/dropout.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/layers/weights/regularizers.h"
#include "fovea/models/early_stopping.h"
#include "fovea/objectives/optimizers/adam.h"

using namespace fovea;

struct Stop : Callback {
  void on_epoch_end(const EpochLogs& s) override {
    if (s.loss < 0.1) stop_training();
  }
};

int main(int argc, char** argv) try {
  if (argc != 2) return 2;
  const double lr = 0.01;
  Sequential digits(
      {Input({28, 28, 1}), Conv2D({.filters = 6, .kernel_size = 3, .padding = "same", .activation = "relu"}),
       MaxPool2D({.pool_size = {2, 2}, .strides = {2, 2}}),
       Conv2D({.filters = 16, .kernel_size = {3, 5}, .padding = Padding::same, .kernel_regularizer = L2(1e-4)}),
       Flatten(), Dropout({.rate = 0.5}), Dense({.units = 10, .activation = "softmax"})});
  digits.compile(
      {.optimizer = Adam({.learning_rate = lr}), .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});

  // A picture of class k is bright in rows 2k and 2k + 1.
  Array x({600, 28, 28, 1}), y({600}, DType::i64);
  std::mt19937 random(1);
  for (std::int64_t i = 0; i < 600; ++i) {
    y.values<std::int64_t>()[static_cast<std::size_t>(i)] = i % 10;
    for (std::int64_t p = 0; p < 784; ++p)
      x.values<float>()[static_cast<std::size_t>(i * 784 + p)] =
          (p / 28 / 2 == i % 10 ? 0.7f : 0.f) +
          0.3f * static_cast<float>(random()) / static_cast<float>(random.max());
  }
  Stop stop;
  History h = digits.fit(x, y,
                         {.batch_size = 50,
                          .epochs = 10,
                          .callbacks = {EarlyStopping({.monitor = "val_loss", .patience = 5}), &stop},
                          .validation_split = 0.3});

  Tensor photo = Input({None, None, 3}, {.name = "photo"}), extra = Input({4});
  Conv2D shared({.filters = 8, .kernel_size = 3, .padding = "same"});
  Conv2D widen({.filters = 8, .kernel_size = 1});
  Tensor a = shared(widen(photo)), b = shared(a), s = Add()({a, b});
  Tensor head = Dense({.units = 1, .activation = "sigmoid", .name = "steak"})(GlobalAveragePooling2D()(s));
  Model two({photo, extra}, {head, s});
  two.compile({.loss = {{"steak", "binary_crossentropy"}, {"add", "mse"}}});
  Model features(two.input(), two.get_layer("add").output());

  save_model(digits, argv[1],
             {.classes = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"},
              .preprocess = Json::Object{{"mode", "rescale"}, {"scale", 1.0 / 255}, {"offset", 0.0}}});
  const double accuracy = digits.evaluate(x, y).at(1).second;
  std::printf("fovea %s: accuracy %.3f after %zu epochs\n", version.c_str(), accuracy, h.epoch.size());
  try {
    digits.get_layer("con2d");
  } catch (const Error& error) {
    return accuracy > 0.9 ? 0 : 1;
  }
  return 1;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
