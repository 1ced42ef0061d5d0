#include <cmath>
#include <limits>

#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/cross_entropy.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/lines-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// One position: `length` predictions with their target, as reference/cross_entropy.cpp defines loss and gradient.
/// Binary cross entropy takes all numbers of a sample as one position and gives their sum.
struct Line {
  const CrossEntropyAttributes& attributes;
  std::int64_t length;

  static constexpr double lowest = 1e-7, highest = 1 - 1e-7;
  static HWY_INLINE FloatVector clip(FloatVector p) { return clamp_to(p, lowest, highest); }
  static HWY_INLINE float clip(float p) {
    return p < static_cast<float>(lowest)    ? static_cast<float>(lowest)
           : p > static_cast<float>(highest) ? static_cast<float>(highest)
                                             : p;
  }
  /// v where clip() would leave p alone, else 0.
  static HWY_INLINE FloatVector unless_clipped(FloatVector p, FloatVector v) {
    const auto outside = hn::Or(hn::Lt(p, constant(lowest)), hn::Gt(p, constant(highest)));
    return hn::IfThenZeroElse(outside, v);
  }
  static HWY_INLINE FloatVector only(std::int64_t count, FloatVector v) {
    return count >= float_lanes ? v : hn::IfThenElseZero(hn::FirstN(Floats(), static_cast<std::size_t>(count)), v);
  }
  HWY_INLINE FloatVector smooth(FloatVector target) const {
    const double s = attributes.label_smoothing;
    const double others = attributes.kind == CrossEntropy::binary ? 0.5 : 1.0 / static_cast<double>(length);
    return s == 0 ? target : hn::MulAdd(target, constant(1 - s), constant(s * others));
  }
  /// The sum over the line of what f gives for vectors of p.
  template <class F>
  HWY_INLINE float sum(const float* p, F&& f) const {
    return sum_over(length, [&](std::int64_t at, std::int64_t count)
                                HWY_ATTR { return only(count, f(load_lanes(p + at, count))); });
  }
  /// The same of p and the target.
  template <class F>
  HWY_INLINE float sum(const float* p, const float* target, F&& f) const {
    return sum_over(length, [&](std::int64_t at, std::int64_t count) HWY_ATTR {
      return only(count, f(load_lanes(p + at, count), load_lanes(target + at, count)));
    });
  }
  /// Where exponentials of the logits are taken from: sum over exp(p - largest) = exp(log_of_sum).
  struct Logits {
    float largest, log_of_sum;
  };
  Logits logits(const float* p) const {
    const float largest = largest_of(p, length);
    const FloatVector from = constant(largest);
    return {largest, std::log(sum(p, [&](FloatVector v) HWY_ATTR { return exponential(hn::Sub(v, from)); }))};
  }
  float clipped_sum(const float* p) const {
    return sum(p, [](FloatVector v) HWY_ATTR { return clip(v); });
  }

  float sparse(const float* p, std::int64_t target) const {
    if (target < 0 || target >= length) return std::numeric_limits<float>::quiet_NaN();
    if (!attributes.from_logits) return std::log(clipped_sum(p)) - std::log(clip(p[target]));
    const Logits l = logits(p);
    return l.log_of_sum - (p[target] - l.largest);
  }

  void sparse_gradient(const float* p, std::int64_t target, float factor, float* dp) const {
    const FloatVector f = hn::Set(Floats(), factor);
    if (target < 0 || target >= length) {
      map(p, dp, length, [](FloatVector) HWY_ATTR { return constant(std::numeric_limits<double>::quiet_NaN()); });
    } else if (attributes.from_logits) {
      const Logits l = logits(p);
      const FloatVector from = hn::Set(Floats(), l.largest), less = hn::Set(Floats(), l.log_of_sum);
      map(p, dp, length,
          [&](FloatVector v) HWY_ATTR { return hn::Mul(f, exponential(hn::Sub(hn::Sub(v, from), less))); });
      dp[target] -= factor;
    } else {
      const float inverse = 1 / clipped_sum(p), own = p[target];
      const FloatVector share = hn::Set(Floats(), factor * inverse);
      map(p, dp, length, [&](FloatVector v) HWY_ATTR { return unless_clipped(v, share); });
      if (clip(own) == own) dp[target] = factor * (inverse - 1 / own);
    }
  }

