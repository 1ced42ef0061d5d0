// Speed of single operations of the benchmark networks, each on one micro-batch and one thread.
// fovea_bench_kernels [PART]: only operations whose name contains PART.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/base/random.h"
#include "fovea/graph/program.h"
#include "fovea/kernels/kernel.h"

namespace {
using namespace fovea;

struct Case {
  std::string name;
  OperationSpec spec;
};

TensorDesc value(const Shape& shape, bool batched, DType dtype = DType::f32) {
  return {.shape = shape, .dtype = dtype, .batched = batched, .layout = {}};
}

Array filled(const TensorDesc& desc, Random& random) {
  Array array(desc.shape, desc.dtype);
  if (desc.dtype == DType::f32)
    for (float& element : array.values<float>()) element = static_cast<float>(random.normal());
  if (desc.dtype == DType::u8)
    for (std::uint8_t& element : array.values<std::uint8_t>()) element = static_cast<std::uint8_t>(random.below(4));
  return array;
}

/// Best of several runs. Units    s
double best_time(const Kernel& kernel, const KernelArguments& arguments) {
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::time_point from) {
    return std::chrono::duration<double>(Clock::now() - from).count();
  };
  const auto start = Clock::now();
  kernel.run(arguments);
  const int runs = std::max(1, static_cast<int>(2e-3 / std::max(seconds(start), 1e-7)));
  double best = 1e9;
  for (int repeat = 0; repeat < 25; ++repeat) {
    const auto from = Clock::now();
    for (int i = 0; i < runs; ++i) kernel.run(arguments);
    best = std::min(best, seconds(from) / runs);
  }
  return best;
}

void measure(const Case& operation, const Provider& provider) {
  const OperationSpec& spec = operation.spec;
  const std::int64_t samples = spec.inputs[0].shape[0];
  Random random(1);
  for (const Candidate& candidate : provider.candidates(spec, {.samples = samples})) {
    std::vector<Array> inputs, outputs;
    std::vector<const std::byte*> from;
    std::vector<std::byte*> to;
    for (std::size_t i = 0; i < spec.inputs.size(); ++i) {
      Array values = filled(spec.inputs[i], random);
      // Weights in a layout of the provider's own: only their size matters here.
      if (i < candidate.inputs.size() && !candidate.inputs[i].plain())
        values = Array({static_cast<std::int64_t>(candidate.inputs[i].bytes)}, DType::u8);
      from.push_back(inputs.emplace_back(std::move(values)).raw());
    }
    for (const TensorDesc& desc : spec.outputs) to.push_back(outputs.emplace_back(filled(desc, random)).raw());
    Array scratch({static_cast<std::int64_t>(candidate.scratch_bytes) + 64}, DType::u8);
    const auto kernel = candidate.make();
    const KernelArguments arguments{.inputs = from.data(),
                                    .outputs = to.data(),
                                    .scratch = scratch.raw(),
                                    .samples = samples,
                                    .first_sample = 0,
                                    .step = {}};
    const double time = best_time(*kernel, arguments);
    fmt::print("{:26} {:24} {:9.2f} us/sample {:7.1f} GFLOP/s   cost/time {:.2f}\n", operation.name, candidate.name,
               time / static_cast<double>(samples) * 1e6, flops(spec, samples) / time * 1e-9, candidate.cost / time);
  }
}

struct Network {
  std::string name;
  std::int64_t samples;
  std::vector<Case> operations{};

  void add(const std::string& what, OpCode code, Attributes attributes, std::vector<TensorDesc> in,
           std::vector<TensorDesc> out) {
    operations.push_back({name + " " + what, {code, std::move(attributes), std::move(in), std::move(out)}});
  }

