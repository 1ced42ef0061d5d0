#include <algorithm>

#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/planes.h"
#include "fovea/kernels/native/rows.h"
#include "fovea/kernels/native/weights.h"
#include "fovea/kernels/native/window.h"
#include "fovea/kernels/native/winograd.h"

namespace fovea::native {
namespace {

/// Input and gradient of one strip stay in the second-level cache while every weight passes over them.
constexpr std::size_t strip_bytes = 96 * 1024;

/// Channels of the gradient across vectors: weights.h.
class RowWeightsKernel final : public Kernel {
 public:
  RowWeightsKernel(const PlaneWindow& window, std::int64_t channels, bool bias)
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

/// Few channels and stride 1: planes.h.
class PlaneWeightsKernel final : public Kernel {
 public:
  PlaneWeightsKernel(const PlaneWindow& window, std::int64_t channels, bool bias)
      : window_(window),
        gradient_{.height = window.out_height, .width = window.out_width, .channels = channels},
        bias_(bias),
        strip_(std::clamp<std::int64_t>(static_cast<std::int64_t>(strip_bytes / sizeof(float)) /
                                            (window.channels * PlaneLayout(window, window.out_width, 1).pitch),
                                        1, window.out_height)),
        x_(window, window.out_width, strip_),
        dy_(gradient_, window.out_width, strip_),
        numbers_(taps_by_channel(window)) {
    const std::vector<std::int64_t> taps = plane_taps(window, x_);
    for (const std::int64_t number : numbers_) taps_.push_back(taps[static_cast<std::size_t>(number)]);
  }

  std::size_t scratch_bytes() const {
    return static_cast<std::size_t>(x_.size() + dy_.size() + weights() * vector_lanes()) * sizeof(float);
  }
  double cost(std::int64_t samples) const {
    const auto strips = static_cast<double>(window_.out_height) / static_cast<double>(strip_);
    const double split = 4.0 * static_cast<double>(x_.size() + dy_.size()) / static_cast<double>(vector_lanes());
    const auto summed = static_cast<double>(bias_ ? window_.out_height * window_.out_width * gradient_.channels : 0);
    return static_cast<double>(samples) *
               (seconds(plane_weight_cycles(task()) + split) * strips + seconds_moving(summed * sizeof(float))) +
           seconds(15.0 * static_cast<double>(weights()));
  }

  void run(const KernelArguments& arguments) const noexcept override {
    auto* x_planes = reinterpret_cast<float*>(arguments.scratch);
    float* dy_planes = x_planes + x_.size();
    PlaneWeightTask part = task();
    part.x = x_planes;
    part.dy = dy_planes;
    part.sums = dy_planes + dy_.size();
    std::fill_n(part.sums, weights() * vector_lanes(), 0.0f);
    for (std::int64_t i = 0; i < arguments.samples; ++i) {
      const float* x = input<float>(arguments, 0) + i * window_.height * window_.width * window_.channels;
      const float* dy = input<float>(arguments, 1) + i * window_.out_height * row();
      for (std::int64_t first = 0; first < window_.out_height; first += strip_) {
        part.rows = std::min(strip_, window_.out_height - first);
        to_planes({.image = x,
                   .height = window_.height,
                   .width = window_.width,
                   .first = first - window_.top,
                   .count = window_.rows_for(part.rows),
                   .left = window_.left},
                  x_, x_planes);
        to_planes(
            {.image = dy, .height = gradient_.height, .width = gradient_.width, .first = first, .count = part.rows},
            dy_, dy_planes);
        add_plane_weight_sums(part);
        if (bias_) {
          add_column_sums(dy + first * row(), part.rows * gradient_.width, gradient_.channels,
                          output<float>(arguments, 1));
        }
      }
    }
    add_lanes(part.sums, numbers_, gradient_.channels, output<float>(arguments, 0));
  }

 private:
  std::int64_t row() const { return gradient_.width * gradient_.channels; }
  std::int64_t weights() const { return static_cast<std::int64_t>(taps_.size()) * gradient_.channels; }
  PlaneWeightTask task() const {
    return {.x_pitch = x_.pitch,
            .dy_layout = dy_,
            .taps = taps_.data(),
            .tap_count = static_cast<std::int64_t>(taps_.size()),
            .rows = strip_,
            .width = gradient_.width};
  }

  PlaneWindow window_, gradient_;
  bool bias_;
  std::int64_t strip_;
  PlaneLayout x_, dy_;
  std::vector<std::int64_t> numbers_, taps_;  ///< those of one channel together
};

/// 3x3 kernels, stride 1, many channels: winograd.h. The sums of a micro-batch are kept transformed.
class WinogradWeightsKernel final : public Kernel {
 public:
  WinogradWeightsKernel(const PlaneWindow& window, std::int64_t channels, bool bias)
      : window_(window),
        channels_(channels),
        bias_(bias),
        input_(window, winograd_even(window.out_height), winograd_even(window.out_width), 2, strip_bytes),
        strip_(std::clamp(static_cast<std::int64_t>(winograd_bytes / sizeof(float)) /
                              (winograd_points / 4 * (window.out_width + 1) * (window.channels + channels)) / 2 * 2,
                          std::int64_t{2}, input_.strip())) {}

