#include <algorithm>

#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/sliding.h"

namespace fovea {
namespace {

/// Sizes that both gradients of a convolution x -> y need.
struct Geometry {
  std::int64_t in_channels, channels, group_in, group_out;
  Sliding sliding;

  Geometry(const OperationSpec& operation, const TensorDesc& x, const TensorDesc& y)
      : in_channels(x.shape[-1]),
        channels(y.shape[-1]),
        group_in(in_channels / std::get<ConvAttributes>(operation.attributes).groups),
        group_out(channels / std::get<ConvAttributes>(operation.attributes).groups),
        sliding(std::get<ConvAttributes>(operation.attributes).window, with_depth(x.shape), with_depth(y.shape)) {}

  std::int64_t in_unit() const { return sliding.in_pixels() * in_channels; }
  std::int64_t out_unit() const { return sliding.out_pixels() * channels; }
  /// First output channel of the group that input channel c belongs to.
  std::int64_t first_out(std::int64_t c) const { return c / group_in * group_out; }
  /// Offset in the weights of (tap, c, first_out(c)).
  std::int64_t weight(std::int64_t tap, std::int64_t c) const {
    return (tap * group_in + c % group_in) * channels + first_out(c);
  }
};

template <class T>
class ConvolutionBackwardData final : public Kernel {
 public:
  explicit ConvolutionBackwardData(const OperationSpec& operation)
      : dy_(operation.inputs[0]), geometry_(operation, operation.outputs[0], dy_) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* w = input<T>(arguments, 1);
    for (std::int64_t n = 0; n < rows(dy_, arguments.samples); ++n) {
      const T* dy = input<T>(arguments, 0) + n * geometry_.out_unit();
      T* dx = output<T>(arguments, 0) + n * geometry_.in_unit();
      std::fill_n(dx, geometry_.in_unit(), T{0});
      for (std::int64_t at = 0; at < geometry_.sliding.out_pixels(); ++at, dy += geometry_.channels)
        geometry_.sliding.taps(at, [&](std::int64_t tap, std::int64_t from) {
          for (std::int64_t c = 0; c < geometry_.in_channels; ++c)
            dx[from * geometry_.in_channels + c] +=
                dot(dy + geometry_.first_out(c), w + geometry_.weight(tap, c), geometry_.group_out);
        });
    }
  }

 private:
  TensorDesc dy_;
  Geometry geometry_;
};

template <class T>
class ConvolutionBackwardWeights final : public Kernel {
 public:
  explicit ConvolutionBackwardWeights(const OperationSpec& operation)
      : x_(operation.inputs[0]), bias_(operation.outputs.size() > 1), geometry_(operation, x_, operation.inputs[1]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    T* dw = output<T>(arguments, 0);
    for (std::int64_t n = 0; n < rows(x_, arguments.samples); ++n) {
      const T* x = input<T>(arguments, 0) + n * geometry_.in_unit();
      const T* dy = input<T>(arguments, 1) + n * geometry_.out_unit();
      for (std::int64_t at = 0; at < geometry_.sliding.out_pixels(); ++at, dy += geometry_.channels) {
        geometry_.sliding.taps(at, [&](std::int64_t tap, std::int64_t from) {
          for (std::int64_t c = 0; c < geometry_.in_channels; ++c)
            add_scaled(x[from * geometry_.in_channels + c], dy + geometry_.first_out(c),
                       dw + geometry_.weight(tap, c), geometry_.group_out);
        });
        if (bias_) add_scaled(T{1}, dy, output<T>(arguments, 1), geometry_.channels);
      }
    }
  }

 private:
  TensorDesc x_;
  bool bias_;
  Geometry geometry_;
};

}  // namespace

KernelMaker reference_convolution_backward(const OperationSpec& operation) {
  if (operation.code == OpCode::convolution_backward_data) return typed<ConvolutionBackwardData>(operation);
  return typed<ConvolutionBackwardWeights>(operation);
}

}  // namespace fovea
