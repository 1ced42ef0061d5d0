#include "fovea/layers/weights/initializer.h"

#include "fovea/layers/weights/constant_initializers.h"
#include "fovea/layers/weights/random_initializers.h"
#include "fovea/layers/weights/variance_scaling.h"

namespace fovea {

template <>
const Registry<Initializer>& registry<Initializer>() {
  using I = Initializer;
  static const Registry<I> table("Initializer", "keras.initializers",
                                 {
                                     entry<I, Constant>("Constant", {"constant"}),
                                     entry<I, GlorotNormal>("GlorotNormal", {"glorot_normal"}),
                                     entry<I, GlorotUniform>("GlorotUniform", {"glorot_uniform"}),
                                     entry<I, HeNormal>("HeNormal", {"he_normal"}),
                                     entry<I, HeUniform>("HeUniform", {"he_uniform"}),
                                     entry<I, IdentityInitializer>("Identity", {"identity", "IdentityInitializer"}),
                                     entry<I, LecunNormal>("LecunNormal", {"lecun_normal"}),
                                     entry<I, LecunUniform>("LecunUniform", {"lecun_uniform"}),
                                     entry<I, Ones>("Ones", {"ones", "one"}),
                                     entry<I, Orthogonal>("Orthogonal", {"orthogonal", "OrthogonalInitializer"}),
                                     entry<I, RandomNormal>("RandomNormal", {"random_normal", "normal"}),
                                     entry<I, RandomUniform>("RandomUniform", {"random_uniform", "uniform"}),
                                     entry<I, TruncatedNormal>("TruncatedNormal", {"truncated_normal"}),
                                     entry<I, VarianceScaling>("VarianceScaling", {"variance_scaling"}),
                                     entry<I, Zeros>("Zeros", {"zeros", "zero"}),
                                 });
  return table;
}

}  // namespace fovea
