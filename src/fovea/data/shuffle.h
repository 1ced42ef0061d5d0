#pragma once
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "fovea/base/random.h"

namespace fovea {

/// The order of a pass over `rows` samples: it belongs to the seed and the pass, whoever asks for it.
inline void shuffle(std::vector<std::int64_t>& order, std::int64_t rows, std::uint64_t seed, std::int64_t pass) {
  order.resize(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  constexpr std::uint64_t shuffle_stream = std::uint64_t{1} << 40;  // apart from the streams of weights
  Random random(seed, shuffle_stream + static_cast<std::uint64_t>(pass));
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

}  // namespace fovea
