#include <algorithm>
#include <ranges>

#include "fovea/kernels/native/depthwise_rows.h"
#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/rows.h"
#include "fovea/kernels/native/weights.h"
#include "fovea/kernels/native/window.h"

namespace fovea::native {
namespace {

/// Rows of input and result that stay in the second-level cache while taps pass over them.
constexpr std::size_t strip_bytes = 96 * 1024;

std::int64_t image(const PlaneWindow& w) { return w.height * w.width * w.channels; }
std::int64_t result(const PlaneWindow& w) { return w.out_height * w.out_width * w.channels; }

std::vector<DepthwiseTap> taps_of(const PlaneWindow& w, std::int64_t row) {
  std::vector<DepthwiseTap> taps;
  for (std::int64_t y = 0; y < w.kernel_height; ++y)
    for (std::int64_t x = 0; x < w.kernel_width; ++x)
      taps.push_back({y * w.dilation_y * row + x * w.dilation_x * w.channels,
                      static_cast<std::int64_t>(taps.size()) * w.channels});
  return taps;
}

/// Vectors of channels do two loads, one of them within a multiply-add, for each tap. Units    s
double seconds_for(const PlaneWindow& w, std::int64_t samples) {
  const auto vectors = static_cast<double>((w.channels + vector_lanes() - 1) / vector_lanes());
  const auto pixels = static_cast<double>(w.out_height * w.out_width);
  const double cycles = pixels * vectors * (0.7 * static_cast<double>(w.kernel_height * w.kernel_width) + 2);
  const auto bytes = static_cast<double>((image(w) + result(w)) * 4);
  return static_cast<double>(samples) * (seconds(cycles) + seconds_moving(bytes)) + 1e-7;
}

class Forward final : public Kernel {
 public:
  Forward(const PlaneWindow& window, bool bias, bool relu)
      : window_(window),
        bias_(bias),
        relu_(relu),
        input_(window, window.out_height, window.out_width, 1, strip_bytes),
        taps_(taps_of(window, input_.row())),
        run_(run_of(taps_, window.stride_x * window.channels)) {}
  std::size_t scratch_bytes() const { return static_cast<std::size_t>(input_.scratch()) * sizeof(float); }

  void run(const KernelArguments& arguments) const noexcept override {
    const PlaneWindow& w = window_;
    for (std::int64_t i = 0; i < arguments.samples; ++i)
      for (std::int64_t first = 0; first < w.out_height; first += input_.strip()) {
        const std::int64_t count = std::min(input_.strip(), w.out_height - first), row = w.out_width * w.channels;
        run_depthwise({.x = input_.prepare(input<float>(arguments, 0) + i * image(w), first, count,
                                           reinterpret_cast<float*>(arguments.scratch)),
                       .x_row = w.stride_y * input_.row(),
                       .x_step = w.stride_x * w.channels,
                       .taps = taps_.data(),
                       .tap_count = static_cast<std::int64_t>(taps_.size()),
                       .run = run_,
                       .w = input<float>(arguments, 1),
                       .bias = bias_ ? input<float>(arguments, 2) : nullptr,
                       .y = output<float>(arguments, 0) + i * result(w) + first * row,
                       .y_row = row,
                       .y_step = w.channels,
                       .rows = count,
                       .width = w.out_width,
                       .channels = w.channels,
                       .relu = relu_});
      }
  }

 private:
  PlaneWindow window_;
  bool bias_, relu_;
  PaddedRows input_;
  std::vector<DepthwiseTap> taps_;
  std::int64_t run_;
};

/// One axis of the data gradient of a window with a stride: the input pixels stride * i + r, for each rest r, see the
/// gradient's pixels i + offset, each through a tap of its own.
struct Gathering {
  struct Tap {
    std::int64_t tap, offset;
  };
  std::vector<std::vector<Tap>> rests;
  std::int64_t low = 0, high = 0;  ///< offsets lie between, 0 included

  Gathering(std::int64_t kernel, std::int64_t stride, std::int64_t dilation, std::int64_t pad)
      : rests(static_cast<std::size_t>(stride)) {
    for (std::int64_t rest = 0; rest < stride; ++rest)
      for (std::int64_t tap = 0; tap < kernel; ++tap) {
        const std::int64_t at = rest + pad - tap * dilation;
        if (at % stride != 0) continue;
        rests[static_cast<std::size_t>(rest)].push_back({tap, at / stride});
        low = std::min(low, at / stride);
        high = std::max(high, at / stride);
      }
  }
};

class BackwardData final : public Kernel {
 public:
  explicit BackwardData(const PlaneWindow& window)
      : window_(window),
        rows_(window.kernel_height, window.stride_y, window.dilation_y, window.top),
        columns_(window.kernel_width, window.stride_x, window.dilation_x, window.left),
        gradient_(over_gradient(), over_gradient().out_height, over_gradient().out_width, 1, strip_bytes) {
    for (std::size_t y = 0; y < rows_.rests.size(); ++y)
      for (std::size_t x = 0; x < columns_.rests.size(); ++x) add_part(y, x);
  }
  std::size_t scratch_bytes() const { return static_cast<std::size_t>(gradient_.scratch()) * sizeof(float); }

