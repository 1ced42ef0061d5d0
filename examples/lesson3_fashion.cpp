// Lesson 3: fashion. The "Basic_CNN_model" of the notes, trained, evaluated and saved for Keras.
//
//   lesson3_fashion [EPOCHS [STEPS_PER_EPOCH]]
#include <cstdio>
#include <cstdlib>

#include "fovea/data/open_data.h"
#include "fovea/formats/model_file.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/preprocessing/rescaling.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/summary.h"

using namespace fovea;

namespace {

void run(int epochs, int steps) {
  const DataSet fashion = open_data("fashion_mnist");
  const Split &train = fashion.at("train"), &test = fashion.at("test");

  const Sequential model(
      {Input({28, 28, 1}),
       Rescaling({.scale = 1.0 / 255}),  // inside the model, so that whoever loads it gives plain pixels
       Conv2D({.filters = 64, .kernel_size = 3, .padding = "same", .activation = "relu"}),
       MaxPool2D({.pool_size = 2}), Conv2D({.filters = 64, .kernel_size = 3, .activation = "relu"}),
       MaxPool2D({.pool_size = 2}), Conv2D({.filters = 32, .kernel_size = 3, .activation = "relu"}),
       MaxPool2D({.pool_size = 2}), Flatten(), Dense({.units = 128, .activation = "relu"}),
       Dense({.units = 10, .activation = "softmax"})},
      "Basic_CNN_model");
  std::fputs(summary(model).c_str(), stdout);

  model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  const History history = model.fit(train.x, train.y, {.batch_size = 32, .epochs = epochs, .steps_per_epoch = steps});
  std::printf("after %zu epochs: loss %.4f  accuracy %.4f\n", history.epoch.size(), history["loss"].back(),
              history["accuracy"].back());
  for (const auto& [name, value] : model.evaluate(test.x, test.y)) std::printf("test %s %.4f\n", name.c_str(), value);

  save_model(model, "fashion.keras", {.classes = fashion.classes});
  std::puts("saved fashion.keras");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc > 1 ? std::atoi(argv[1]) : 50, argc > 2 ? std::atoi(argv[2]) : 0);
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_code(error.kind());
  }
}