  std::size_t scratch_bytes() const {
    return static_cast<std::size_t>(input_.scratch() + tiled(window_.channels) + tiled(channels_) + weights()) *
           sizeof(float);
  }
  double cost(std::int64_t samples) const {
    const double strips = static_cast<double>(window_.out_height) / static_cast<double>(strip_);
    const auto moved = static_cast<double>(tiled(window_.channels) + tiled(channels_) + weights());
    const double strip = seconds(weight_gradient_cycles(product(strip_)) * winograd_points) +
                         seconds_moving(2 * moved * sizeof(float));
    return static_cast<double>(samples) * strips * strip +
           seconds_moving(3 * static_cast<double>(weights()) * sizeof(float));
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t image = window_.height * window_.width * window_.channels, row = window_.out_width * channels_;
    auto* scratch = reinterpret_cast<float*>(arguments.scratch);
    float *x = scratch + input_.scratch(), *gradient = x + tiled(window_.channels),
          *sums = gradient + tiled(channels_);
    std::fill_n(sums, weights(), 0.0f);
    for (std::int64_t i = 0; i < arguments.samples; ++i) {
      for (std::int64_t first = 0; first < window_.out_height; first += strip_) {
        const std::int64_t rows = std::min(strip_, window_.out_height - first);
        const float* dy = input<float>(arguments, 1) + (i * window_.out_height + first) * row;
        const WinogradTiles grid = tiles(rows);
        winograd_input(input_.prepare(input<float>(arguments, 0) + i * image, first, 2 * grid.rows, scratch),
                       input_.row(), grid, window_.channels, x);
        winograd_gradient(dy, rows, window_.out_width, grid, channels_, gradient);
        WeightTask task = product(rows);
        for (std::int64_t p = 0; p < winograd_points; ++p) {
          task.x = x + p * grid.count() * window_.channels;
          task.dy = gradient + p * grid.count() * channels_;
          task.dw = sums + p * winograd_pitch(window_.channels, channels_);
          add_weight_gradient(task);
        }
        if (bias_) add_column_sums(dy, rows * window_.out_width, channels_, output<float>(arguments, 1));
      }
    }
    winograd_add_weights(sums, window_.channels, channels_, output<float>(arguments, 0));
  }

 private:
  static constexpr std::int64_t whole_run[1] = {0};
  WinogradTiles tiles(std::int64_t rows) const { return {(rows + 1) / 2, (window_.out_width + 1) / 2}; }
  /// Floats.
  std::int64_t tiled(std::int64_t channels) const { return winograd_points * tiles(strip_).count() * channels; }
  std::int64_t weights() const { return winograd_points * winograd_pitch(window_.channels, channels_); }
  /// The product of one point.
  WeightTask product(std::int64_t rows) const {
    return {.x_step = window_.channels,
            .width = tiles(rows).count(),
            .channels = channels_,
            .runs = whole_run,
            .run = window_.channels};
  }

  PlaneWindow window_;
  std::int64_t channels_;
  bool bias_;
  PaddedRows input_;
  std::int64_t strip_;
};

template <class Way>
Candidate candidate(const PlaneWindow& window, std::int64_t channels, bool bias, const Target& target,
                    const char* name) {
  const Way kernel(window, channels, bias);
  Candidate result;
  result.name = name;
  result.cost = kernel.cost(target.samples);
  result.scratch_bytes = kernel.scratch_bytes();
  result.make = [=] { return std::make_unique<Way>(window, channels, bias); };
  return result;
}

}  // namespace

Candidates convolution_weights_candidates(const OperationSpec& operation, const Target& target) {
  if (operation.code != OpCode::convolution_backward_weights) return {};
  const auto& attributes = std::get<ConvAttributes>(operation.attributes);
  const auto window = plane_window(operation.inputs[0].shape, attributes.window);
  if (attributes.groups != 1 || !all_float32(operation) || !window) return {};
  const std::int64_t channels = operation.inputs[1].shape[-1];
  const bool bias = operation.outputs.size() > 1;
  Candidates all{candidate<RowWeightsKernel>(*window, channels, bias, target, "native conv weights")};
  const bool few = channels < 2 * vector_lanes() && window->channels <= 2 * vector_lanes();
  if (few && window->stride_y == 1 && window->stride_x == 1) {
    all.push_back(candidate<PlaneWeightsKernel>(*window, channels, bias, target, "native conv weights planes"));
  }
  if (winograd_can(*window, channels)) {
    all.push_back(candidate<WinogradWeightsKernel>(*window, channels, bias, target, "native conv weights winograd"));
  }
  return all;
}

}  // namespace fovea::native
