#include <algorithm>
#include <optional>

#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/reduce.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/lines-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// y[i] (+)= scale * the sum of `count` numbers, for `outer` lines.
void SumLines(const float* x, std::int64_t outer, std::int64_t count, float scale, bool adds, float* y) {
  for (std::int64_t i = 0; i < outer; ++i, x += count) {
    const float sum = scale * sum_over(count, [&](std::int64_t at, std::int64_t rest)
                                                  HWY_ATTR { return load_lanes(x + at, rest); });
    y[i] = adds ? y[i] + sum : sum;
  }
}

void LargestOfLines(const float* x, std::int64_t outer, std::int64_t count, float* y) {
  for (std::int64_t i = 0; i < outer; ++i, x += count) y[i] = largest_of(x, count);
}

/// The result of `count` rows in each of `inner` columns, a vector of columns after the other: start, then
/// step(so far, next row's), and finish(result, what y holds).
template <class Step, class Finish>
HWY_INLINE void columns(const float* x, std::int64_t count, std::int64_t inner, float* y, Step&& step,
                        Finish&& finish) {
  const Floats d;
  for (std::int64_t c = 0; c < inner; c += float_lanes) {
    const std::int64_t width = std::min(inner - c, float_lanes);
    const FloatVector result = step(x + c, count, width);
    store_first(d, finish(result, load_lanes(y + c, width)), y + c, width);
  }
}

void SumColumns(const float* x, std::int64_t outer, std::int64_t count, std::int64_t inner, float scale, bool adds,
                float* y) {
  const Floats d;
  const auto sum = [&](const float* from, std::int64_t rows, std::int64_t width) HWY_ATTR {
    LongSum total;
    for (std::int64_t first = 0; first < rows; first += LongSum::part) {
      FloatVector some = hn::Zero(d);
      for (std::int64_t r = first; r < std::min(first + LongSum::part, rows); ++r)
        some = hn::Add(some, load_lanes(from + r * inner, width));
      total.add(some);
    }
    return total.result();
  };
  const FloatVector factor = hn::Set(d, scale);
  for (std::int64_t i = 0; i < outer; ++i, x += count * inner, y += inner)
    columns(x, count, inner, y, sum, [&](FloatVector total, FloatVector before) HWY_ATTR {
      return adds ? hn::MulAdd(total, factor, before) : hn::Mul(total, factor);
    });
}

void LargestOfColumns(const float* x, std::int64_t outer, std::int64_t count, std::int64_t inner, float* y) {
  const auto largest = [&](const float* from, std::int64_t rows, std::int64_t width) HWY_ATTR {
    FloatVector best = load_lanes(from, width);
    for (std::int64_t r = 1; r < rows; ++r) {
      const FloatVector value = load_lanes(from + r * inner, width);
      // NaN stays.
      best = hn::IfThenElse(hn::And(hn::Eq(best, best), hn::Not(hn::Le(value, best))), value, best);
    }
    return best;
  };
  for (std::int64_t i = 0; i < outer; ++i, x += count * inner, y += inner)
    columns(x, count, inner, y, largest, [](FloatVector best, FloatVector) HWY_ATTR { return best; });
}