  /// A 3x3 convolution of size x size images with its gradients; returns the size behind it.
  std::int64_t convolution(const std::string& what, std::int64_t size, std::int64_t in, std::int64_t out, bool same,
                           bool pools, bool data_gradient) {
    ConvAttributes attributes;
    attributes.window.kernel = {1, 3, 3};
    if (same) attributes.window.pad_begin = attributes.window.pad_end = {0, 1, 1};
    attributes.bias = attributes.relu = true;
    const std::int64_t full = same ? size : size - 2, pooled = pools ? full / 2 : full;
    const TensorDesc x = value({samples, size, size, in}, true);
    const TensorDesc w = value({3, 3, in, out}, false), b = value({out}, false);
    const TensorDesc dy = value({samples, full, full, out}, true), y = value({samples, pooled, pooled, out}, true);
    if (pools) {
      PoolAttributes pool;
      pool.window.kernel = pool.window.stride = {1, 2, 2};
      pool.relu = true;
      TensorDesc argmax = y;
      argmax.dtype = DType::u8;
      ConvAttributes forward = attributes;
      forward.max_pool = true;
      forward.pool = pool.window;
      add(what + " pool", OpCode::convolution, forward, {x, w, b}, {y, argmax});
      add(what + " pool back", OpCode::pool_backward, pool, {y, argmax, y}, {dy});
    } else {
      add(what, OpCode::convolution, attributes, {x, w, b}, {y});
    }
    if (data_gradient) add(what + " data", OpCode::convolution_backward_data, attributes, {dy, w}, {x});
    add(what + " weights", OpCode::convolution_backward_weights, attributes, {x, dy}, {w, b});
    return pooled;
  }

  /// A 3x3 depthwise convolution of size x size images with its gradients; returns the size behind it.
  std::int64_t depthwise(const std::string& what, std::int64_t size, std::int64_t channels, std::int64_t stride) {
    ConvAttributes attributes;
    attributes.window = {.kernel = {1, 3, 3},
                         .stride = {1, stride, stride},
                         .pad_begin = {0, 2 - stride, 2 - stride},
                         .pad_end = {0, 1, 1}};
    attributes.groups = channels;
    const std::int64_t smaller = size / stride;
    const TensorDesc x = value({samples, size, size, channels}, true);
    const TensorDesc y = value({samples, smaller, smaller, channels}, true), w = value({3, 3, 1, channels}, false);
    add(what, OpCode::convolution, attributes, {x, w}, {y});
    add(what + " data", OpCode::convolution_backward_data, attributes, {y, w}, {x});
    add(what + " weights", OpCode::convolution_backward_weights, attributes, {x, y}, {w});
    return smaller;
  }

  void dense(const std::string& what, std::int64_t in, std::int64_t out) {
    const TensorDesc x = value({samples, in}, true), w = value({in, out}, false), b = value({out}, false);
    const TensorDesc y = value({samples, out}, true);
    const DenseAttributes attributes{.bias = true, .relu = false};
    add(what, OpCode::dense, attributes, {x, w, b}, {y});
    add(what + " data", OpCode::dense_backward_data, attributes, {y, w}, {x});
    add(what + " weights", OpCode::dense_backward_weights, attributes, {x, y}, {w, b});
  }
};

std::vector<Network> networks() {
  Network fashion{"fashion", 4};
  std::int64_t size = fashion.convolution("conv1", 28, 1, 64, true, true, false);
  size = fashion.convolution("conv2", size, 64, 64, false, true, true);
  fashion.convolution("conv3", size, 64, 32, false, true, true);
  fashion.dense("dense1", 128, 128);
  fashion.dense("dense2", 128, 10);
  Network digits{"digits", 16};
  size = digits.convolution("conv1", 28, 1, 6, true, true, false);
  size = digits.convolution("conv2", size, 6, 16, true, true, true);
  digits.dense("dense", size * size * 16, 10);
  Network vgg{"tinyvgg", 1};
  size = vgg.convolution("conv1", 224, 3, 10, false, false, false);
  size = vgg.convolution("conv2", size, 10, 10, false, true, true);
  size = vgg.convolution("conv3", size, 10, 10, false, false, true);
  size = vgg.convolution("conv4", size, 10, 10, false, true, true);
  vgg.dense("dense", size * size * 10, 10);
  Network mobile{"mobilenet", 1};  // the depthwise convolutions of MobileNet
  mobile.depthwise("depthwise1", 112, 32, 1);
  mobile.depthwise("depthwise2", 112, 64, 2);
  mobile.depthwise("depthwise3", 56, 128, 1);
  mobile.depthwise("depthwise5", 28, 256, 1);
  mobile.depthwise("depthwise7", 14, 512, 1);
  mobile.depthwise("depthwise12", 14, 512, 2);
  return {fashion, digits, vgg, mobile};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string part = argc > 1 ? argv[1] : "";
  for (const Network& network : networks())
    for (const Case& operation : network.operations)
      if (operation.name.find(part) != std::string::npos)
        for (const Provider* provider : default_providers())
          if (provider != &reference_provider()) measure(operation, *provider);
}
