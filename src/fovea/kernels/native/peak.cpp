#include "fovea/kernels/peak.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/peak.cpp"
#include "fovea/kernels/native/targets.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace fovea::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Multiply-adds on independent accumulators, enough to hide their latency. Returns FLOP; *sink keeps the compiler honest.
double MultiplyAdds(std::size_t rounds, float* sink) {
  const hn::ScalableTag<float> d;
  const auto a = hn::Set(d, 0.999f), b = hn::Set(d, 1e-3f);
  auto s0 = a, s1 = b, s2 = a, s3 = b, s4 = a, s5 = b, s6 = a, s7 = b, s8 = a, s9 = b, s10 = a, s11 = b;
  for (std::size_t i = 0; i < rounds; ++i) {
    s0 = hn::MulAdd(s0, a, b), s1 = hn::MulAdd(s1, a, b), s2 = hn::MulAdd(s2, a, b), s3 = hn::MulAdd(s3, a, b);
    s4 = hn::MulAdd(s4, a, b), s5 = hn::MulAdd(s5, a, b), s6 = hn::MulAdd(s6, a, b), s7 = hn::MulAdd(s7, a, b);
    s8 = hn::MulAdd(s8, a, b), s9 = hn::MulAdd(s9, a, b), s10 = hn::MulAdd(s10, a, b), s11 = hn::MulAdd(s11, a, b);
  }
  const auto sum = hn::Add(hn::Add(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)), hn::Add(hn::Add(s4, s5), hn::Add(s6, s7))),
                           hn::Add(hn::Add(s8, s9), hn::Add(s10, s11)));
  *sink = hn::GetLane(sum);
  return 2.0 * 12 * static_cast<double>(hn::Lanes(d)) * static_cast<double>(rounds);
}

}  // namespace fovea::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {

HWY_EXPORT(MultiplyAdds);

double measure_peak_flops() {
  constexpr std::size_t rounds = 200000;
  constexpr int tries = 8;  // the best of a few: the first wakes the vector units up
  double best = 0;
  volatile float kept = 0;
  for (int i = 0; i < tries; ++i) {
    float sink = 0;
    const auto start = std::chrono::steady_clock::now();
    const double flop = HWY_DYNAMIC_DISPATCH(MultiplyAdds)(rounds, &sink);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    kept = sink;
    best = std::max(best, flop / elapsed.count());
  }
  static_cast<void>(kept);
  return best;
}

}  // namespace fovea
#endif
