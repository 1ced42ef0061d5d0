#include <algorithm>
#include <cmath>
#include <limits>

#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/unary_functions.h"

namespace fovea {
namespace {

/// The loss of one position (its `classes` predictions) and the derivative, in the element type as Keras computes
/// them.
template <class T>
struct Position {
  CrossEntropyAttributes attributes;
  std::int64_t classes;

  /// Keras' epsilon keeps probabilities off 0 and 1; its gradient is 0 outside. NaN passes.
  static constexpr T lowest = static_cast<T>(1e-7), highest = static_cast<T>(1 - 1e-7);
  static T clip(T p) { return p < lowest ? lowest : p > highest ? highest : p; }
  static T clip_derivative(T p) { return p < lowest || p > highest ? T{0} : T{1}; }

  T smooth(T target) const {
    const double s = attributes.label_smoothing;
    const double others = attributes.kind == CrossEntropy::binary ? 0.5 : 1.0 / static_cast<double>(classes);
    return s == 0 ? target : target * static_cast<T>(1 - s) + static_cast<T>(s * others);
  }

  /// Largest logit and log of the sum of exponentials above it.
  std::pair<T, T> log_sum(const T* x) const {
    const T largest = *std::max_element(x, x + classes);
    double sum = 0;
    for (std::int64_t i = 0; i < classes; ++i) sum += std::exp(static_cast<double>(x[i] - largest));
    return {largest, static_cast<T>(std::log(sum))};
  }

  T sparse(const T* p, std::int64_t target) const {
    if (target < 0 || target >= classes) return std::numeric_limits<T>::quiet_NaN();
    if (attributes.from_logits) {
      const auto [largest, log_of_sum] = log_sum(p);
      return log_of_sum - (p[target] - largest);
    }
    // Keras hands log(clip(p)) to a softmax cross entropy, which divides by the sum again.
    double sum = 0;
    for (std::int64_t i = 0; i < classes; ++i) sum += static_cast<double>(clip(p[i]));
    return static_cast<T>(std::log(sum)) - std::log(clip(p[target]));
  }

  void sparse_derivative(const T* p, std::int64_t target, T factor, T* dp) const {
    if (target < 0 || target >= classes) {
      std::fill_n(dp, classes, std::numeric_limits<T>::quiet_NaN());
    } else if (attributes.from_logits) {
      const auto [largest, log_of_sum] = log_sum(p);
      for (std::int64_t i = 0; i < classes; ++i)
        dp[i] = factor * (std::exp(p[i] - largest - log_of_sum) - (i == target ? T{1} : T{0}));
    } else {
      double sum = 0;
      for (std::int64_t i = 0; i < classes; ++i) sum += static_cast<double>(clip(p[i]));
      for (std::int64_t i = 0; i < classes; ++i) {
        const T own = i == target ? 1 / clip(p[i]) : T{0};
        dp[i] = factor * clip_derivative(p[i]) * (static_cast<T>(1 / sum) - own);
      }
    }
  }

  T categorical(const T* p, const T* target) const {
    double loss = 0;
    if (attributes.from_logits) {
      const auto [largest, log_of_sum] = log_sum(p);
      for (std::int64_t i = 0; i < classes; ++i)
        loss += static_cast<double>(smooth(target[i]) * (log_of_sum - (p[i] - largest)));
    } else {
      const T sum = sum_of(p);
      for (std::int64_t i = 0; i < classes; ++i)
        loss -= static_cast<double>(smooth(target[i]) * std::log(clip(p[i] / sum)));
    }
    return static_cast<T>(loss);
  }

  void categorical_derivative(const T* p, const T* target, T factor, T* dp) const {
    if (attributes.from_logits) {
      const auto [largest, log_of_sum] = log_sum(p);
      double mass = 0;
      for (std::int64_t i = 0; i < classes; ++i) mass += static_cast<double>(smooth(target[i]));
      for (std::int64_t i = 0; i < classes; ++i)
        dp[i] = factor * (static_cast<T>(mass) * std::exp(p[i] - largest - log_of_sum) - smooth(target[i]));
      return;
    }
    // With q = p / sum: dL/dp[i] = (dL/dq[i] - sum over j of dL/dq[j] * q[j]) / sum.
    const T sum = sum_of(p);
    const auto dq = [&](std::int64_t i) {
      const T q = p[i] / sum;
      return -smooth(target[i]) / clip(q) * clip_derivative(q);
    };
    double common = 0;
    for (std::int64_t i = 0; i < classes; ++i) common += static_cast<double>(dq(i) * (p[i] / sum));
    for (std::int64_t i = 0; i < classes; ++i) dp[i] = factor * (dq(i) - static_cast<T>(common)) / sum;
  }

