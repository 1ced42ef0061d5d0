#include "fovea/kernels/reference/normalize.h"

#include <cmath>

namespace fovea {
namespace {

template <class T>
class Normalize final : public Kernel {
 public:
  explicit Normalize(const OperationSpec& operation)
      : attributes_(std::get<NormalizeAttributes>(operation.attributes)), x_(operation.inputs[0], attributes_.axis) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    const T* mean = input<T>(arguments, 1);
    const T* variance = input<T>(arguments, 2);
    const T* gamma = input<T>(arguments, 3);
    const T* beta = input<T>(arguments, 4);
    T* y = output<T>(arguments, 0);
    const T epsilon = static_cast<T>(attributes_.epsilon);
    x_.each(arguments.samples, [&](std::int64_t at, std::int64_t c) {
      const T factor = gamma[c] / std::sqrt(variance[c] + epsilon);
      y[at] = (x[at] - mean[c]) * factor + beta[c];
    });
  }

 private:
  NormalizeAttributes attributes_;
  Channels x_;
};

/// dx = gamma / deviation * (dy - mean of dy - xhat * mean of dy * xhat); the last two only when batch statistics
/// were used, which is when their sums are given.
template <class T>
class NormalizeBackward final : public Kernel {
 public:
  explicit NormalizeBackward(const OperationSpec& operation)
      : attributes_(std::get<NormalizeAttributes>(operation.attributes)),
        x_(operation.inputs[1], attributes_.axis),
        with_sums_(operation.inputs.size() > 5) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* dy = input<T>(arguments, 0);
    const T* x = input<T>(arguments, 1);
    const T* mean = input<T>(arguments, 2);
    const T* variance = input<T>(arguments, 3);
    const T* gamma = input<T>(arguments, 4);
    T* dx = output<T>(arguments, 0);
    const T epsilon = static_cast<T>(attributes_.epsilon);
    const double count = static_cast<double>(attributes_.count);
    x_.each(arguments.samples, [&](std::int64_t at, std::int64_t c) {
      const T inverse = 1 / std::sqrt(variance[c] + epsilon);
      T centred = dy[at];
      if (with_sums_) {
        const double* sums = input<double>(arguments, 5);
        const T xhat = (x[at] - mean[c]) * inverse;
        centred -= static_cast<T>(sums[c] / count) + xhat * static_cast<T>(sums[x_.channels + c] / count);
      }
      dx[at] = gamma[c] * inverse * centred;
    });
  }

 private:
  NormalizeAttributes attributes_;
  Channels x_;
  bool with_sums_;
};

}  // namespace

KernelMaker reference_normalize(const OperationSpec& operation) {
  if (operation.code == OpCode::normalize) return typed<Normalize>(operation);
  if (operation.inputs.size() > 5 && operation.inputs[5].dtype != DType::f64) return {};
  return typed<NormalizeBackward>(operation, std::span(operation.inputs).first(5), operation.outputs);
}

}  // namespace fovea
