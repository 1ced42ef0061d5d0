// Operations whose operands have any axes in common: what arithmetic.cpp does for equal shapes and single rows, and
// reduce.cpp for axes that are neighbours, without their conditions and at a higher cost.
#include <algorithm>
#include <utility>

#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/strided.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/broadcast.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// y = f(a, b) for rows of `length`; an operand that does not move along a row is one number there.
template <class F>
HWY_INLINE void each_row(const float* a, const float* b, float* y, std::int64_t rows, std::int64_t stride_a,
                         std::int64_t stride_b, std::int64_t length, bool moves_a, bool moves_b, F&& f) {
  const Floats d;
  for (std::int64_t row = 0; row < rows; ++row, a += stride_a, b += stride_b, y += length) {
    const FloatVector one_a = hn::Set(d, *a), one_b = hn::Set(d, *b);
    each_vector<float_lanes>(length, [&](std::int64_t i, std::int64_t count) HWY_ATTR {
      const FloatVector s = moves_a ? load_lanes(a + i, count) : one_a;
      const FloatVector t = moves_b ? load_lanes(b + i, count) : one_b;
      store_lanes(f(s, t), y + i, count);
    });
  }
}

void BroadcastRows(Binary function, const float* a, const float* b, float* y, std::int64_t rows,
                   std::int64_t stride_a, std::int64_t stride_b, std::int64_t length, bool moves_a, bool moves_b) {
  const auto run = [&](auto f) HWY_ATTR { each_row(a, b, y, rows, stride_a, stride_b, length, moves_a, moves_b, f); };
  switch (function) {
    case Binary::add:
      return run([](FloatVector s, FloatVector t) HWY_ATTR { return hn::Add(s, t); });
    case Binary::subtract:
      return run([](FloatVector s, FloatVector t) HWY_ATTR { return hn::Sub(s, t); });
    case Binary::multiply:
      return run([](FloatVector s, FloatVector t) HWY_ATTR { return hn::Mul(s, t); });
    case Binary::divide:
      return run([](FloatVector s, FloatVector t) HWY_ATTR { return hn::Div(s, t); });
    default:
      return;  // maximum and minimum have no candidate here
  }
}

/// y = scale * x for rows.
void RepeatRows(const float* x, float scale, float* y, std::int64_t rows, std::int64_t stride, std::int64_t length,
                bool moves) {
  const FloatVector factor = hn::Set(Floats(), scale);
  each_row(x, x, y, rows, stride, 0, length, moves, false,
           [&](FloatVector s, FloatVector) HWY_ATTR { return hn::Mul(s, factor); });
}

