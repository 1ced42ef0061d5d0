#include "fovea/kernels/image/resize.h"

#include <algorithm>
#include <cmath>

namespace fovea {

Tap bilinear_tap(std::int64_t index, std::int64_t from, std::int64_t to) {
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  const float at = (static_cast<float>(index) + 0.5f) * scale - 0.5f;
  const float below = std::floor(at);
  return {std::max<std::int64_t>(static_cast<std::int64_t>(below), 0),
          std::min(static_cast<std::int64_t>(std::ceil(at)), from - 1), at - below};
}

}  // namespace fovea
