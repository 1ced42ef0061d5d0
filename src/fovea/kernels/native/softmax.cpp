#include "fovea/kernels/native/extent.h"
#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/softmax.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/lines-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// Lines of `length` elements one behind the other.
void SoftmaxLines(const float* x, std::int64_t lines, std::int64_t length, float* y) {
  for (std::int64_t i = 0; i < lines; ++i, x += length, y += length) {
    const FloatVector largest = constant(largest_of(x, length));
    map(x, y, length, [&](FloatVector v) HWY_ATTR { return exponential(hn::Sub(v, largest)); });
    const FloatVector sum = constant(
        sum_over(length, [&](std::int64_t at, std::int64_t count) HWY_ATTR { return load_lanes(y + at, count); }));
    map(y, y, length, [&](FloatVector v) HWY_ATTR { return hn::Div(v, sum); });
  }
}

void SoftmaxLinesBackward(const float* dy, const float* y, std::int64_t lines, std::int64_t length, float* dx) {
  for (std::int64_t i = 0; i < lines; ++i, dy += length, y += length, dx += length) {
    const FloatVector sum = constant(sum_over(length, [&](std::int64_t at, std::int64_t count) HWY_ATTR {
      return hn::Mul(load_lanes(dy + at, count), load_lanes(y + at, count));
    }));
    map(dy, y, dx, length, [&](FloatVector g, FloatVector v) HWY_ATTR { return hn::Mul(v, hn::Sub(g, sum)); });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(SoftmaxLines);
HWY_EXPORT(SoftmaxLinesBackward);

namespace native {
namespace {

class SoftmaxKernel final : public Kernel {
 public:
  SoftmaxKernel(const TensorDesc& value, bool backward)
      : length_(value.shape[-1]), lines_(value, length_), backward_(backward) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t lines = lines_.count(arguments.samples);
    if (backward_) {
      HWY_DYNAMIC_DISPATCH(SoftmaxLinesBackward)
      (input<float>(arguments, 0), input<float>(arguments, 1), lines, length_, output<float>(arguments, 0));
    } else {
      HWY_DYNAMIC_DISPATCH(SoftmaxLines)(input<float>(arguments, 0), lines, length_, output<float>(arguments, 0));
    }
  }

 private:
  std::int64_t length_;
  Extent lines_;
  bool backward_;
};

}  // namespace

Candidates softmax_candidates(const OperationSpec& operation, const Target& target) {
  const bool backward = operation.code == OpCode::softmax_backward;
  if ((!backward && operation.code != OpCode::softmax) || !all_float32(operation)) return {};
  const TensorDesc& y = operation.outputs[0];
  const int axis = std::get<AxisAttributes>(operation.attributes).axis;
  const bool last = axis == -1 || axis == y.shape.rank() - 1;
  if (!last || y.shape[-1] == 0) return {};
  Candidate result;
  result.name = backward ? "native softmax back" : "native softmax";
  result.cost = seconds(3.0 * static_cast<double>(Extent(y).count(target.samples)));
  result.make = [=] { return std::make_unique<SoftmaxKernel>(y, backward); };
  return {result};
}

}  // namespace native
}  // namespace fovea
#endif
