#include "fovea/objectives/schedules/schedule.h"

#include "fovea/objectives/schedules/cosine_decay.h"
#include "fovea/objectives/schedules/decay.h"

namespace fovea {

template <>
const Registry<Schedule>& registry<Schedule>() {
  static const Registry<Schedule> table("learning-rate schedule", "keras.optimizers.schedules",
                                        {
                                            entry<Schedule, CosineDecay>("CosineDecay"),
                                            entry<Schedule, CosineDecayRestarts>("CosineDecayRestarts"),
                                            entry<Schedule, ExponentialDecay>("ExponentialDecay"),
                                            entry<Schedule, InverseTimeDecay>("InverseTimeDecay"),
                                            entry<Schedule, PiecewiseConstantDecay>("PiecewiseConstantDecay"),
                                            entry<Schedule, PolynomialDecay>("PolynomialDecay"),
                                        });
  return table;
}

}  // namespace fovea
