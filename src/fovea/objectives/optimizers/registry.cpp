#include "fovea/objectives/optimizers/adam.h"
#include "fovea/objectives/optimizers/rmsprop.h"
#include "fovea/objectives/optimizers/sgd.h"

namespace fovea {

template <>
const Registry<Optimizer>& registry<Optimizer>() {
  static const Registry<Optimizer> table("optimizer", "keras.optimizers",
                                         {
                                             entry<Optimizer, Adam>("Adam", {"adam"}),
                                             entry<Optimizer, AdamW>("AdamW", {"adamw"}),
                                             entry<Optimizer, RMSprop>("RMSprop", {"rmsprop"}),
                                             entry<Optimizer, SGD>("SGD", {"sgd"}),
                                         });
  return table;
}

}  // namespace fovea
