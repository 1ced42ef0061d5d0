#include <cmath>

#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/sliding.h"

namespace fovea {
namespace {

/// A value cut into lines along one axis: `outer` blocks of `length` x `inner` elements.
struct Lines {
  TensorDesc value;
  std::int64_t length, inner;

  explicit Lines(const OperationSpec& operation) : value(operation.outputs[0]) {
    int axis = std::get<AxisAttributes>(operation.attributes).axis;
    if (axis < 0) axis += value.shape.rank();
    length = value.shape[axis];
    inner = value.shape.count(axis + 1, value.shape.rank());
  }

  /// visit(first element) for each line; its elements are `inner` apart.
  template <class Visit>
  void each(std::int64_t samples, Visit visit) const {
    const std::int64_t count = elements(value, samples);
    for (std::int64_t block = 0; block < count; block += length * inner)
      for (std::int64_t i = 0; i < inner; ++i) visit(block + i);
  }
};

template <class T>
class Softmax final : public Kernel {
 public:
  explicit Softmax(const OperationSpec& operation) : lines_(operation) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t step = lines_.inner, end = lines_.length * step;
    lines_.each(arguments.samples, [&](std::int64_t first) {
      const T* x = input<T>(arguments, 0) + first;
      T* y = output<T>(arguments, 0) + first;
      T largest = x[0];
      for (std::int64_t i = step; i < end; i += step)
        if (beats(x[i], largest)) largest = x[i];
      double sum = 0;
      for (std::int64_t i = 0; i < end; i += step) sum += static_cast<double>(y[i] = std::exp(x[i] - largest));
      for (std::int64_t i = 0; i < end; i += step) y[i] = static_cast<T>(static_cast<double>(y[i]) / sum);
    });
  }

 private:
  Lines lines_;
};

template <class T>
class SoftmaxBackward final : public Kernel {
 public:
  explicit SoftmaxBackward(const OperationSpec& operation) : lines_(operation) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t step = lines_.inner, end = lines_.length * step;
    lines_.each(arguments.samples, [&](std::int64_t first) {
      const T* dy = input<T>(arguments, 0) + first;
      const T* y = input<T>(arguments, 1) + first;
      T* dx = output<T>(arguments, 0) + first;
      double sum = 0;
      for (std::int64_t i = 0; i < end; i += step) sum += static_cast<double>(dy[i]) * static_cast<double>(y[i]);
      for (std::int64_t i = 0; i < end; i += step) dx[i] = y[i] * (dy[i] - static_cast<T>(sum));
    });
  }

 private:
  Lines lines_;
};

}  // namespace

KernelMaker reference_softmax(const OperationSpec& operation) {
  return operation.code == OpCode::softmax ? typed<Softmax>(operation) : typed<SoftmaxBackward>(operation);
}

}  // namespace fovea
