#include <algorithm>

#include <fmt/format.h>

#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/pools.h"
#include "fovea/kernels/native/rows.h"
#include "fovea/kernels/native/window.h"

namespace fovea::native {
namespace {

/// Units    bytes of caches that strips may fill
constexpr std::size_t first_level = 20 * 1024, strip_bytes = 96 * 1024;

/// The pooling behind a convolution; its input ends where its last window ends.
PlaneWindow pool_window(const PlaneWindow& window, std::int64_t channels, const ConvAttributes& attributes) {
  PlaneWindow pool{.channels = channels};
  if (attributes.max_pool) {
    pool.stride_y = pool.kernel_height = attributes.pool.kernel[1];
    pool.stride_x = pool.kernel_width = attributes.pool.kernel[2];
  }
  pool.out_height = window.out_height / pool.kernel_height;
  pool.out_width = window.out_width / pool.kernel_width;
  pool.height = pool.out_height * pool.kernel_height;
  pool.width = pool.out_width * pool.kernel_width;
  return pool;
}

/// A convolution, or the data gradient of one with stride 1, which is a convolution of dy with flipped weights.
class ConvolutionKernel final : public Kernel {
 public:
  ConvolutionKernel(const PlaneWindow& window, std::int64_t channels, const ConvAttributes& attributes, bool argmax)
      : window_(window),
        channels_(channels),
        bias_(attributes.bias),
        relu_(attributes.relu),
        pools_(attributes.max_pool),
        argmax_(argmax),
        pool_(pool_window(window, channels, attributes)),
        height_(pool_.out_height * pool_.kernel_height),
        width_(pool_.width),
        input_(window, height_, width_, pool_.kernel_height, strip_bytes),
        strip_(pools_ ? std::min(input_.strip(), pooled_strip()) : input_.strip()),
        plan_(plan_rows(width_, channels, input_.run() * static_cast<std::int64_t>(input_.runs().size()))) {}

  std::size_t scratch_bytes() const {
    return static_cast<std::size_t>(input_.scratch() + (pools_ ? strip_ * row_floats() : 0)) * sizeof(float);
  }
  double cost(std::int64_t samples) const {
    const double rows = seconds(plan_.cycles) * static_cast<double>(height_);
    const double moved =
        static_cast<double>(input_.copies() ? window_.height * window_.width * window_.channels : 0) +
        static_cast<double>(pools_ ? 2 * height_ * row_floats() : 0);
    return static_cast<double>(samples) * (rows + seconds_moving(moved * sizeof(float)));
  }
  std::string tile() const { return fmt::format("{}x{}", plan_.vectors, plan_.pixels); }

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t image = window_.height * window_.width * window_.channels;
    const std::int64_t result = pool_.out_height * pool_.out_width * channels_;
    auto* scratch = reinterpret_cast<float*>(arguments.scratch);
    RowTask task{.x = nullptr,
                 .x_row = window_.stride_y * input_.row(),
                 .x_step = window_.stride_x * window_.channels,
                 .runs = input_.runs().data(),
                 .run_count = static_cast<std::int64_t>(input_.runs().size()),
                 .run = input_.run(),
                 .w = input<float>(arguments, 1),
                 .bias = bias_ ? input<float>(arguments, 2) : nullptr,
                 .y = nullptr,
                 .y_row = row_floats(),
                 .y_step = channels_,
                 .rows = 0,
                 .width = width_,
                 .channels = channels_,
                 .relu = relu_,
                 .plan = plan_};
    auto* argmax = argmax_ ? output<std::uint8_t>(arguments, 1) : nullptr;
    for (std::int64_t i = 0; i < arguments.samples; ++i) {
      float* y = output<float>(arguments, 0) + i * result;
      for (std::int64_t first = 0; first < height_; first += strip_) {
        task.rows = std::min(strip_, height_ - first);
        task.x = input_.prepare(input<float>(arguments, 0) + i * image, first, task.rows, scratch);
        task.y = pools_ ? scratch + input_.scratch() : y + first * row_floats();
        run_rows(task);
        if (pools_) pool(task.y, first, task.rows, y, argmax == nullptr ? nullptr : argmax + i * result);
      }
    }
  }