/// Adds rows of x to sums: element by element, or each row's sum to one.
void SumRows(const float* x, double* sums, std::int64_t rows, std::int64_t stride_x, std::int64_t stride_sums,
             std::int64_t length, bool into_one) {
  const Doubles d;
  for (std::int64_t row = 0; row < rows; ++row, x += stride_x, sums += stride_sums) {
    if (into_one) {
      DoubleVector sum = hn::Zero(d);
      each_vector<double_lanes>(length, [&](std::int64_t i, std::int64_t count)
                                            HWY_ATTR { sum = hn::Add(sum, load_doubles(x + i, count)); });
      *sums += hn::GetLane(hn::SumOfLanes(d, sum));
    } else {
      each_vector<double_lanes>(length, [&](std::int64_t i, std::int64_t count)
                                            HWY_ATTR { add_to(load_doubles(x + i, count), sums + i, count); });
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(BroadcastRows);
HWY_EXPORT(RepeatRows);
HWY_EXPORT(SumRows);

namespace native {
namespace {

/// The axes of one sample, or of a value that belongs to the network.
Shape box_of(const TensorDesc& value) { return value.batched ? value.shape.tail(1) : value.shape; }

/// Strides without those of the samples' axis.
Strides inside(const Strides& strides, bool batched) {
  if (!batched) return strides;
  Strides rest{};
  std::copy(strides.begin() + 1, strides.end(), rest.begin());
  return rest;
}

std::int64_t step_of(const TensorDesc& value) { return value.batched ? value.unit() : 0; }

class BroadcastBinary final : public Kernel {
 public:
  BroadcastBinary(const OperationSpec& operation, Rows rows)
      : function_(std::get<BinaryAttributes>(operation.attributes).function),
        rows_(std::move(rows)),
        batched_(operation.outputs[0].batched),
        steps_{step_of(operation.inputs[0]), step_of(operation.inputs[1])} {}

  void run(const KernelArguments& arguments) const noexcept override {
    float* y = output<float>(arguments, 0);
    for (std::int64_t n = 0; n < (batched_ ? arguments.samples : 1); ++n)
      rows_.each([&](std::int64_t a, std::int64_t b, std::int64_t rows, std::int64_t stride_a,
                     std::int64_t stride_b) {
        HWY_DYNAMIC_DISPATCH(BroadcastRows)
        (function_, input<float>(arguments, 0) + n * steps_[0] + a, input<float>(arguments, 1) + n * steps_[1] + b, y,
         rows, stride_a, stride_b, rows_.length(), rows_.moves_a(), rows_.moves_b());
        y += rows * rows_.length();
      });
  }

 private:
  Binary function_;
  Rows rows_;
  bool batched_;
  std::int64_t steps_[2];
};

class Repeat final : public Kernel {
 public:
  Repeat(const OperationSpec& operation, Rows rows)
      : scale_(static_cast<float>(std::get<BroadcastAttributes>(operation.attributes).scale)),
        rows_(std::move(rows)),
        batched_(operation.outputs[0].batched),
        step_(step_of(operation.inputs[0])) {}

  void run(const KernelArguments& arguments) const noexcept override {
    float* y = output<float>(arguments, 0);
    for (std::int64_t n = 0; n < (batched_ ? arguments.samples : 1); ++n)
      rows_.each([&](std::int64_t x, std::int64_t, std::int64_t rows, std::int64_t stride, std::int64_t) {
        HWY_DYNAMIC_DISPATCH(RepeatRows)
        (input<float>(arguments, 0) + n * step_ + x, scale_, y, rows, stride, rows_.length(), rows_.moves_a());
        y += rows * rows_.length();
      });
  }

 private:
  float scale_;
  Rows rows_;
  bool batched_;
  std::int64_t step_;
};

/// Sums in float64, which wait in the scratch.
class Sum final : public Kernel {
 public:
  Sum(const OperationSpec& operation, Rows rows, double factor)
      : rows_(std::move(rows)), x_(operation.inputs[0]), y_(operation.outputs[0]), factor_(factor) {}

  void run(const KernelArguments& arguments) const noexcept override {
    auto* sums = reinterpret_cast<double*>(arguments.scratch);
    float* y = output<float>(arguments, 0);
    const std::int64_t count = y_.unit();
    std::fill_n(sums, count, 0.0);
    for (std::int64_t n = 0; n < (x_.batched ? arguments.samples : 1); ++n) {
      rows_.each([&](std::int64_t x, std::int64_t to, std::int64_t rows, std::int64_t stride_x, std::int64_t stride) {
        HWY_DYNAMIC_DISPATCH(SumRows)
        (input<float>(arguments, 0) + n * step_of(x_) + x, sums + to, rows, stride_x, stride, rows_.length(),
         !rows_.moves_b());
      });
      if (!y_.batched) continue;
      for (std::int64_t i = 0; i < count; ++i) *y++ = static_cast<float>(std::exchange(sums[i], 0.0) * factor_);
    }
    if (y_.batched) return;
    for (std::int64_t i = 0; i < count; ++i)
      y[i] = static_cast<float>(sums[i] * factor_ + (x_.batched ? static_cast<double>(y[i]) : 0.0));
  }

 private:
  Rows rows_;
  TensorDesc x_, y_;
  double factor_;
};

/// Strides of a reduction's result under the axes of what is reduced.
Strides result_strides(const TensorDesc& x, const std::vector<int>& axes) {
  Strides strides{};
  std::int64_t stride = 1;
  for (int i = x.shape.rank() - 1; i >= 0; --i) {
    if (std::ranges::find(axes, i) != axes.end()) continue;
    strides[static_cast<std::size_t>(i)] = stride;
    stride *= x.shape[i];
  }
  return strides;
}

/// Whether an operand of fewer samples than the result would be walked as if it had them.
bool lies_beneath(const TensorDesc& value, const TensorDesc& y) {
  const bool same_rank = value.shape.rank() == y.shape.rank();
  return value.batched ? same_rank : !y.batched || !same_rank || value.shape[0] == 1;
}

}  // namespace

Candidates broadcast_candidates(const OperationSpec& operation, const Target& target) {
  const bool known =
      operation.code == OpCode::binary || operation.code == OpCode::broadcast || operation.code == OpCode::reduce;
  if (!known || !all_float32(operation)) return {};
  const TensorDesc &x = operation.inputs[0], &y = operation.outputs[0];
  const TensorDesc& larger = operation.code == OpCode::reduce ? x : y;
  Candidate result;
  const double elements = static_cast<double>(larger.unit() * (larger.batched ? target.samples : 1));
  result.cost = seconds_moving(16 * elements);
  if (operation.code == OpCode::binary) {
    const Binary function = std::get<BinaryAttributes>(operation.attributes).function;
    const TensorDesc& b = operation.inputs[1];
    if (function == Binary::maximum || function == Binary::minimum || !lies_beneath(x, y) || !lies_beneath(b, y))
      return {};
    const Rows rows(box_of(y), inside(broadcast_strides(x, y.shape), y.batched),
                    inside(broadcast_strides(b, y.shape), y.batched));
    if (!rows.simple()) return {};
    result.name = "native broadcast binary";
    result.make = [=] { return std::make_unique<BroadcastBinary>(operation, rows); };
  } else if (operation.code == OpCode::broadcast) {
    const auto& axes = std::get<BroadcastAttributes>(operation.attributes).axes;
    if (y.batched && x.batched != (std::ranges::find(axes, 0) == axes.end())) return {};
    const Rows rows(box_of(y), inside(repeat_strides(x.shape, y.shape, axes), y.batched), {});
    if (!rows.simple()) return {};
    result.name = "native repeat";
    result.make = [=] { return std::make_unique<Repeat>(operation, rows); };
  } else {
    const auto& attributes = std::get<ReduceAttributes>(operation.attributes);
    if (attributes.kind == Reduction::maximum) return {};
    double factor = attributes.scale;
    if (attributes.kind == Reduction::mean)
      for (int axis : attributes.axes) factor /= static_cast<double>(x.shape[axis]);
    const Rows rows(box_of(x), inside(dense_strides(x.shape), x.batched),
                    inside(result_strides(x, attributes.axes), x.batched));
    if (!rows.simple()) return {};
    result.name = "native sum";
    result.scratch_bytes = static_cast<std::size_t>(y.unit()) * sizeof(double);
    result.make = [=] { return std::make_unique<Sum>(operation, rows, factor); };
  }
  return {result};
}

}  // namespace native
}  // namespace fovea
#endif
