#include "fovea/kernels/peak.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/peak.cpp"
#include "fovea/kernels/native/targets.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Multiply-adds on independent accumulators, enough to hide their latency. They start from numbers that the compiler
/// does not know, and give new ones: equal chains would be computed once. Returns FLOP.
double MultiplyAdds(std::size_t rounds, std::array<float, 12>& numbers) {
  constexpr std::size_t chains = 12;
  const hn::ScalableTag<float> d;
  const auto a = hn::Set(d, numbers[0]), b = hn::Set(d, numbers[1]);
  hn::Vec<decltype(d)> sum[chains];
#pragma GCC unroll 16
  for (std::size_t c = 0; c < chains; ++c) sum[c] = hn::Set(d, numbers[c]);
  for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
    for (std::size_t c = 0; c < chains; ++c) sum[c] = hn::MulAdd(sum[c], a, b);
  }
#pragma GCC unroll 16
  for (std::size_t c = 0; c < chains; ++c) numbers[c] = hn::GetLane(sum[c]);
  return 2.0 * static_cast<double>(chains) * static_cast<double>(hn::Lanes(d)) * static_cast<double>(rounds);
}

}  // namespace fovea::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {

HWY_EXPORT(MultiplyAdds);

[[gnu::visibility("default")]] double measure_peak_flops() {
  constexpr std::size_t rounds = 200000;
  constexpr int tries = 8;  // the best of a few: the first wakes the vector units up
  double best = 0;
  std::array<float, 12> numbers{};
  for (int i = 0; i < tries; ++i) {
    for (std::size_t c = 0; c < numbers.size(); ++c) numbers[c] = 0.9f + 0.001f * static_cast<float>(c);
    const auto start = std::chrono::steady_clock::now();
    const double flop = HWY_DYNAMIC_DISPATCH(MultiplyAdds)(rounds, numbers);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    best = std::max(best, flop / elapsed.count());
  }
  return best;
}

}  // namespace fovea
#endif
