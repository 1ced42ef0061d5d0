#include <algorithm>

#include <fmt/format.h>

#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/planes.h"
#include "fovea/kernels/native/pools.h"
#include "fovea/kernels/native/rows.h"
#include "fovea/kernels/native/window.h"
#include "fovea/kernels/native/winograd.h"

namespace fovea::native {
namespace {

/// Units    bytes of caches that strips may fill
constexpr std::size_t first_level = 20 * 1024, strip_bytes = 96 * 1024;

/// The pooling behind a convolution; its input ends where its last window ends. 1x1 without pooling.
PoolWindow pool_window(const PlaneWindow& window, std::int64_t channels, const ConvAttributes& attributes) {
  PoolWindow pool{.channels = channels};
  if (attributes.max_pool) pool.window = attributes.pool;
  pool.out = {1, window.out_height / pool.window.kernel[1], window.out_width / pool.window.kernel[2]};
  pool.in = {1, pool.out[1] * pool.window.kernel[1], pool.out[2] * pool.window.kernel[2]};
  return pool;
}

/// What is computed: a convolution, or the data gradient of one with stride 1, which is a convolution of dy with
/// flipped weights.
struct Convolution {
  Convolution(const PlaneWindow& sliding, std::int64_t out_channels, const ConvAttributes& attributes,
              bool wants_argmax)
      : window(sliding),
        pool(pool_window(sliding, out_channels, attributes)),
        channels(out_channels),
        height(pool.in[1]),
        width(pool.in[2]),
        bias(attributes.bias),
        relu(attributes.relu),
        pools(attributes.max_pool),
        argmax(wants_argmax) {}

  std::int64_t row() const { return width * channels; }
  std::int64_t taps() const { return window.kernel_height * window.kernel_width * window.channels; }
  std::int64_t image() const { return window.height * window.width * window.channels; }

  PlaneWindow window;
  PoolWindow pool;
  std::int64_t channels;
  std::int64_t height, width;  ///< output pixels computed: those that pooling uses
  bool bias, relu, pools, argmax;
};

/// Walks over images in strips of output rows and pools them while they are in the cache.
class ConvolutionKernel : public Kernel {
 public:
  ConvolutionKernel(const Convolution& convolution, std::int64_t strip) : convolution_(convolution), strip_(strip) {}

  std::size_t scratch_bytes() const {
    return static_cast<std::size_t>(input_scratch() + (convolution_.pools ? strip_ * convolution_.row() : 0)) *
           sizeof(float);
  }
  /// Units    s
  double cost(std::int64_t samples) const {
    const double pooled =
        convolution_.pools ? 2.0 * static_cast<double>(convolution_.height * convolution_.row()) : 0;
    return static_cast<double>(samples) * (image_cost() + seconds_moving(pooled * sizeof(float)));
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const Convolution& c = convolution_;
    const std::int64_t result = c.pool.out_unit();
    auto* scratch = reinterpret_cast<float*>(arguments.scratch);
    const Weights weights{input<float>(arguments, 1), c.bias ? input<float>(arguments, 2) : nullptr};
    for (std::int64_t i = 0; i < arguments.samples; ++i) {
      const float* x = input<float>(arguments, 0) + i * c.image();
      float* y = output<float>(arguments, 0) + i * result;
      for (std::int64_t first = 0; first < c.height; first += strip_) {
        const std::int64_t count = std::min(strip_, c.height - first);
        if (!c.pools) {
          rows(x, weights, first, count, scratch, y + first * c.row());
          continue;
        }
        float* unpooled = scratch + input_scratch();
        rows(x, weights, first, count, scratch, unpooled);
        PoolWindow pool = c.pool;
        pool.in[1] = count;
        pool.out[1] = count / pool.window.kernel[1];
        const std::int64_t to = first / pool.window.kernel[1] * pool.out[2] * c.channels;
        max_pool(pool, unpooled, y + to, c.argmax ? output<std::uint8_t>(arguments, 1) + i * result + to : nullptr);
      }
    }
  }

 protected:
  struct Weights {
    const float* w;
    const float* bias;
  };
  /// Floats.
  virtual std::int64_t input_scratch() const = 0;
  /// Units    s
  virtual double image_cost() const = 0;
  /// Output rows [first, first + count) of one image.
  virtual void rows(const float* image, const Weights& weights, std::int64_t first, std::int64_t count,
                    float* scratch, float* y) const noexcept = 0;

