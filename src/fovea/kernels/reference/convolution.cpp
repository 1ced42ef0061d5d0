#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/sliding.h"

namespace fovea {
namespace {

template <class T>
class Convolution final : public Kernel {
 public:
  explicit Convolution(const OperationSpec& operation)
      : attributes_(std::get<ConvAttributes>(operation.attributes)),
        x_(operation.inputs[0]),
        in_channels_(x_.shape[-1]),
        channels_(operation.outputs[0].shape[-1]),
        sliding_(attributes_.window, with_depth(x_.shape), slid(attributes_.window, with_depth(x_.shape))),
        pooling_(attributes_.pool, slid(attributes_.window, with_depth(x_.shape)),
                 with_depth(operation.outputs[0].shape)),
        argmax_(operation.outputs.size() > 1),
        wide_(argmax_ && operation.outputs[1].dtype == DType::i32) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    const T* w = input<T>(arguments, 1);
    const T* bias = attributes_.bias ? input<T>(arguments, 2) : nullptr;
    const std::int64_t pixels = attributes_.max_pool ? pooling_.out_pixels() : sliding_.out_pixels();
    for (std::int64_t n = 0; n < rows(x_, arguments.samples); ++n) {
      const T* sample = x + n * sliding_.in_pixels() * in_channels_;
      for (std::int64_t at = 0; at < pixels; ++at) {
        const std::int64_t offset = (n * pixels + at) * channels_;
        T* y = output<T>(arguments, 0) + offset;
        if (!attributes_.max_pool)
          pixel(sample, w, bias, at, y);
        else
          pooled_pixel(sample, w, bias, at, y, offset, arguments);
      }
    }
  }

 private:
  void pixel(const T* sample, const T* w, const T* bias, std::int64_t at, T* y) const {
    const std::int64_t group_in = in_channels_ / attributes_.groups, group_out = channels_ / attributes_.groups;
    for (std::int64_t o = 0; o < channels_; ++o) y[o] = bias != nullptr ? bias[o] : T{0};
    sliding_.taps(at, [&](std::int64_t tap, std::int64_t from) {
      const T* x = sample + from * in_channels_;
      for (std::int64_t c = 0; c < in_channels_; ++c) {
        const std::int64_t first = c / group_in * group_out;
        add_scaled(x[c], w + (tap * group_in + c % group_in) * channels_ + first, y + first, group_out);
      }
    });
    if (!attributes_.relu) return;
    for (std::int64_t o = 0; o < channels_; ++o) y[o] = y[o] <= 0 ? T{0} : y[o];
  }

  void pooled_pixel(const T* sample, const T* w, const T* bias, std::int64_t at, T* y, std::int64_t offset,
                    const KernelArguments& arguments) const {
    T* row = reinterpret_cast<T*>(arguments.scratch);
    bool first = true;
    pooling_.taps(at, [&](std::int64_t tap, std::int64_t from) {
      pixel(sample, w, bias, from, row);
      for (std::int64_t o = 0; o < channels_; ++o) {
        if (!first && !beats(row[o], y[o])) continue;
        y[o] = row[o];
        if (!argmax_) continue;
        if (wide_)
          output<std::int32_t>(arguments, 1)[offset + o] = static_cast<std::int32_t>(tap);
        else
          output<std::uint8_t>(arguments, 1)[offset + o] = static_cast<std::uint8_t>(tap);
      }
      first = false;
    });
  }

  ConvAttributes attributes_;
  TensorDesc x_;
  std::int64_t in_channels_, channels_;
  Sliding sliding_, pooling_;
  bool argmax_, wide_;
};

}  // namespace

KernelMaker reference_convolution(const OperationSpec& operation) {
  return typed<Convolution>(operation, operation.inputs, std::span(operation.outputs).first(1));
}

}  // namespace fovea
