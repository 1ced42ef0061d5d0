#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/unary_functions.h"

namespace fovea {
namespace {

template <class T>
class UnaryKernel final : public Kernel {
 public:
  explicit UnaryKernel(const OperationSpec& operation)
      : attributes_(std::get<UnaryAttributes>(operation.attributes)), x_(operation.inputs[0]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments, 0);
    const std::int64_t count = elements(x_, arguments.samples);
    for (std::int64_t i = 0; i < count; ++i) y[i] = unary_value(attributes_, x[i]);
  }

 private:
  UnaryAttributes attributes_;
  TensorDesc x_;
};

template <class T>
class UnaryBackward final : public Kernel {
 public:
  explicit UnaryBackward(const OperationSpec& operation)
      : attributes_(std::get<UnaryAttributes>(operation.attributes)), dy_(operation.inputs[0]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* dy = input<T>(arguments, 0);
    const T* v = input<T>(arguments, 1);
    T* dx = output<T>(arguments, 0);
    const std::int64_t count = elements(dy_, arguments.samples);
    for (std::int64_t i = 0; i < count; ++i) dx[i] = dy[i] * unary_derivative(attributes_, v[i]);
  }

 private:
  UnaryAttributes attributes_;
  TensorDesc dy_;
};

}  // namespace

KernelMaker reference_unary(const OperationSpec& operation) {
  if (operation.code == OpCode::unary) return typed<UnaryKernel>(operation);
  return typed<UnaryBackward>(operation);
}

}  // namespace fovea
