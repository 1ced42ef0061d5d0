#include <algorithm>

#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/sliding.h"

namespace fovea {
namespace {

template <class T>
class Pool final : public Kernel {
 public:
  explicit Pool(const OperationSpec& operation)
      : attributes_(std::get<PoolAttributes>(operation.attributes)),
        x_(operation.inputs[0]),
        channels_(x_.shape[-1]),
        sliding_(attributes_.window, with_depth(x_.shape), with_depth(operation.outputs[0].shape)),
        argmax_(operation.outputs.size() > 1),
        wide_(argmax_ && operation.outputs[1].dtype == DType::i32) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t pixels = sliding_.out_pixels();
    for (std::int64_t n = 0; n < rows(x_, arguments.samples); ++n) {
      const T* x = input<T>(arguments, 0) + n * sliding_.in_pixels() * channels_;
      for (std::int64_t at = 0; at < pixels; ++at) {
        const std::int64_t offset = (n * pixels + at) * channels_;
        T* y = output<T>(arguments, 0) + offset;
        if (attributes_.kind == PoolKind::average)
          for (std::int64_t c = 0; c < channels_; ++c) y[c] = average(x + c, at);
        else if (!argmax_)
          for (std::int64_t c = 0; c < channels_; ++c) y[c] = maximum(x + c, at).first;
        else if (wide_)
          with_argmax(x, at, y, output<std::int32_t>(arguments, 1) + offset);
        else
          with_argmax(x, at, y, output<std::uint8_t>(arguments, 1) + offset);
      }
    }
  }

 private:
  T average(const T* x, std::int64_t at) const {
    double sum = 0;
    std::int64_t count = 0;
    sliding_.taps(at, [&](std::int64_t, std::int64_t from) {
      sum += static_cast<double>(x[from * channels_]);
      ++count;
    });
    return static_cast<T>(sum / static_cast<double>(count));
  }

  std::pair<T, std::int64_t> maximum(const T* x, std::int64_t at) const {
    std::pair<T, std::int64_t> best{T{0}, -1};
    sliding_.taps(at, [&](std::int64_t tap, std::int64_t from) {
      const T v = x[from * channels_];
      if (best.second < 0 || beats(v, best.first)) best = {v, tap};
    });
    return best;
  }

  template <class Index>
  void with_argmax(const T* x, std::int64_t at, T* y, Index* argmax) const {
    for (std::int64_t c = 0; c < channels_; ++c) {
      const auto [value, tap] = maximum(x + c, at);
      y[c] = value;
      argmax[c] = static_cast<Index>(tap);
    }
  }

  PoolAttributes attributes_;
  TensorDesc x_;
  std::int64_t channels_;
  Sliding sliding_;
  bool argmax_, wide_;
};

template <class T>
class PoolBackward final : public Kernel {
 public:
  explicit PoolBackward(const OperationSpec& operation)
      : attributes_(std::get<PoolAttributes>(operation.attributes)),
        dy_(operation.inputs[0]),
        channels_(dy_.shape[-1]),
        sliding_(attributes_.window, with_depth(operation.outputs[0].shape), with_depth(dy_.shape)),
        wide_(operation.inputs.size() > 1 && operation.inputs[1].dtype == DType::i32) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t pixels = sliding_.out_pixels(), in_unit = sliding_.in_pixels() * channels_;
    for (std::int64_t n = 0; n < rows(dy_, arguments.samples); ++n) {
      T* dx = output<T>(arguments, 0) + n * in_unit;
      std::fill_n(dx, in_unit, T{0});
      for (std::int64_t at = 0; at < pixels; ++at) {
        const std::int64_t offset = (n * pixels + at) * channels_;
        const T* dy = input<T>(arguments, 0) + offset;
        const T* y = attributes_.relu ? input<T>(arguments, 2) + offset : nullptr;
        if (attributes_.kind == PoolKind::average)
          spread(dy, at, dx);
        else if (wide_)
          scatter(dy, input<std::int32_t>(arguments, 1) + offset, y, at, dx);
        else
          scatter(dy, input<std::uint8_t>(arguments, 1) + offset, y, at, dx);
      }
    }
  }

 private:
  void spread(const T* dy, std::int64_t at, T* dx) const {
    std::int64_t count = 0;
    sliding_.taps(at, [&](std::int64_t, std::int64_t) { ++count; });
    sliding_.taps(at, [&](std::int64_t, std::int64_t from) {
      for (std::int64_t c = 0; c < channels_; ++c) dx[from * channels_ + c] += dy[c] / static_cast<T>(count);
    });
  }

  template <class Index>
  void scatter(const T* dy, const Index* argmax, const T* y, std::int64_t at, T* dx) const {
    sliding_.taps(at, [&](std::int64_t tap, std::int64_t from) {
      for (std::int64_t c = 0; c < channels_; ++c)
        if (argmax[c] == tap && (y == nullptr || y[c] > 0)) dx[from * channels_ + c] += dy[c];
    });
  }

  PoolAttributes attributes_;
  TensorDesc dy_;
  std::int64_t channels_;
  Sliding sliding_;
  bool wide_;
};

}  // namespace

KernelMaker reference_pool(const OperationSpec& operation) {
  if (operation.code == OpCode::pool)
    return typed<Pool>(operation, operation.inputs, std::span(operation.outputs).first(1));
  if (operation.inputs.size() > 2 && operation.inputs[2].dtype != operation.inputs[0].dtype) return {};
  return typed<PoolBackward>(operation, std::span(operation.inputs).first(1), operation.outputs);
}

}  // namespace fovea