 private:
  std::int64_t row_floats() const { return width_ * channels_; }
  /// Output rows that stay in the cache until they are pooled: in the first level where weights need no long strips.
  std::int64_t pooled_strip() const {
    const std::int64_t weights = input_.run() * static_cast<std::int64_t>(input_.runs().size()) * channels_;
    const std::size_t bytes =
        static_cast<std::size_t>(weights) * sizeof(float) <= first_level ? first_level : strip_bytes;
    const auto rows = static_cast<std::int64_t>(bytes / sizeof(float)) / row_floats();
    return std::max(pool_.kernel_height, rows / pool_.kernel_height * pool_.kernel_height);
  }
  void pool(const float* rows, std::int64_t first, std::int64_t count, float* y,
            std::uint8_t* argmax) const noexcept {
    PlaneWindow window = pool_;
    window.height = count;
    window.out_height = count / pool_.kernel_height;
    const std::int64_t to = first / pool_.kernel_height * pool_.out_width * channels_;
    max_pool(window, rows, y + to, argmax == nullptr ? nullptr : argmax + to);
  }

  PlaneWindow window_;
  std::int64_t channels_;
  bool bias_, relu_, pools_, argmax_;
  PlaneWindow pool_;             ///< 1x1 without pooling
  std::int64_t height_, width_;  ///< output pixels computed: those that pooling uses
  PaddedRows input_;
  std::int64_t strip_;
  RowPlan plan_;
};

Candidate candidate(const PlaneWindow& window, std::int64_t channels, const ConvAttributes& attributes, bool argmax,
                    const Target& target, const char* name) {
  const ConvolutionKernel kernel(window, channels, attributes, argmax);
  Candidate result;
  result.name = fmt::format("native {} {}", name, kernel.tile());
  result.cost = kernel.cost(target.samples);
  result.scratch_bytes = kernel.scratch_bytes();
  result.make = [=] { return std::make_unique<ConvolutionKernel>(window, channels, attributes, argmax); };
  return result;
}

bool can_pool(const ConvAttributes& attributes) {
  const Window& pool = attributes.pool;
  return !attributes.max_pool || (pool.tiles() && !pool.padded() && pool.kernel[0] == 1 && pool.volume() <= 255);
}

}  // namespace

Candidates convolution_candidates(const OperationSpec& operation, const Target& target) {
  if (operation.code != OpCode::convolution && operation.code != OpCode::convolution_backward_data) return {};
  const auto& attributes = std::get<ConvAttributes>(operation.attributes);
  const auto float32 = [](const TensorDesc& value) { return value.dtype == DType::f32; };
  if (attributes.groups != 1 || !std::ranges::all_of(operation.inputs, float32) || !float32(operation.outputs[0]))
    return {};
  const Shape& weights = operation.inputs[1].shape;
  const bool forward = operation.code == OpCode::convolution;
  const Shape& image = forward ? operation.inputs[0].shape : operation.outputs[0].shape;
  const auto window = plane_window(image, attributes.window);
  if (!window) return {};
  if (forward) {
    if (!can_pool(attributes)) return {};
    return {candidate(*window, weights[-1], attributes, operation.outputs.size() > 1, target, "conv")};
  }
  PlaneWindow back = *window;
  back.height = window->out_height;
  back.width = window->out_width;
  back.channels = weights[-1];
  back.out_height = window->height;
  back.out_width = window->width;
  back.top = (window->kernel_height - 1) * window->dilation_y - window->top;
  back.left = (window->kernel_width - 1) * window->dilation_x - window->left;
  if (window->stride_y != 1 || window->stride_x != 1 || back.top < 0 || back.left < 0) return {};
  Candidate result = candidate(back, window->channels, ConvAttributes{}, false, target, "conv data");
  result.inputs.resize(2);
  result.inputs[1] = {flipped_layout, static_cast<std::size_t>(weights.count()) * sizeof(float)};
  return {result};
}

}  // namespace fovea::native
