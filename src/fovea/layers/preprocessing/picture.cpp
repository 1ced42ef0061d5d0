#include "fovea/layers/preprocessing/picture.h"

#include <algorithm>

#include "fovea/graph/build.h"

namespace fovea::picture {

Extent extent_of(const Graph& g, ValueId x) { return {g.shape(x)[1], g.shape(x)[2]}; }

ValueId crop_middle(Graph& g, ValueId x, Extent part) {
  Shape shape = g.shape(x);
  const Extent all = extent_of(g, x);
  if (part.height == all.height && part.width == all.width) return x;
  shape.set(1, part.height), shape.set(2, part.width);
  return build::slice(g, x, {0, (all.height - part.height) / 2, (all.width - part.width) / 2, 0}, shape);
}

ValueId pad_to_proportions(Graph& g, ValueId x, Extent target, double value) {
  const Extent all = extent_of(g, x);
  const auto missing = [](std::int64_t length, std::int64_t other, std::int64_t to, std::int64_t other_to) {
    const auto wanted = static_cast<std::int64_t>(static_cast<float>(other * to) / static_cast<float>(other_to));
    return (std::max(length, wanted) - length) / 2;
  };
  const std::int64_t rows = missing(all.height, all.width, target.height, target.width),
                     columns = missing(all.width, all.height, target.width, target.height);
  if (rows == 0 && columns == 0) return x;
  return build::pad(g, x, {0, rows, columns, 0}, {0, rows, columns, 0}, value);
}

ValueId resize(Graph& g, ValueId x, Extent target, Interpolation interpolation, bool antialias) {
  const Extent from = extent_of(g, x);
  if (from.height == target.height && from.width == target.width) return x;  // as TensorFlow: not even filtered
  x = build::resize(g, x, 1, sampling(interpolation, from.height, target.height, antialias));
  return build::resize(g, x, 2, sampling(interpolation, from.width, target.width, antialias));
}

}  // namespace fovea::picture
