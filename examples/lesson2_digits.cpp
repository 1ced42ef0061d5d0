// Lesson 2: digits. Load, look at shapes, train, look at predictions and at the first layer's feature maps, then train
// again with regularisation and early stopping.
//
//   lesson2_digits [EPOCHS [STEPS_PER_EPOCH [DATA]]]     DATA: mnist, or an .npz file of the same arrays
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "fovea/data/open_data.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/regularization/dropout.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/early_stopping.h"
#include "fovea/models/summary.h"

using namespace fovea;

namespace {

Sequential digits(std::int64_t filters, bool regularised) {
  std::vector<Layer> layers{Input({28, 28, 1}),
                            Conv2D({.filters = filters, .kernel_size = 3, .padding = "same", .activation = "relu"}),
                            MaxPooling2D({.pool_size = 2}),
                            Conv2D({.filters = 16, .kernel_size = 3, .padding = "same", .activation = "relu"}),
                            MaxPooling2D({.pool_size = 2})};
  if (regularised) layers.push_back(BatchNormalization());
  layers.push_back(Flatten());
  if (regularised) layers.push_back(Dropout({.rate = 0.5}));
  layers.push_back(Dense({.units = 10, .activation = "softmax"}));
  return Sequential(layers);
}

std::int64_t argmax(const Array& rows, std::int64_t row) {
  const auto values = rows.values<float>().subspan(static_cast<std::size_t>(row * 10), 10);
  return std::max_element(values.begin(), values.end()) - values.begin();
}

void run(int epochs, int steps, const char* data) {
  const DataSet mnist = open_data(data);
  const Split &train = mnist.at("train"), &test = mnist.at("test");
  std::printf("x_train %s, y_train %s, x_test %s\n", to_string(train.x.shape()).c_str(),
              to_string(train.y.shape()).c_str(), to_string(test.x.shape()).c_str());

  const Array labels = to_categorical(train.y, 10);  // one-hot, as categorical_crossentropy takes them
  const Sequential model = digits(6, false);
  std::fputs(summary(model).c_str(), stdout);
  model.compile({.optimizer = "rmsprop", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  const History history = model.fit(
      train.x, labels, {.batch_size = 128, .epochs = epochs, .validation_split = 0.3, .steps_per_epoch = steps});
  for (std::size_t e = 0; e < history.epoch.size(); ++e)
    std::printf("epoch %zu  loss %.4f  accuracy %.4f  val_loss %.4f  val_accuracy %.4f\n", e + 1, history["loss"][e],
                history["accuracy"][e], history["val_loss"][e], history["val_accuracy"][e]);

  const Array predicted = model.predict(test.x);
  std::printf("the first test picture is a %lld, the model says %lld\n",
              static_cast<long long>(test.y.values<std::int64_t>()[0]), static_cast<long long>(argmax(predicted, 0)));

  // What the first layer sees in one picture: a model from the same input to that layer's output.
  const Model features(model.input(), model.get_layer(0).output());
  std::printf("feature maps %s\n", to_string(features.predict(train.x.slice(2, 1)).shape()).c_str());

  // Overfitting is judged by the validation loss: stop when it has not improved for 5 epochs.
  const Sequential better = digits(32, true);
  better.compile({.optimizer = "rmsprop", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  const History second =
      better.fit(train.x, labels,
                 {.batch_size = 128,
                  .epochs = epochs,
                  .callbacks = {EarlyStopping({.monitor = "val_loss", .patience = 5, .restore_best_weights = true})},
                  .validation_split = 0.3,
                  .steps_per_epoch = steps});
  std::printf("with BatchNormalization and Dropout: val_accuracy %.4f after %zu epochs\n",
              second["val_accuracy"].back(), second.epoch.size());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc > 1 ? std::atoi(argv[1]) : 10, argc > 2 ? std::atoi(argv[2]) : 0, argc > 3 ? argv[3] : "mnist");
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_code(error.kind());
  }
}
