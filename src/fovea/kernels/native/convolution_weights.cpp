#include <algorithm>

#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/weights.h"
#include "fovea/kernels/native/window.h"

namespace fovea::native {
namespace {

/// Input and gradient of one strip stay in the second-level cache while every weight passes over them.
constexpr std::size_t strip_bytes = 96 * 1024;

class ConvolutionWeightsKernel final : public Kernel {
 public:
  ConvolutionWeightsKernel(const PlaneWindow& window, std::int64_t channels, bool bias)
      : window_(window),
        channels_(channels),
        bias_(bias),
        input_(window, window.out_height, window.out_width, 1, strip_bytes),
        strip_(std::clamp<std::int64_t>(static_cast<std::int64_t>(strip_bytes / sizeof(float)) /
                                            std::max(gradient_row(), window.stride_y * input_.row()),
                                        1, input_.strip())) {}

  std::size_t scratch_bytes() const { return static_cast<std::size_t>(input_.scratch()) * sizeof(float); }
  double cost(std::int64_t samples) const {
    const auto strips = static_cast<double>(window_.out_height) / static_cast<double>(strip_);
    const std::int64_t moved = gradient_row() * window_.out_height * (bias_ ? 1 : 0) +
                               (input_.copies() ? window_.height * window_.width * window_.channels : 0);
    return static_cast<double>(samples) * (seconds(weight_gradient_cycles(task())) * strips +
                                           seconds_moving(static_cast<double>(moved) * sizeof(float)));
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t image = window_.height * window_.width * window_.channels;
    auto* scratch = reinterpret_cast<float*>(arguments.scratch);
    WeightTask part = task();
    part.dw = output<float>(arguments, 0);
    for (std::int64_t i = 0; i < arguments.samples; ++i) {
      const float* dy = input<float>(arguments, 1) + i * window_.out_height * gradient_row();
      for (std::int64_t first = 0; first < window_.out_height; first += strip_) {
        part.rows = std::min(strip_, window_.out_height - first);
        part.x = input_.prepare(input<float>(arguments, 0) + i * image, first, part.rows, scratch);
        part.dy = dy + first * gradient_row();
        add_weight_gradient(part);
        if (bias_) add_column_sums(part.dy, part.rows * window_.out_width, channels_, output<float>(arguments, 1));
      }
    }
  }

 private:
  std::int64_t gradient_row() const { return window_.out_width * channels_; }
  WeightTask task() const {
    return {.x_row = window_.stride_y * input_.row(),
            .x_step = window_.stride_x * window_.channels,
            .dy_row = gradient_row(),
            .rows = strip_,
            .width = window_.out_width,
            .channels = channels_,
            .runs = input_.runs().data(),
            .run_count = static_cast<std::int64_t>(input_.runs().size()),
            .run = input_.run()};
  }

  PlaneWindow window_;
  std::int64_t channels_;
  bool bias_;
  PaddedRows input_;
  std::int64_t strip_;
};

}  // namespace

Candidates convolution_weights_candidates(const OperationSpec& operation, const Target& target) {
  if (operation.code != OpCode::convolution_backward_weights) return {};
  const auto& attributes = std::get<ConvAttributes>(operation.attributes);
  const auto window = plane_window(operation.inputs[0].shape, attributes.window);
  if (attributes.groups != 1 || !all_float32(operation) || !window) return {};
  const std::int64_t channels = operation.inputs[1].shape[-1];
  const bool bias = operation.outputs.size() > 1;
  const ConvolutionWeightsKernel kernel(*window, channels, bias);
  Candidate result;
  result.name = "native conv weights";
  result.cost = kernel.cost(target.samples);
  result.scratch_bytes = kernel.scratch_bytes();
  result.make = [=] { return std::make_unique<ConvolutionWeightsKernel>(*window, channels, bias); };
  return {result};
}

}  // namespace fovea::native