  float categorical(const float* p, const float* target) const {
    if (attributes.from_logits) {
      const Logits l = logits(p);
      const FloatVector from = hn::Set(Floats(), l.largest + l.log_of_sum);
      return sum(p, target,
                 [&](FloatVector v, FloatVector t) HWY_ATTR { return hn::Mul(smooth(t), hn::Sub(from, v)); });
    }
    const FloatVector inverse = total(p);
    return -sum(p, target, [&](FloatVector v, FloatVector t) HWY_ATTR {
      return hn::Mul(smooth(t), hn::Log(Floats(), clip(hn::Div(v, inverse))));
    });
  }

  void categorical_gradient(const float* p, const float* target, float factor, float* dp) const {
    const FloatVector f = hn::Set(Floats(), factor);
    if (attributes.from_logits) {
      const Logits l = logits(p);
      const FloatVector from = hn::Set(Floats(), l.largest), less = hn::Set(Floats(), l.log_of_sum);
      const FloatVector mass = hn::Set(Floats(), sum(target, [&](FloatVector t) HWY_ATTR { return smooth(t); }));
      return map(p, target, dp, length, [&](FloatVector v, FloatVector t) HWY_ATTR {
        return hn::Mul(f, hn::MulSub(mass, exponential(hn::Sub(hn::Sub(v, from), less)), smooth(t)));
      });
    }
    // With q = p / sum: dL/dp[i] = (dL/dq[i] - sum over j of dL/dq[j] * q[j]) / sum.
    const FloatVector all = total(p);
    const auto slope = [&](FloatVector q, FloatVector t)
                           HWY_ATTR { return unless_clipped(q, hn::Neg(hn::Div(smooth(t), clip(q)))); };
    const FloatVector common = hn::Set(Floats(), sum(p, target, [&](FloatVector v, FloatVector t) HWY_ATTR {
                                         const FloatVector q = hn::Div(v, all);
                                         return hn::Mul(slope(q, t), q);
                                       }));
    map(p, target, dp, length, [&](FloatVector v, FloatVector t) HWY_ATTR {
      return hn::Div(hn::Mul(f, hn::Sub(slope(hn::Div(v, all), t), common)), all);
    });
  }

  float binary(const float* p, const float* target) const {
    const FloatVector one = constant(1);
    if (attributes.from_logits) {
      return sum(p, target, [&](FloatVector v, FloatVector t) HWY_ATTR {
        const FloatVector softplus = hn::Log1p(Floats(), exponential(hn::Neg(hn::Abs(v))));
        return hn::NegMulAdd(v, smooth(t), hn::Add(softplus, hn::Max(v, hn::Zero(Floats()))));
      });
    }
    return -sum(p, target, [&](FloatVector v, FloatVector t) HWY_ATTR {
      const FloatVector q = clip(v), s = smooth(t), rest = hn::Sub(one, q);
      return hn::MulAdd(s, hn::Log(Floats(), q), hn::Mul(hn::Sub(one, s), hn::Log(Floats(), rest)));
    });
  }

  void binary_gradient(const float* p, const float* target, float factor, float* dp) const {
    const FloatVector f = hn::Set(Floats(), factor), one = constant(1);
    if (attributes.from_logits) {
      return map(p, target, dp, length,
                 [&](FloatVector v, FloatVector t) HWY_ATTR { return hn::Mul(f, hn::Sub(sigmoid(v), smooth(t))); });
    }
    map(p, target, dp, length, [&](FloatVector v, FloatVector t) HWY_ATTR {
      const FloatVector q = clip(v), s = smooth(t);
      const FloatVector slope = hn::Sub(hn::Div(hn::Sub(one, s), hn::Sub(one, q)), hn::Div(s, q));
      return hn::Mul(f, unless_clipped(v, slope));
    });
  }

 private:
  FloatVector total(const float* p) const {
    return hn::Set(Floats(), sum(p, [](FloatVector v) HWY_ATTR { return v; }));
  }
};

