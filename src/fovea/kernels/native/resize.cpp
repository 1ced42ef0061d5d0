#include "fovea/kernels/native/extent.h"
#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/resize.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

/// One line: output o is the sum of weights[o * taps + k] * x[first[o] + k], each element `inner` numbers.
void ResizeLine(const float* x, const std::int64_t* first, const float* weights, std::int64_t taps,
                std::int64_t outputs, std::int64_t inner, float* y) {
  for (std::int64_t o = 0; o < outputs; ++o, weights += taps, y += inner) {
    const float* from = x + first[o] * inner;
    each_vector<float_lanes>(inner, [&](std::int64_t i, std::int64_t count) HWY_ATTR {
      FloatVector sum = hn::Zero(Floats());
      for (std::int64_t k = 0; k < taps; ++k)
        sum = hn::MulAdd(hn::Set(Floats(), weights[k]), load_lanes(from + k * inner + i, count), sum);
      store_lanes(sum, y + i, count);
    });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(ResizeLine);

namespace native {
namespace {

class ResizeKernel final : public Kernel {
 public:
  ResizeKernel(const ResizeAttributes& resize, const TensorDesc& x, const TensorDesc& y)
      : inner_(y.shape.count(resize.axis + 1, y.shape.rank())),
        length_(x.shape[resize.axis]),
        lines_(y, resize.table.outputs() * inner_),
        taps_(resize.table.taps),
        first_(resize.table.first),
        weights_(resize.table.weights.begin(), resize.table.weights.end()) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const float* x = input<float>(arguments, 0);
    float* y = output<float>(arguments, 0);
    const auto outputs = static_cast<std::int64_t>(first_.size());
    for (std::int64_t line = 0; line < lines_.count(arguments.samples); ++line) HWY_DYNAMIC_DISPATCH(ResizeLine)
    (x + line * length_ * inner_, first_.data(), weights_.data(), taps_, outputs, inner_,
     y + line * outputs * inner_);
  }

 private:
  std::int64_t inner_, length_;
  Extent lines_;
  std::int64_t taps_;
  std::vector<std::int64_t> first_;
  std::vector<float> weights_;
};

}  // namespace

Candidates resize_candidates(const OperationSpec& operation, const Target& target) {
  if (operation.code != OpCode::resize || !all_float32(operation)) return {};
  const TensorDesc &x = operation.inputs[0], &y = operation.outputs[0];
  const auto& resize = std::get<ResizeAttributes>(operation.attributes);
  Candidate result;
  result.name = "native resize";
  result.cost = seconds(0.3 * static_cast<double>(Extent(y).count(target.samples) * resize.table.taps));
  result.make = [=] { return std::make_unique<ResizeKernel>(resize, x, y); };
  return {result};
}

}  // namespace native
}  // namespace fovea
#endif
