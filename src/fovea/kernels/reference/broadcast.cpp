#include <algorithm>

#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/walk.h"

namespace fovea {
namespace {

/// Strides of x under the axes of y. An axis that x repeats is one that it lacks or has as 1; from the right, it has
/// the axis as long as more axes are left than the ones it does not repeat.
Strides repeat_strides(const Shape& x, const Shape& y, const std::vector<int>& axes) {
  const Strides dense = dense_strides(x);
  const auto repeated = [&](int axis) { return std::find(axes.begin(), axes.end(), axis) != axes.end(); };
  int own_left = 0;
  for (int i = 0; i < y.rank(); ++i) own_left += repeated(i) ? 0 : 1;
  Strides strides{};
  int from = x.rank() - 1;
  for (int i = y.rank() - 1; i >= 0; --i) {
    if (!repeated(i)) {
      strides[i] = dense[from--];
      --own_left;
    } else if (from + 1 > own_left) {
      --from;
    }
  }
  return strides;
}

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