  T binary(T p, T target) const {
    const T t = smooth(target);
    if (attributes.from_logits) return unary_detail::softplus(-std::abs(p)) + (p > 0 ? p : T{0}) - p * t;
    const T q = clip(p);
    return -(t * std::log(q) + (1 - t) * std::log(1 - q));
  }

  T binary_derivative(T p, T target) const {
    const T t = smooth(target);
    if (attributes.from_logits) return unary_detail::sigmoid(p) - t;
    const T q = clip(p);
    return clip_derivative(p) * ((1 - t) / (1 - q) - t / q);
  }

  T sum_of(const T* p) const {
    double sum = 0;
    for (std::int64_t i = 0; i < classes; ++i) sum += static_cast<double>(p[i]);
    return static_cast<T>(sum);
  }
};

/// Sizes of a loss: a sample has `positions` positions of `classes` predictions (binary: each number is a position).
template <class T>
struct Samples {
  Position<T> position;
  TensorDesc predictions;
  std::int64_t positions;

  Samples(const OperationSpec& operation, const TensorDesc& value)
      : position{std::get<CrossEntropyAttributes>(operation.attributes), 1}, predictions(value) {
    if (position.attributes.kind != CrossEntropy::binary) position.classes = value.shape[-1];
    positions = value.unit() / position.classes;
  }
};

template <class T>
class CrossEntropyKernel final : public Kernel {
 public:
  explicit CrossEntropyKernel(const OperationSpec& operation) : sizes_(operation, operation.inputs[0]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const Position<T>& position = sizes_.position;
    const T* p = input<T>(arguments, 0);
    const T* target = input<T>(arguments, 1);
    const std::int64_t* index = input<std::int64_t>(arguments, 1);
    for (std::int64_t n = 0; n < arguments.samples; ++n) {
      double sum = 0;
      for (std::int64_t i = 0; i < sizes_.positions; ++i, p += position.classes) {
        switch (position.attributes.kind) {
          case CrossEntropy::sparse:
            sum += static_cast<double>(position.sparse(p, *index++));
            break;
          case CrossEntropy::binary:
            sum += static_cast<double>(position.binary(*p, *target++));
            break;
          case CrossEntropy::categorical:
            sum += static_cast<double>(position.categorical(p, target));
            target += position.classes;
            break;
        }
      }
      output<T>(arguments, 0)[n] = static_cast<T>(sum / static_cast<double>(sizes_.positions));
    }
  }

 private:
  Samples<T> sizes_;
};

template <class T>
class CrossEntropyBackward final : public Kernel {
 public:
  explicit CrossEntropyBackward(const OperationSpec& operation) : sizes_(operation, operation.inputs[1]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const Position<T>& position = sizes_.position;
    const T* p = input<T>(arguments, 1);
    const T* target = input<T>(arguments, 2);
    const std::int64_t* index = input<std::int64_t>(arguments, 2);
    T* dp = output<T>(arguments, 0);
    const double share = position.attributes.scale / static_cast<double>(sizes_.positions);
    for (std::int64_t n = 0; n < arguments.samples; ++n) {
      const T factor = static_cast<T>(static_cast<double>(input<T>(arguments, 0)[n]) * share);
      for (std::int64_t i = 0; i < sizes_.positions; ++i, p += position.classes, dp += position.classes) {
        switch (position.attributes.kind) {
          case CrossEntropy::sparse:
            position.sparse_derivative(p, *index++, factor, dp);
            break;
          case CrossEntropy::binary:
            *dp = factor * position.binary_derivative(*p, *target++);
            break;
          case CrossEntropy::categorical:
            position.categorical_derivative(p, target, factor, dp);
            target += position.classes;
            break;
        }
      }
    }
  }

 private:
  Samples<T> sizes_;
};

}  // namespace

KernelMaker reference_cross_entropy(const OperationSpec& operation) {
  const std::span<const TensorDesc> inputs(operation.inputs);
  const TensorDesc& target = inputs.back();
  const bool sparse = std::get<CrossEntropyAttributes>(operation.attributes).kind == CrossEntropy::sparse;
  if (target.dtype != (sparse ? DType::i64 : operation.outputs[0].dtype)) return {};
  const auto floats = inputs.first(inputs.size() - 1);
  return operation.code == OpCode::cross_entropy ? typed<CrossEntropyKernel>(operation, floats, operation.outputs)
                                                 : typed<CrossEntropyBackward>(operation, floats, operation.outputs);
}

}  // namespace fovea
