#include "fovea/layers/augmentation/random_size.h"

#include "fovea/kernels/image/size_changes.h"

namespace fovea {

template <FixedText layer_name>
const Fields<RandomSizeOptions<layer_name>>& RandomSizeOptions<layer_name>::fields() {
  using O = RandomSizeOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("factor", &O::factor).by_position().add("interpolation", &O::interpolation).add("seed", &O::seed);
    return add_layer_fields(fields);
  }();
  return list;
}

template <FixedText layer_name>
void RandomSizeOptions<layer_name>::settle(const ArgumentRules& rules) {
  const auto& values = factor.values();
  const bool one = factor.set() && factor.shape().rank() == 0, two = factor.shape() == Shape{2};
  if (!(one && values[0] >= 0 && values[0] <= 1) && !(two && values[0] >= -1 && values[1] >= values[0]))
    rules.refuse("factor", "must be a number between 0 and 1, or two in order of -1 or more", to_json(factor));
  rules.one_of("interpolation", interpolation,
               {"bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"});
}

template <FixedText layer_name>
PictureChangePtr RandomSizeOptions<layer_name>::change() const {
  const bool height = class_name == "RandomHeight";
  return resize_and_back(height ? PictureAxis::height : PictureAxis::width, about_one(factor),
                         tf_resize_named(interpolation));
}

template struct RandomSizeOptions<"RandomHeight">;
template struct RandomSizeOptions<"RandomWidth">;

}  // namespace fovea