  void run(const KernelArguments& arguments) const noexcept override {
    const PlaneWindow& w = window_;
    const std::int64_t row = w.width * w.channels, all = over_gradient().out_height;
    for (std::int64_t i = 0; i < arguments.samples; ++i)
      for (std::int64_t first = 0; first < all; first += gradient_.strip()) {
        const std::int64_t count = std::min(gradient_.strip(), all - first);
        const float* dy = gradient_.prepare(input<float>(arguments, 0) + i * result(w), first, count,
                                            reinterpret_cast<float*>(arguments.scratch));
        for (const Part& part : parts_)
          run_depthwise({.x = dy,
                         .x_row = gradient_.row(),
                         .x_step = w.channels,
                         .taps = part.taps.data(),
                         .tap_count = static_cast<std::int64_t>(part.taps.size()),
                         .run = part.run,
                         .w = input<float>(arguments, 1),
                         .y = output<float>(arguments, 0) + i * image(w) + first * w.stride_y * row + part.y,
                         .y_row = w.stride_y * row,
                         .y_step = w.stride_x * w.channels,
                         .rows = std::min(count, part.rows - first),
                         .width = part.width,
                         .channels = w.channels});
      }
  }

 private:
  /// The input pixels of one rest of both axes.
  struct Part {
    std::vector<DepthwiseTap> taps;
    std::int64_t run, y, rows, width;
  };

  /// What is seen of the gradient, as a window of stride 1 over it.
  PlaneWindow over_gradient() const {
    const PlaneWindow& w = window_;
    return {.height = w.out_height,
            .width = w.out_width,
            .channels = w.channels,
            .out_height = (w.height + w.stride_y - 1) / w.stride_y,
            .out_width = (w.width + w.stride_x - 1) / w.stride_x,
            .kernel_height = rows_.high - rows_.low + 1,
            .kernel_width = columns_.high - columns_.low + 1,
            .top = -rows_.low,
            .left = -columns_.low};
  }

  void add_part(std::size_t y, std::size_t x) {
    const PlaneWindow& w = window_;
    const auto top = static_cast<std::int64_t>(y), left = static_cast<std::int64_t>(x);
    Part part{.taps = {},
              .run = 1,
              .y = (top * w.width + left) * w.channels,
              .rows = (w.height - top + w.stride_y - 1) / w.stride_y,
              .width = (w.width - left + w.stride_x - 1) / w.stride_x};
    for (const auto& row : rows_.rests[y])
      // The last taps see the first pixels.
      for (const auto& column : std::views::reverse(columns_.rests[x]))
        part.taps.push_back({(row.offset - rows_.low) * gradient_.row() + (column.offset - columns_.low) * w.channels,
                             (row.tap * w.kernel_width + column.tap) * w.channels});
    part.run = run_of(part.taps, w.channels);
    if (part.rows > 0 && part.width > 0) parts_.push_back(std::move(part));
  }

  PlaneWindow window_;
  Gathering rows_, columns_;
  PaddedRows gradient_;
  std::vector<Part> parts_;
};

class BackwardWeights final : public Kernel {
 public:
  BackwardWeights(const PlaneWindow& window, bool bias)
      : window_(window),
        bias_(bias),
        input_(window, window.out_height, window.out_width, 1, strip_bytes),
        taps_(taps_of(window, input_.row())),
        run_(run_of(taps_, window.stride_x * window.channels)) {}
  std::size_t scratch_bytes() const { return static_cast<std::size_t>(input_.scratch()) * sizeof(float); }

  void run(const KernelArguments& arguments) const noexcept override {
    const PlaneWindow& w = window_;
    const std::int64_t row = w.out_width * w.channels;
    for (std::int64_t i = 0; i < arguments.samples; ++i)
      for (std::int64_t first = 0; first < w.out_height; first += input_.strip()) {
        const std::int64_t count = std::min(input_.strip(), w.out_height - first);
        const float* dy = input<float>(arguments, 1) + i * result(w) + first * row;
        add_depthwise_weights({.x = input_.prepare(input<float>(arguments, 0) + i * image(w), first, count,
                                                   reinterpret_cast<float*>(arguments.scratch)),
                               .x_row = w.stride_y * input_.row(),
                               .x_step = w.stride_x * w.channels,
                               .taps = taps_.data(),
                               .tap_count = static_cast<std::int64_t>(taps_.size()),
                               .run = run_,
                               .dy = dy,
                               .rows = count,
                               .width = w.out_width,
                               .channels = w.channels,
                               .dw = output<float>(arguments, 0)});
        if (bias_) add_column_sums(dy, count * w.out_width, w.channels, output<float>(arguments, 1));
      }
  }

 private:
  PlaneWindow window_;
  bool bias_;
  PaddedRows input_;
  std::vector<DepthwiseTap> taps_;
  std::int64_t run_;
};

template <class Way, class... Flags>
Candidates candidate(const char* name, const Target& target, const PlaneWindow& window, Flags... flags) {
  Candidate way;
  way.name = name;
  way.cost = seconds_for(window, target.samples);
  way.scratch_bytes = Way(window, flags...).scratch_bytes();
  way.make = [=] { return std::make_unique<Way>(window, flags...); };
  return {way};
}

}  // namespace

/// Convolutions whose groups have one channel in and one out.
Candidates depthwise_candidates(const OperationSpec& operation, const Target& target) {
  const auto* attributes = std::get_if<ConvAttributes>(&operation.attributes);
  if (attributes == nullptr || attributes->max_pool || !all_float32(operation)) return {};
  const bool data = operation.code == OpCode::convolution_backward_data;
  const Shape& x = (data ? operation.outputs : operation.inputs)[0].shape;
  const Shape& w =
      (operation.code == OpCode::convolution_backward_weights ? operation.outputs[0] : operation.inputs[1]).shape;
  const auto window = plane_window(x, attributes->window);
  if (attributes->groups != x[-1] || w[-1] != x[-1] || x[-1] == 1 || !window) return {};
  if (data) return candidate<BackwardData>("native depthwise data", target, *window);
  if (operation.code == OpCode::convolution)
    return candidate<Forward>("native depthwise", target, *window, attributes->bias, attributes->relu);
  return candidate<BackwardWeights>("native depthwise weights", target, *window, operation.outputs.size() > 1);
}

}  // namespace fovea::native
