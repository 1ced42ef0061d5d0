#include "fovea/kernels/image/picture_change.h"

#include <algorithm>

namespace fovea {

std::int64_t ParameterField::count_in(const PictureShape& shape) const {
  return count * (per == Per::picture ? 1 : per == Per::pixel ? shape.pixels() : shape.elements());
}

std::vector<ParameterField> PictureChange::parameters(const PictureShape& shape) const {
  std::vector<ParameterField> result;
  for (const ParameterField& field : fields_) result.push_back({field.name, field.count_in(shape)});
  return result;
}

std::int64_t PictureChange::count(const PictureShape& shape) const noexcept {
  std::int64_t count = 0;
  for (const ParameterField& field : fields_) count += field.count_in(shape);
  return count;
}

void PixelChange::apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                        float* /*scratch*/) const noexcept {
  std::copy_n(in, shape.elements(), out);
  change(out, shape.pixels(), shape.channels, numbers);
}

}  // namespace fovea