/// `count` positions one behind the other. Returns the sum of their losses.
float LossOfLines(const CrossEntropyAttributes& attributes, std::int64_t count, std::int64_t length, const float* p,
                  const void* target) {
  const Line line{attributes, length};
  const auto* indices = static_cast<const std::int64_t*>(target);
  const auto* numbers = static_cast<const float*>(target);
  float sum = 0;
  for (std::int64_t i = 0; i < count; ++i, p += length, numbers += length) {
    switch (attributes.kind) {
      case CrossEntropy::sparse:
        sum += line.sparse(p, indices[i]);
        break;
      case CrossEntropy::categorical:
        sum += line.categorical(p, numbers);
        break;
      case CrossEntropy::binary:
        sum += line.binary(p, numbers);
        break;
    }
  }
  return sum;
}

void GradientOfLines(const CrossEntropyAttributes& attributes, std::int64_t count, std::int64_t length,
                     const float* p, const void* target, float factor, float* dp) {
  const Line line{attributes, length};
  const auto* indices = static_cast<const std::int64_t*>(target);
  const auto* numbers = static_cast<const float*>(target);
  for (std::int64_t i = 0; i < count; ++i, p += length, dp += length, numbers += length) {
    switch (attributes.kind) {
      case CrossEntropy::sparse:
        line.sparse_gradient(p, indices[i], factor, dp);
        break;
      case CrossEntropy::categorical:
        line.categorical_gradient(p, numbers, factor, dp);
        break;
      case CrossEntropy::binary:
        line.binary_gradient(p, numbers, factor, dp);
        break;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(LossOfLines);
HWY_EXPORT(GradientOfLines);

namespace native {
namespace {

class CrossEntropyKernel final : public Kernel {
 public:
  CrossEntropyKernel(const CrossEntropyAttributes& attributes, const TensorDesc& predictions, bool backward)
      : attributes_(attributes),
        unit_(predictions.unit()),
        length_(attributes.kind == CrossEntropy::binary ? unit_ : predictions.shape[-1]),
        backward_(backward) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const bool binary = attributes_.kind == CrossEntropy::binary;
    const std::int64_t lines = unit_ / length_;
    const float averaged = static_cast<float>(binary ? length_ : lines);
    const int first = backward_ ? 1 : 0;
    const bool sparse = attributes_.kind == CrossEntropy::sparse;
    const std::size_t target_bytes = sparse ? static_cast<std::size_t>(lines) * sizeof(std::int64_t)
                                            : static_cast<std::size_t>(unit_) * sizeof(float);
    for (std::int64_t n = 0; n < arguments.samples; ++n) {
      const float* p = input<float>(arguments, first) + n * unit_;
      const std::byte* target = arguments.inputs[first + 1] + static_cast<std::size_t>(n) * target_bytes;
      if (backward_) {
        const float factor = input<float>(arguments, 0)[n] * static_cast<float>(attributes_.scale) / averaged;
        HWY_DYNAMIC_DISPATCH(GradientOfLines)
        (attributes_, lines, length_, p, target, factor, output<float>(arguments, 0) + n * unit_);
      } else {
        output<float>(arguments, 0)[n] =
            HWY_DYNAMIC_DISPATCH(LossOfLines)(attributes_, lines, length_, p, target) / averaged;
      }
    }
  }

 private:
  CrossEntropyAttributes attributes_;
  std::int64_t unit_, length_;
  bool backward_;
};

}  // namespace

Candidates cross_entropy_candidates(const OperationSpec& operation, const Target& target) {
  const bool backward = operation.code == OpCode::cross_entropy_backward;
  if (!backward && operation.code != OpCode::cross_entropy) return {};
  const auto& attributes = std::get<CrossEntropyAttributes>(operation.attributes);
  const TensorDesc &predictions = operation.inputs[backward ? 1 : 0], &targets = operation.inputs.back();
  const DType wanted = attributes.kind == CrossEntropy::sparse ? DType::i64 : DType::f32;
  if (predictions.dtype != DType::f32 || operation.outputs[0].dtype != DType::f32 || targets.dtype != wanted)
    return {};
  if (predictions.unit() == 0) return {};
  Candidate result;
  result.name = backward ? "native cross-entropy back" : "native cross-entropy";
  result.cost = seconds(6.0 * static_cast<double>(predictions.unit() * target.samples));
  result.make = [=] { return std::make_unique<CrossEntropyKernel>(attributes, predictions, backward); };
  return {result};
}

}  // namespace native
}  // namespace fovea
#endif
