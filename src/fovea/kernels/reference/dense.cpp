#include "fovea/kernels/reference/family.h"

namespace fovea {
namespace {

template <class T>
class Dense final : public Kernel {
 public:
  explicit Dense(const OperationSpec& operation)
      : attributes_(std::get<DenseAttributes>(operation.attributes)),
        x_(operation.inputs[0]),
        features_(x_.shape[-1]),
        units_(operation.outputs[0].shape[-1]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    const T* w = input<T>(arguments, 1);
    const T* bias = attributes_.bias ? input<T>(arguments, 2) : nullptr;
    T* y = output<T>(arguments, 0);
    const std::int64_t count = elements(x_, arguments.samples) / features_;
    for (std::int64_t n = 0; n < count; ++n, x += features_, y += units_) {
      for (std::int64_t u = 0; u < units_; ++u) y[u] = bias != nullptr ? bias[u] : T{0};
      for (std::int64_t k = 0; k < features_; ++k) add_scaled(x[k], w + k * units_, y, units_);
      if (attributes_.relu)
        for (std::int64_t u = 0; u < units_; ++u) y[u] = y[u] <= 0 ? T{0} : y[u];
    }
  }

 private:
  DenseAttributes attributes_;
  TensorDesc x_;
  std::int64_t features_, units_;
};

template <class T>
class DenseBackwardData final : public Kernel {
 public:
  explicit DenseBackwardData(const OperationSpec& operation)
      : dy_(operation.inputs[0]), features_(operation.outputs[0].shape[-1]), units_(dy_.shape[-1]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* dy = input<T>(arguments, 0);
    const T* w = input<T>(arguments, 1);
    T* dx = output<T>(arguments, 0);
    const std::int64_t count = elements(dy_, arguments.samples) / units_;
    for (std::int64_t n = 0; n < count; ++n, dy += units_, dx += features_)
      for (std::int64_t k = 0; k < features_; ++k) dx[k] = dot(dy, w + k * units_, units_);
  }

 private:
  TensorDesc dy_;
  std::int64_t features_, units_;
};

template <class T>
class DenseBackwardWeights final : public Kernel {
 public:
  explicit DenseBackwardWeights(const OperationSpec& operation)
      : x_(operation.inputs[0]),
        features_(x_.shape[-1]),
        units_(operation.inputs[1].shape[-1]),
        bias_(operation.outputs.size() > 1) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    const T* dy = input<T>(arguments, 1);
    T* dw = output<T>(arguments, 0);
    const std::int64_t count = elements(x_, arguments.samples) / features_;
    for (std::int64_t n = 0; n < count; ++n, x += features_, dy += units_) {
      for (std::int64_t k = 0; k < features_; ++k) add_scaled(x[k], dy, dw + k * units_, units_);
      if (bias_) add_scaled(T{1}, dy, output<T>(arguments, 1), units_);
    }
  }

 private:
  TensorDesc x_;
  std::int64_t features_, units_;
  bool bias_;
};

}  // namespace

KernelMaker reference_dense(const OperationSpec& operation) {
  if (operation.code == OpCode::dense) return typed<Dense>(operation);
  if (operation.code == OpCode::dense_backward_data) return typed<DenseBackwardData>(operation);
  return typed<DenseBackwardWeights>(operation);
}

}  // namespace fovea
