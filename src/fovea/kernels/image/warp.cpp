#include "fovea/kernels/image/warp.h"

#include <algorithm>

namespace fovea {

void PlaneChange::apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                        float* /*scratch*/) const noexcept {
  const PictureShape to = output(shape);
  const Warp warp{map(shape, numbers), style_.value_or(WarpStyle()), shape, to.width};
  if (warp.map == unmoved && to == shape) {
    std::copy_n(in, shape.elements(), out);
    return;
  }
  for (std::int64_t y = 0; y < to.height; ++y) warp.row(in, y, out + y * to.width * to.channels);
}

}  // namespace fovea