/// Each of `outer` x `inner` numbers, `count` times along the middle, times scale.
void RepeatMiddle(const float* x, std::int64_t outer, std::int64_t count, std::int64_t inner, float scale, float* y) {
  const Floats d;
  const FloatVector factor = hn::Set(d, scale);
  for (std::int64_t i = 0; i < outer; ++i, x += inner) {
    if (inner == 1) {
      const FloatVector value = hn::Set(d, *x * scale);
      for (std::int64_t r = 0; r < count; r += float_lanes)
        store_first(d, value, y + r, std::min(float_lanes, count - r));
      y += count;
      continue;
    }
    for (std::int64_t r = 0; r < count; ++r, y += inner)
      map(x, y, inner, [&](FloatVector v) HWY_ATTR { return hn::Mul(v, factor); });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(SumLines);
HWY_EXPORT(LargestOfLines);
HWY_EXPORT(SumColumns);
HWY_EXPORT(LargestOfColumns);
HWY_EXPORT(RepeatMiddle);

namespace native {
namespace {

/// A value as three axes, of which the middle one is reduced or repeated.
struct Middle {
  std::int64_t outer = 1, count = 1, inner = 1;
  bool outer_samples = false, count_samples = false;  ///< where axis 0 of a batched value went

  /// Of consecutive `axes`; nothing for others.
  static std::optional<Middle> of(const TensorDesc& value, const std::vector<int>& axes) {
    if (axes.empty()) return std::nullopt;
    for (std::size_t i = 1; i < axes.size(); ++i)
      if (axes[i] != axes[i - 1] + 1) return std::nullopt;
    Middle result;
    const int first = axes.front(), end = axes.back() + 1, rank = value.shape.rank();
    result.outer_samples = value.batched && first > 0;
    result.count_samples = value.batched && first == 0;
    result.outer = value.shape.count(result.outer_samples ? 1 : 0, first);
    result.count = value.shape.count(result.count_samples ? 1 : first, end);
    result.inner = value.shape.count(end, rank);
    return result;
  }
  Middle of_samples(std::int64_t samples) const {
    Middle result = *this;
    if (outer_samples) result.outer *= samples;
    if (count_samples) result.count *= samples;
    return result;
  }
  double elements(std::int64_t samples) const {
    const Middle all = of_samples(samples);
    return static_cast<double>(all.outer * all.count * all.inner);
  }
};

class ReduceKernel final : public Kernel {
 public:
  ReduceKernel(Middle middle, bool largest, double scale)
      : middle_(middle), largest_(largest), scale_(static_cast<float>(scale)) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const Middle m = middle_.of_samples(arguments.samples);
    const float* x = input<float>(arguments, 0);
    float* y = output<float>(arguments, 0);
    const bool adds = m.count_samples;
    if (m.inner == 1) {
      if (largest_) return HWY_DYNAMIC_DISPATCH(LargestOfLines)(x, m.outer, m.count, y);
      return HWY_DYNAMIC_DISPATCH(SumLines)(x, m.outer, m.count, scale_, adds, y);
    }
    if (largest_) return HWY_DYNAMIC_DISPATCH(LargestOfColumns)(x, m.outer, m.count, m.inner, y);
    HWY_DYNAMIC_DISPATCH(SumColumns)(x, m.outer, m.count, m.inner, scale_, adds, y);
  }

 private:
  Middle middle_;
  bool largest_;
  float scale_;
};

class BroadcastKernel final : public Kernel {
 public:
  BroadcastKernel(Middle middle, double scale) : middle_(middle), scale_(static_cast<float>(scale)) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const Middle m = middle_.of_samples(arguments.samples);
    HWY_DYNAMIC_DISPATCH(RepeatMiddle)
    (input<float>(arguments, 0), m.outer, m.count, m.inner, scale_, output<float>(arguments, 0));
  }

 private:
  Middle middle_;
  float scale_;
};

Candidates reduce_ways(const OperationSpec& operation, const Target& target) {
  const TensorDesc& x = operation.inputs[0];
  const auto& attributes = std::get<ReduceAttributes>(operation.attributes);
  const auto middle = Middle::of(x, attributes.axes);
  const bool largest = attributes.kind == Reduction::maximum;
  if (!middle || middle->count == 0 || (largest && (middle->count_samples || attributes.scale != 1))) return {};
  double scale = attributes.scale;
  if (attributes.kind == Reduction::mean)
    for (const int axis : attributes.axes) scale /= static_cast<double>(x.shape[axis]);
  Candidate result;
  result.name = "native reduce";
  result.cost = seconds_moving(6 * middle->elements(target.samples));
  result.make = [=, middle = *middle] { return std::make_unique<ReduceKernel>(middle, largest, scale); };
  return {result};
}

Candidates broadcast_ways(const OperationSpec& operation, const Target& target) {
  const auto& attributes = std::get<BroadcastAttributes>(operation.attributes);
  const auto middle = Middle::of(operation.outputs[0], attributes.axes);
  if (!middle) return {};
  Candidate result;
  result.name = "native broadcast";
  result.cost = seconds_moving(6 * middle->elements(target.samples));
  result.make = [=, middle = *middle] { return std::make_unique<BroadcastKernel>(middle, attributes.scale); };
  return {result};
}

}  // namespace

Candidates reduce_candidates(const OperationSpec& operation, const Target& target) {
  if (!all_float32(operation)) return {};
  if (operation.code == OpCode::reduce) return reduce_ways(operation, target);
  if (operation.code == OpCode::broadcast) return broadcast_ways(operation, target);
  return {};
}

}  // namespace native
}  // namespace fovea
#endif
