#include "fovea/objectives/optimizers/adadelta.h"
#include "fovea/objectives/optimizers/adafactor.h"
#include "fovea/objectives/optimizers/adagrad.h"
#include "fovea/objectives/optimizers/adam.h"
#include "fovea/objectives/optimizers/adamax.h"
#include "fovea/objectives/optimizers/ftrl.h"
#include "fovea/objectives/optimizers/lamb.h"
#include "fovea/objectives/optimizers/lion.h"
#include "fovea/objectives/optimizers/muon.h"
#include "fovea/objectives/optimizers/nadam.h"
#include "fovea/objectives/optimizers/rmsprop.h"
#include "fovea/objectives/optimizers/schedule_free_adamw.h"
#include "fovea/objectives/optimizers/sgd.h"

namespace fovea {

template <>
const Registry<Optimizer>& registry<Optimizer>() {
  static const Registry<Optimizer> table(
      "optimizer", "keras.optimizers",
      {
          entry<Optimizer, Adadelta>("Adadelta", {"adadelta"}),
          entry<Optimizer, Adafactor>("Adafactor", {"adafactor"}),
          entry<Optimizer, Adagrad>("Adagrad", {"adagrad"}),
          entry<Optimizer, Adam>("Adam", {"adam"}),
          entry<Optimizer, AdamW>("AdamW", {"adamw"}),
          entry<Optimizer, Adamax>("Adamax", {"adamax"}),
          entry<Optimizer, Ftrl>("Ftrl", {"ftrl"}),
          entry<Optimizer, Lamb>("Lamb", {"lamb"}),
          entry<Optimizer, Lion>("Lion", {"lion"}),
          entry<Optimizer, Muon>("Muon", {"muon"}),
          entry<Optimizer, Nadam>("Nadam", {"nadam"}),
          entry<Optimizer, RMSprop>("RMSprop", {"rmsprop"}),
          entry<Optimizer, SGD>("SGD", {"sgd"}),
          entry<Optimizer, ScheduleFreeAdamW>("ScheduleFreeAdamW", {"schedulefreeadamw"}),
      });
  return table;
}

}  // namespace fovea
