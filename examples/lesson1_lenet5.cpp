// Lesson 1, the part on networks: LeNet-5 and what each of its layers gives.
#include <cstdio>

#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/summary.h"

using namespace fovea;

int main() {
  Sequential lenet5(
      {Input({28, 28, 1}), Conv2D({.filters = 6, .kernel_size = 5, .padding = "same", .activation = "tanh"}),
       AveragePooling2D({.pool_size = 2}), Conv2D({.filters = 16, .kernel_size = 5, .activation = "tanh"}),
       AveragePooling2D({.pool_size = 2}), Flatten(), Dense({.units = 120, .activation = "tanh"}),
       Dense({.units = 84, .activation = "tanh"}), Dense({.units = 10, .activation = "softmax"})},
      "lenet5");
  // A layer's output is (n - f + 2p) / s + 1 wide: 28 stays 28 with padding='same', and 14 becomes 10 without.
  std::fputs(summary(lenet5, {.memory = true}).c_str(), stdout);
}
