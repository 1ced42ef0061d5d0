#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/walk.h"

namespace fovea {
namespace {

template <class T>
T apply(Binary function, T a, T b) {
  switch (function) {
    case Binary::add:
      return a + b;
    case Binary::subtract:
      return a - b;
    case Binary::multiply:
      return a * b;
    case Binary::divide:
      return a / b;
    case Binary::maximum:
      return a > b || a != a ? a : b;
    case Binary::minimum:
      return a < b || a != a ? a : b;
  }
  return a;
}

template <class T>
class BinaryKernel final : public Kernel {
 public:
  explicit BinaryKernel(const OperationSpec& operation)
      : function_(std::get<BinaryAttributes>(operation.attributes).function),
        y_(operation.outputs[0]),
        same_(operation.inputs[0].unit() == y_.unit() && operation.inputs[1].unit() == y_.unit() &&
              operation.inputs[0].batched == operation.inputs[1].batched),
        strides_{broadcast_strides(operation.inputs[0], y_.shape), broadcast_strides(operation.inputs[1], y_.shape)} {
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const T* a = input<T>(arguments, 0);
    const T* b = input<T>(arguments, 1);
    T* y = output<T>(arguments, 0);
    if (same_) {
      const std::int64_t count = elements(y_, arguments.samples);
      for (std::int64_t i = 0; i < count; ++i) y[i] = apply(function_, a[i], b[i]);
      return;
    }
    Shape box = y_.shape;
    if (y_.batched) box.set(0, arguments.samples);
    walk(box, strides_, [&](const auto& offsets) { *y++ = apply(function_, a[offsets[0]], b[offsets[1]]); });
  }

 private:
  Binary function_;
  TensorDesc y_;
  bool same_;
  std::array<Strides, 2> strides_;
};

}  // namespace

KernelMaker reference_binary(const OperationSpec& operation) {
  // A batched value of fewer axes would put its samples under another axis.
  for (const TensorDesc& value : operation.inputs)
    if (value.batched && value.shape.rank() != operation.outputs[0].shape.rank()) return {};
  return typed<BinaryKernel>(operation);
}

}  // namespace fovea
