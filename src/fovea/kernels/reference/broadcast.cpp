#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/walk.h"

namespace fovea {
namespace {

template <class T>
class Broadcast final : public Kernel {
 public:
  explicit Broadcast(const OperationSpec& operation)
      : y_(operation.outputs[0]),
        strides_{repeat_strides(operation.inputs[0].shape, y_.shape,
                                std::get<BroadcastAttributes>(operation.attributes).axes)},
        scale_(static_cast<T>(std::get<BroadcastAttributes>(operation.attributes).scale)) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments, 0);
    Shape box = y_.shape;
    if (y_.batched) box.set(0, arguments.samples);
    walk(box, strides_, [&](const auto& offsets) { *y++ = scale_ * x[offsets[0]]; });
  }

 private:
  TensorDesc y_;
  std::array<Strides, 1> strides_;
  T scale_;
};

}  // namespace

KernelMaker reference_broadcast(const OperationSpec& operation) { return typed<Broadcast>(operation); }

}  // namespace fovea
