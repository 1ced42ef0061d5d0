#include <algorithm>

#include "fovea/kernels/reference/family.h"

namespace fovea {
namespace {

template <class T>
class Resize final : public Kernel {
 public:
  explicit Resize(const OperationSpec& operation)
      : y_(operation.outputs[0]), table_(std::get<ResizeAttributes>(operation.attributes).table) {
    const int axis = std::get<ResizeAttributes>(operation.attributes).axis;
    length_ = operation.inputs[0].shape[axis];
    inner_ = y_.shape.count(axis + 1, y_.shape.rank());
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments, 0);
    const std::int64_t rows = table_.outputs(), count = elements(y_, arguments.samples);
    std::fill_n(y, count, T{0});
    for (std::int64_t line = 0; line < count; line += rows * inner_, x += length_ * inner_)
      for (std::int64_t o = 0; o < rows; ++o, y += inner_)
        for (std::int64_t k = 0; k < table_.taps; ++k)
          add_scaled(static_cast<T>(table_.weights[static_cast<std::size_t>(o * table_.taps + k)]),
                     x + (table_.first[static_cast<std::size_t>(o)] + k) * inner_, y, inner_);
  }

 private:
  TensorDesc y_;
  Sampling table_;
  std::int64_t length_ = 0, inner_ = 0;
};

}  // namespace

KernelMaker reference_resize(const OperationSpec& operation) { return typed<Resize>(operation); }

}  // namespace fovea