  Convolution convolution_;
  std::int64_t strip_;
};

/// Output rows that fill at most some bytes, in whole multiples of the pooling window.
std::int64_t fitting_rows(const Convolution& c, std::int64_t row_floats, std::size_t bytes) {
  const std::int64_t rows = static_cast<std::int64_t>(bytes / sizeof(float)) / row_floats,
                     window = c.pool.window.kernel[1];
  return std::clamp(rows / window * window, window, c.height);
}

/// Channels across vectors: rows.h.
class RowConvolution final : public ConvolutionKernel {
 public:
  explicit RowConvolution(const Convolution& c)
      : ConvolutionKernel(c, c.height),
        input_(c.window, c.height, c.width, c.pool.window.kernel[1], strip_bytes),
        plan_(plan_rows(c.width, c.channels, c.taps())) {
    // In the first level where weights need no long strips to stay in the cache themselves.
    const bool small = static_cast<std::size_t>(c.taps() * c.channels) * sizeof(float) <= first_level;
    strip_ = input_.strip();
    if (c.pools) strip_ = std::min(strip_, fitting_rows(c, c.row(), small ? first_level : strip_bytes));
  }

 private:
  std::int64_t input_scratch() const override { return input_.scratch(); }
  double image_cost() const override {
    const auto copied = static_cast<double>(input_.copies() ? convolution_.image() : 0);
    return seconds(plan_.cycles) * static_cast<double>(convolution_.height) + seconds_moving(copied * sizeof(float));
  }
  void rows(const float* image, const Weights& weights, std::int64_t first, std::int64_t count, float* scratch,
            float* y) const noexcept override {
    const PlaneWindow& window = convolution_.window;
    const float* x = input_.prepare(image, first, count, scratch);
    const std::int64_t runs = static_cast<std::int64_t>(input_.runs().size()) / window.kernel_height;
    // Kernel rows that lie in the padding are left out: of the data gradient of a small image they are many.
    for (std::int64_t begin = 0, end = 0; begin < count; begin = end) {
      const PlaneWindow::KernelRows kernel = window.kernel_rows(first + begin);
      while (end < count && window.kernel_rows(first + end) == kernel) ++end;
      run_rows({.x = x + begin * window.stride_y * input_.row(),
                .x_row = window.stride_y * input_.row(),
                .x_step = window.stride_x * window.channels,
                .runs = input_.runs().data() + kernel.first * runs,
                .run_count = (kernel.end - kernel.first) * runs,
                .run = input_.run(),
                .w = weights.w + kernel.first * runs * input_.run() * convolution_.channels,
                .bias = weights.bias,
                .y = y + begin * convolution_.row(),
                .y_row = convolution_.row(),
                .y_step = convolution_.channels,
                .rows = end - begin,
                .width = convolution_.width,
                .channels = convolution_.channels,
                .relu = convolution_.relu,
                .plan = plan_});
    }
  }

  PaddedRows input_;
  RowPlan plan_;
};

/// Pixels across vectors, stride 1: planes.h.
class PlaneConvolution final : public ConvolutionKernel {
 public:
  explicit PlaneConvolution(const Convolution& c)
      : ConvolutionKernel(c,
                          fitting_rows(c, PlaneLayout(c.window, c.width, 1).pitch * c.window.channels, strip_bytes)),
        layout_(c.window, c.width, strip_),
        taps_(plane_taps(c.window, layout_)) {}

 private:
  std::int64_t input_scratch() const override { return layout_.size(); }
  double image_cost() const override {
    const auto strips = static_cast<double>(convolution_.height) / static_cast<double>(strip_);
    const auto split = 4.0 * static_cast<double>(layout_.size()) / static_cast<double>(vector_lanes());
    return seconds(plane_cycles(task(strip_)) + split) * strips;
  }
  PlaneTask task(std::int64_t count) const {
    return {.layout = layout_,
            .taps = taps_.data(),
            .tap_count = convolution_.taps(),
            .rows = count,
            .width = convolution_.width,
            .channels = convolution_.channels,
            .relu = convolution_.relu};
  }
  void rows(const float* image, const Weights& weights, std::int64_t first, std::int64_t count, float* scratch,
            float* y) const noexcept override {
    const PlaneWindow& window = convolution_.window;
    to_planes({.image = image,
               .height = window.height,
               .width = window.width,
               .first = first - window.top,
               .count = window.rows_for(count),
               .left = window.left},
              layout_, scratch);
    PlaneTask strip = task(count);
    strip.planes = scratch;
    strip.w = weights.w;
    strip.bias = weights.bias;
    strip.y = y;
    run_planes(strip);
  }

