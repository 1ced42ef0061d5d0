#include <algorithm>

#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/pools.h"

namespace fovea::native {
namespace {

/// Runs a function on each image; the operations of this family differ in nothing else.
class PoolKernel final : public Kernel {
 public:
  PoolKernel(OpCode code, const PoolWindow& window, PoolKind kind, bool second)
      : code_(code), window_(window), kind_(kind), second_(second) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t x = window_.in_unit(), y = window_.out_unit();
    for (std::int64_t i = 0; i < arguments.samples; ++i) {
      if (code_ == OpCode::pool) {
        const float* from = input<float>(arguments, 0) + i * x;
        float* to = output<float>(arguments, 0) + i * y;
        if (kind_ == PoolKind::average) {
          average_pool(window_, from, to);
        } else {
          max_pool(window_, from, to, second_ ? output<std::uint8_t>(arguments, 1) + i * y : nullptr);
        }
      } else {
        const float* dy = input<float>(arguments, 0) + i * y;
        float* dx = output<float>(arguments, 0) + i * x;
        if (kind_ == PoolKind::average) {
          average_pool_backward(window_, dy, dx);
        } else {
          max_pool_backward(window_, dy, input<std::uint8_t>(arguments, 1) + i * y,
                            second_ ? input<float>(arguments, 2) + i * y : nullptr, dx);
        }
      }
    }
  }

 private:
  OpCode code_;
  PoolWindow window_;
  PoolKind kind_;
  bool second_;  ///< forward: argmax is wanted; backward: y decides where gradients pass
};

}  // namespace

Candidates pool_candidates(const OperationSpec& operation, const Target& target) {
  const bool forward = operation.code == OpCode::pool;
  if (!forward && operation.code != OpCode::pool_backward) return {};
  const auto& attributes = std::get<PoolAttributes>(operation.attributes);
  const TensorDesc &from = operation.inputs[0], &to = operation.outputs[0];
  if (from.dtype != DType::f32 || to.dtype != DType::f32) return {};
  if (attributes.kind == PoolKind::maximum && attributes.window.volume() > 255) return {};
  const bool second = forward ? operation.outputs.size() > 1 : attributes.relu;
  PoolWindow window{.window = attributes.window, .channels = from.shape[-1]};
  const Shape x = with_depth(forward ? from.shape : to.shape), y = with_depth(forward ? to.shape : from.shape);
  std::copy_n(x.begin() + 1, 3, window.in.begin());
  std::copy_n(y.begin() + 1, 3, window.out.begin());
  Candidate result;
  result.name = forward ? "native pool" : "native pool back";
  const std::int64_t elements = window.out_unit() * attributes.window.volume();
  result.cost = seconds_moving(static_cast<double>(elements * target.samples) * sizeof(float) * 1.5);
  result.make = [=, code = operation.code, kind = attributes.kind] {
    return std::make_unique<PoolKernel>(code, window, kind, second);
  };
  return {result};
}

}  // namespace fovea::native
