#include <algorithm>
#include <limits>

#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/sliding.h"
#include "fovea/kernels/reference/walk.h"

namespace fovea {
namespace {

/// The axes of a value in two boxes: those that stay and those that are reduced, each with its strides.
struct Split {
  Shape kept, reduced;
  std::array<Strides, 1> kept_strides{}, reduced_strides{};
  bool batched, over_samples;

  Split(const TensorDesc& x, const std::vector<int>& axes)
      : batched(x.batched), over_samples(x.batched && !axes.empty() && axes[0] == 0) {
    const Strides dense = dense_strides(x.shape);
    for (int i = 0; i < x.shape.rank(); ++i) {
      const bool gone = std::find(axes.begin(), axes.end(), i) != axes.end();
      Shape& box = gone ? reduced : kept;
      (gone ? reduced_strides : kept_strides)[0][box.rank()] = dense[i];
      box.push_back(x.shape[i]);
    }
  }

  /// The split of a run: axis 0 comes first in its box.
  Split of(std::int64_t samples) const {
    Split result = *this;
    if (batched) (over_samples ? result.reduced : result.kept).set(0, samples);
    return result;
  }

  /// visit(offset in x) for each element of the result, in its order.
  template <class Visit>
  void each_result(Visit visit) const {
    walk(kept, kept_strides, [&](const auto& offsets) { visit(offsets[0]); });
  }
  template <class Visit>
  void each_term(std::int64_t base, Visit visit) const {
    walk(reduced, reduced_strides, [&](const auto& offsets) { visit(base + offsets[0]); });
  }
};

template <class T>
class Reduce final : public Kernel {
 public:
  explicit Reduce(const OperationSpec& operation)
      : attributes_(std::get<ReduceAttributes>(operation.attributes)),
        split_(operation.inputs[0], attributes_.axes),
        factor_(attributes_.scale) {
    if (attributes_.kind == Reduction::mean) factor_ /= static_cast<double>(split_.reduced.count());
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments, 0);
    const Split split = split_.of(arguments.samples);
    split.each_result([&](std::int64_t base) {
      if (attributes_.kind == Reduction::maximum) {
        T best = x[base];
        split.each_term(base, [&](std::int64_t at) { best = beats(x[at], best) ? x[at] : best; });
        *y++ = best;
      } else {
        double sum = 0;
        split.each_term(base, [&](std::int64_t at) { sum += static_cast<double>(x[at]); });
        const double result = sum * factor_ + (split.over_samples ? static_cast<double>(*y) : 0.0);
        *y++ = static_cast<T>(result);
      }
    });
  }

 private:
  ReduceAttributes attributes_;
  Split split_;
  double factor_;
};

template <class T>
class ReduceMaxBackward final : public Kernel {
 public:
  explicit ReduceMaxBackward(const OperationSpec& operation)
      : split_(operation.inputs[1], std::get<ReduceAttributes>(operation.attributes).axes) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* dy = input<T>(arguments, 0);
    const T* x = input<T>(arguments, 1);
    const T* y = input<T>(arguments, 2);
    T* dx = output<T>(arguments, 0);
    const Split split = split_.of(arguments.samples);
    split.each_result([&](std::int64_t base) {
      std::int64_t ties = 0;
      split.each_term(base, [&](std::int64_t at) { ties += x[at] == *y ? 1 : 0; });
      // No element equals a maximum that is NaN: the gradient is NaN too.
      const T share = ties > 0 ? *dy / static_cast<T>(ties) : std::numeric_limits<T>::quiet_NaN();
      split.each_term(base, [&](std::int64_t at) { dx[at] = ties == 0 || x[at] == *y ? share : T{0}; });
      ++dy, ++y;
    });
  }

 private:
  Split split_;
};

}  // namespace

KernelMaker reference_reduce(const OperationSpec& operation) {
  const auto& attributes = std::get<ReduceAttributes>(operation.attributes);
  const TensorDesc& x = operation.inputs[operation.code == OpCode::reduce ? 0 : 1];
  const bool maximum = operation.code == OpCode::reduce_max_backward || attributes.kind == Reduction::maximum;
  const bool over_samples = x.batched && !attributes.axes.empty() && attributes.axes[0] == 0;
  if (maximum && (over_samples || attributes.scale != 1)) return {};
  return operation.code == OpCode::reduce ? typed<Reduce>(operation) : typed<ReduceMaxBackward>(operation);
}

}  // namespace fovea
