#include <cmath>

#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/normalize.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// Sums of x and x^2 over rows of channels.
void AddMoments(const float* x, std::int64_t rows, std::int64_t channels, double* sums) {
  const Doubles d;
  each_vector<double_lanes>(channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
    DoubleVector sum[2] = {hn::Zero(d), hn::Zero(d)}, squares[2] = {hn::Zero(d), hn::Zero(d)};
    const auto add = [&](std::int64_t row, DoubleVector& s, DoubleVector& q) HWY_ATTR {
      const DoubleVector v = load_doubles(x + row * channels + c, count);
      s = hn::Add(s, v);
      q = hn::MulAdd(v, v, q);
    };
    std::int64_t row = 0;
    for (; row + 2 <= rows; row += 2) {
      add(row, sum[0], squares[0]);
      add(row + 1, sum[1], squares[1]);
    }
    if (row < rows) add(row, sum[0], squares[0]);
    add_to(hn::Add(sum[0], sum[1]), sums + c, count);
    add_to(hn::Add(squares[0], squares[1]), sums + channels + c, count);
  });
}

/// Sums of dy and dy * (x - mean) / deviation over rows of channels.
void AddGradientSums(const float* dy, const float* x, const float* mean, const float* variance, float epsilon,
                     std::int64_t rows, std::int64_t channels, double* sums) {
  const Doubles d;
  each_vector<double_lanes>(channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
    const DoubleVector centre = load_doubles(mean + c, count);
    const DoubleVector spread = hn::Sqrt(hn::Add(load_doubles(variance + c, count), hn::Set(d, epsilon)));
    DoubleVector sum[2] = {hn::Zero(d), hn::Zero(d)}, products[2] = {hn::Zero(d), hn::Zero(d)};
    const auto add = [&](std::int64_t row, DoubleVector& s, DoubleVector& p) HWY_ATTR {
      const DoubleVector g = load_doubles(dy + row * channels + c, count);
      s = hn::Add(s, g);
      p = hn::MulAdd(g, hn::Sub(load_doubles(x + row * channels + c, count), centre), p);
    };
    std::int64_t row = 0;
    for (; row + 2 <= rows; row += 2) {
      add(row, sum[0], products[0]);
      add(row + 1, sum[1], products[1]);
    }
    if (row < rows) add(row, sum[0], products[0]);
    add_to(hn::Add(sum[0], sum[1]), sums + c, count);
    add_to(hn::Div(hn::Add(products[0], products[1]), spread), sums + channels + c, count);
  });
}

/// y = (x - mean) * factor + shift, by channel
void ScaleRows(const float* x, const float* mean, const float* factor, const float* shift, std::int64_t rows,
               std::int64_t channels, float* y) {
  for (std::int64_t row = 0; row < rows; ++row, x += channels, y += channels) {
    each_vector<float_lanes>(channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      const FloatVector centred = hn::Sub(load_lanes(x + c, count), load_lanes(mean + c, count));
      store_lanes(hn::MulAdd(centred, load_lanes(factor + c, count), load_lanes(shift + c, count)), y + c, count);
    });
  }
}