  PlaneLayout layout_;
  std::vector<std::int64_t> taps_;
};

/// 3x3 kernels, stride 1, many channels: winograd.h. Weights come transformed.
class WinogradConvolution final : public ConvolutionKernel {
 public:
  explicit WinogradConvolution(const Convolution& c)
      : ConvolutionKernel(
            c, winograd_even(fitting_rows(c, winograd_points / 4 * (c.width + 1) * (c.window.channels + c.channels),
                                          winograd_bytes))),
        input_(c.window, winograd_even(c.height), winograd_even(c.width), 2, strip_bytes),
        plan_(plan_rows(tiles(strip_).count(), c.channels, c.window.channels)) {
    strip_ = std::min(strip_, input_.strip());
  }

 private:
  WinogradTiles tiles(std::int64_t rows) const { return {(rows + 1) / 2, (convolution_.width + 1) / 2}; }
  std::int64_t transformed() const { return winograd_points * tiles(strip_).count() * convolution_.window.channels; }
  std::int64_t products() const { return winograd_points * tiles(strip_).count() * convolution_.channels; }
  std::int64_t input_scratch() const override { return input_.scratch() + transformed() + products(); }
  double image_cost() const override {
    const double strips = static_cast<double>(convolution_.height) / static_cast<double>(strip_);
    const auto moved = static_cast<double>(transformed() + products());
    return (seconds(plan_.cycles * winograd_points) + seconds_moving(2 * moved * sizeof(float))) * strips;
  }
  void rows(const float* image, const Weights& weights, std::int64_t first, std::int64_t count, float* scratch,
            float* y) const noexcept override {
    const std::int64_t in = convolution_.window.channels, out = convolution_.channels, start = 0;
    const WinogradTiles grid = tiles(count);
    float *v = scratch + input_.scratch(), *m = v + transformed();
    winograd_input(input_.prepare(image, first, 2 * grid.rows, scratch), input_.row(), grid, in, v);
    for (std::int64_t p = 0; p < winograd_points; ++p)
      run_rows({.x = v + p * grid.count() * in,
                .x_step = in,
                .runs = &start,
                .run = in,
                .w = weights.w + p * winograd_pitch(in, out),
                .y = m + p * grid.count() * out,
                .y_step = out,
                .width = grid.count(),
                .channels = out,
                .plan = plan_});
    winograd_output({.products = m,
                     .tiles = grid,
                     .bias = weights.bias,
                     .relu = convolution_.relu,
                     .y = y,
                     .height = count,
                     .width = convolution_.width,
                     .channels = out});
  }

  PaddedRows input_;
  RowPlan plan_;
};

template <class Way>
Candidate candidate(const Convolution& convolution, const Target& target, const std::string& name) {
  const Way kernel(convolution);
  Candidate result;
  result.name = "native " + name;
  result.cost = kernel.cost(target.samples);
  result.scratch_bytes = kernel.scratch_bytes();
  result.make = [=] { return std::make_unique<Way>(convolution); };
  return result;
}

/// Every way to compute it, `more` standing in their names; `flipped`: weights of a data gradient.
Candidates ways(const Convolution& convolution, const Target& target, const std::string& more, bool flipped) {
  const RowPlan plan = plan_rows(convolution.width, convolution.channels, convolution.taps());
  Candidates all{
      candidate<RowConvolution>(convolution, target, fmt::format("conv{} {}x{}", more, plan.vectors, plan.pixels))};
  const PlaneWindow& window = convolution.window;
  const bool few = convolution.channels < 2 * vector_lanes() && window.channels <= 4 * vector_lanes();
  if (few && window.stride_y == 1 && window.stride_x == 1) {
    all.push_back(candidate<PlaneConvolution>(convolution, target, fmt::format("conv{} planes", more)));
  }
  if (flipped)
    for (Candidate& one : all)
      one.inputs = {{},
                    {flipped_layout, sizeof(float) * static_cast<std::size_t>(convolution.taps()) *
                                         static_cast<std::size_t>(convolution.channels)}};
  if (winograd_can(window, convolution.channels) &&
      (!convolution.pools || convolution.pool.window.kernel[1] % 2 == 0)) {
    Candidate& winograd =
        all.emplace_back(candidate<WinogradConvolution>(convolution, target, fmt::format("conv{} winograd", more)));
    winograd.inputs = {{},
                       {flipped ? winograd_flipped_layout : winograd_layout,
                        winograd_weight_bytes(window.channels, convolution.channels)}};
  }
  return all;
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
    return ways({*window, weights[-1], attributes, operation.outputs.size() > 1}, target, "", false);
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
  return ways({back, window->channels, ConvAttributes{}, false}, target, " data", true);
}

}  // namespace fovea::native
