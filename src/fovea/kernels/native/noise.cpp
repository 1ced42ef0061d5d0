#include <algorithm>

#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/noise.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/functions-inl.h"
#include "fovea/kernels/native/words-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// The upper 24 bits, as numbers.
HWY_INLINE FloatVector upper_bits(WordVector words) {
  return hn::ConvertTo(Floats(), hn::BitCast(hn::Rebind<std::int32_t, Floats>(), hn::ShiftRight<8>(words)));
}

/// Box-Muller, as reference/noise.cpp says.
HWY_INLINE void normal_pair(WordVector first, WordVector second, FloatVector& a, FloatVector& b) {
  const Floats d;
  const FloatVector u = hn::Mul(hn::Add(upper_bits(first), constant(1)), constant(0x1p-24));
  const FloatVector radius = hn::Sqrt(hn::Mul(constant(-2), hn::Log(d, u)));
  const FloatVector angle = hn::Mul(upper_bits(second), constant(6.283185307179586 * 0x1p-24));
  a = hn::Mul(radius, hn::Cos(d, angle));
  b = hn::Mul(radius, hn::Sin(d, angle));
}

void DrawNoise(const SampleWords& source, std::uint64_t sample, float* y, std::int64_t count) {
  const Floats d;
  HWY_ALIGN float lanes[4][float_lanes];
  for (std::int64_t first = 0; first < count; first += 4 * float_lanes) {
    const Block words = draw_blocks(source, sample, static_cast<std::uint64_t>(first / 4));
    FloatVector a, b;
    normal_pair(words.w0, words.w1, a, b);
    hn::Store(a, d, lanes[0]);
    hn::Store(b, d, lanes[1]);
    normal_pair(words.w2, words.w3, a, b);
    hn::Store(a, d, lanes[2]);
    hn::Store(b, d, lanes[3]);
    for (std::int64_t i = 0; i < std::min(4 * float_lanes, count - first); ++i) y[first + i] = lanes[i % 4][i / 4];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(DrawNoise);

namespace native {
namespace {

class NoiseKernel final : public Kernel {
 public:
  NoiseKernel(std::uint64_t stream, std::int64_t unit) : stream_(stream), unit_(unit) {}
  void run(const KernelArguments& arguments) const noexcept override {
    const SampleWords source(stream_, arguments.step);
    for (std::int64_t n = 0; n < arguments.samples; ++n) HWY_DYNAMIC_DISPATCH(DrawNoise)
    (source, static_cast<std::uint64_t>(arguments.first_sample + n), output<float>(arguments, 0) + n * unit_, unit_);
  }

 private:
  std::uint64_t stream_;
  std::int64_t unit_;
};

}  // namespace

Candidates noise_candidates(const OperationSpec& operation, const Target& target) {
  if (operation.code != OpCode::noise || !all_float32(operation)) return {};
  const std::uint64_t stream = std::get<NoiseAttributes>(operation.attributes).stream;
  Candidate result;
  result.name = "native noise";
  result.cost = seconds(12 * static_cast<double>(operation.outputs[0].unit() * target.samples));
  result.make = [=, unit = operation.outputs[0].unit()] { return std::make_unique<NoiseKernel>(stream, unit); };
  return {result};
}

}  // namespace native
}  // namespace fovea
#endif