/// dx = dy * factor + (x - mean) * slope + shift, by channel; without x the first term alone
void GradientRows(const float* dy, const float* x, const float* mean, const float* factor, const float* slope,
                  const float* shift, std::int64_t rows, std::int64_t channels, float* dx) {
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t at = row * channels;
    each_vector<float_lanes>(channels, [&](std::int64_t c, std::int64_t count) HWY_ATTR {
      const FloatVector g = load_lanes(dy + at + c, count), f = load_lanes(factor + c, count);
      if (x == nullptr) return store_lanes(hn::Mul(g, f), dx + at + c, count);
      const FloatVector centred = hn::Sub(load_lanes(x + at + c, count), load_lanes(mean + c, count));
      const FloatVector rest = hn::MulAdd(centred, load_lanes(slope + c, count), load_lanes(shift + c, count));
      store_lanes(hn::MulAdd(g, f, rest), dx + at + c, count);
    });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(AddMoments);
HWY_EXPORT(AddGradientSums);
HWY_EXPORT(ScaleRows);
HWY_EXPORT(GradientRows);

namespace native {
namespace {

/// Batch normalisation along the last axis. Factors of the channels are worked out into scratch, then one pass is
/// made.
class NormalizeKernel final : public Kernel {
 public:
  NormalizeKernel(const OperationSpec& operation, const TensorDesc& x)
      : code_(operation.code),
        attributes_(std::get<NormalizeAttributes>(operation.attributes)),
        channels_(x.shape[-1]),
        rows_(x.unit() / channels_),
        with_sums_(operation.inputs.size() > 5) {}

  std::size_t scratch_bytes() const { return 3 * static_cast<std::size_t>(channels_) * sizeof(float); }

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t rows = arguments.samples * rows_;
    const auto epsilon = static_cast<float>(attributes_.epsilon);
    const float* first = input<float>(arguments, 0);
    switch (code_) {
      case OpCode::moments:
        return HWY_DYNAMIC_DISPATCH(AddMoments)(first, rows, channels_, output<double>(arguments, 0));
      case OpCode::normalize_backward_sums:
        return HWY_DYNAMIC_DISPATCH(AddGradientSums)(first, input<float>(arguments, 1), input<float>(arguments, 2),
                                                     input<float>(arguments, 3), epsilon, rows, channels_,
                                                     output<double>(arguments, 0));
      case OpCode::normalize:
        return normalize(arguments, rows, epsilon);
      default:
        return backward(arguments, rows, epsilon);
    }
  }

 private:
  void normalize(const KernelArguments& arguments, std::int64_t rows, float epsilon) const noexcept {
    const float *variance = input<float>(arguments, 2), *gamma = input<float>(arguments, 3);
    auto* factor = reinterpret_cast<float*>(arguments.scratch);
    for (std::int64_t c = 0; c < channels_; ++c) factor[c] = gamma[c] / std::sqrt(variance[c] + epsilon);
    HWY_DYNAMIC_DISPATCH(ScaleRows)
    (input<float>(arguments, 0), input<float>(arguments, 1), factor, input<float>(arguments, 4), rows, channels_,
     output<float>(arguments, 0));
  }

  void backward(const KernelArguments& arguments, std::int64_t rows, float epsilon) const noexcept {
    const float *variance = input<float>(arguments, 3), *gamma = input<float>(arguments, 4);
    const double* sums = with_sums_ ? input<double>(arguments, 5) : nullptr;
    auto* factor = reinterpret_cast<float*>(arguments.scratch);
    float *slope = factor + channels_, *shift = slope + channels_;
    const auto count = static_cast<double>(attributes_.count);
    for (std::int64_t c = 0; c < channels_; ++c) {
      const float inverse = 1 / std::sqrt(variance[c] + epsilon);
      factor[c] = gamma[c] * inverse;
      if (sums == nullptr) continue;
      slope[c] = -factor[c] * inverse * static_cast<float>(sums[channels_ + c] / count);
      shift[c] = -factor[c] * static_cast<float>(sums[c] / count);
    }
    HWY_DYNAMIC_DISPATCH(GradientRows)
    (input<float>(arguments, 0), sums == nullptr ? nullptr : input<float>(arguments, 1), input<float>(arguments, 2),
     factor, slope, shift, rows, channels_, output<float>(arguments, 0));
  }

  OpCode code_;
  NormalizeAttributes attributes_;
  std::int64_t channels_, rows_;
  bool with_sums_;
};

}  // namespace

Candidates normalize_candidates(const OperationSpec& operation, const Target& target) {
  switch (operation.code) {
    case OpCode::moments:
    case OpCode::normalize:
    case OpCode::normalize_backward_sums:
    case OpCode::normalize_backward:
      break;
    default:
      return {};
  }
  const auto& attributes = std::get<NormalizeAttributes>(operation.attributes);
  const TensorDesc& image = operation.inputs[0];
  const bool last = attributes.axis == -1 || attributes.axis == image.shape.rank() - 1;
  for (std::size_t i = 0; i < operation.inputs.size(); ++i)
    if (operation.inputs[i].dtype != (i == 5 ? DType::f64 : DType::f32)) return {};
  if (!last || !image.batched) return {};
  const NormalizeKernel kernel(operation, image);
  Candidate result;
  result.name = "native normalize";
  result.cost = seconds_moving(10.0 * static_cast<double>(image.unit() * target.samples));
  result.scratch_bytes = kernel.scratch_bytes();
  result.make = [operation, image] { return std::make_unique<NormalizeKernel>(operation, image); };
  return {result};
}

}  // namespace native
}  // namespace fovea
#endif
