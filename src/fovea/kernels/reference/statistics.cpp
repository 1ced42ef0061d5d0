#include <algorithm>
#include <cmath>

#include "fovea/kernels/reference/normalize.h"

/// The sums behind batch normalisation, always float64, and what is made of them.
namespace fovea {
namespace {

template <class T>
class Moments final : public Kernel {
 public:
  explicit Moments(const OperationSpec& operation)
      : x_(operation.inputs[0], std::get<NormalizeAttributes>(operation.attributes).axis) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    double* sums = output<double>(arguments, 0);
    x_.each(arguments.samples, [&](std::int64_t at, std::int64_t c) {
      const double v = static_cast<double>(x[at]);
      sums[c] += v;
      sums[x_.channels + c] += v * v;
    });
  }

 private:
  Channels x_;
};

template <class T>
class MomentsFinish final : public Kernel {
 public:
  explicit MomentsFinish(const OperationSpec& operation)
      : channels_(operation.outputs[0].shape[0]),
        count_(static_cast<double>(std::get<NormalizeAttributes>(operation.attributes).count)) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const double* sums = input<double>(arguments, 0);
    for (std::int64_t c = 0; c < channels_; ++c) {
      const double mean = sums[c] / count_, variance = sums[channels_ + c] / count_ - mean * mean;
      output<T>(arguments, 0)[c] = static_cast<T>(mean);
      // Rounding may take the variance of equal values below 0; NaN passes.
      output<T>(arguments, 1)[c] = static_cast<T>(variance < 0 ? 0.0 : variance);
    }
  }

 private:
  std::int64_t channels_;
  double count_;
};

template <class T>
class NormalizeBackwardSums final : public Kernel {
 public:
  explicit NormalizeBackwardSums(const OperationSpec& operation)
      : epsilon_(std::get<NormalizeAttributes>(operation.attributes).epsilon),
        x_(operation.inputs[1], std::get<NormalizeAttributes>(operation.attributes).axis) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* dy = input<T>(arguments, 0);
    const T* x = input<T>(arguments, 1);
    const T* mean = input<T>(arguments, 2);
    const T* variance = input<T>(arguments, 3);
    double* sums = output<double>(arguments, 0);
    x_.each(arguments.samples, [&](std::int64_t at, std::int64_t c) {
      const T xhat = (x[at] - mean[c]) / std::sqrt(variance[c] + static_cast<T>(epsilon_));
      sums[c] += static_cast<double>(dy[at]);
      sums[x_.channels + c] += static_cast<double>(dy[at]) * static_cast<double>(xhat);
    });
  }

 private:
  double epsilon_;
  Channels x_;
};

template <class T>
class SumsSplit final : public Kernel {
 public:
  explicit SumsSplit(const OperationSpec& operation) : channels_(operation.outputs[0].shape.count()) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const double* sums = input<double>(arguments, 0);
    for (std::int64_t c = 0; c < channels_; ++c) {
      output<T>(arguments, 0)[c] = static_cast<T>(sums[c]);
      output<T>(arguments, 1)[c] = static_cast<T>(sums[channels_ + c]);
    }
  }

 private:
  std::int64_t channels_;
};

template <class T>
class MovingAverage final : public Kernel {
 public:
  explicit MovingAverage(const OperationSpec& operation)
      : old_(operation.inputs[0]), momentum_(std::get<MovingAverageAttributes>(operation.attributes).momentum) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* old = input<T>(arguments, 0);
    const T* now = input<T>(arguments, 1);
    T* y = output<T>(arguments, 0);
    const T momentum = static_cast<T>(momentum_), rest = static_cast<T>(1 - momentum_);
    const std::int64_t count = elements(old_, arguments.samples);
    for (std::int64_t i = 0; i < count; ++i) y[i] = old[i] * momentum + now[i] * rest;
  }

 private:
  TensorDesc old_;
  double momentum_;
};

}  // namespace

KernelMaker reference_statistics(const OperationSpec& operation) {
  const bool makes_sums = operation.code == OpCode::moments || operation.code == OpCode::normalize_backward_sums;
  if (makes_sums && operation.outputs[0].dtype != DType::f64) return {};
  switch (operation.code) {
    case OpCode::moments:
      return typed<Moments>(operation, operation.inputs);
    case OpCode::normalize_backward_sums:
      return typed<NormalizeBackwardSums>(operation, operation.inputs);
    case OpCode::moving_average:
      return typed<MovingAverage>(operation);
    default:
      break;
  }
  if (operation.inputs[0].dtype != DType::f64) return {};
  return operation.code == OpCode::moments_finish ? typed<MomentsFinish>(operation, operation.outputs)
                                                  : typed<SumsSplit>(operation, operation.outputs);
}

}  // namespace fovea
