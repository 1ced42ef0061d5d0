#include <algorithm>

#include "fovea/base/threads.h"
#include "fovea/kernels/onednn/create.h"
#include "fovea/kernels/onednn/primitive.h"

namespace fovea::onednn {
namespace {

using dnnl::memory;

/// Channels-last images (N, spatial..., C) as oneDNN sees them: dims (N, C, spatial...).
memory::desc images(const TensorDesc& value, std::int64_t samples, int spatial) {
  const Shape& shape = value.shape;
  memory::dims dims{samples, shape[-1]}, strides{value.unit(), 1};
  std::int64_t stride = shape[-1];
  memory::dims spatial_strides(static_cast<std::size_t>(spatial));
  for (int i = spatial; i-- > 0; stride *= shape[i + 1]) spatial_strides[static_cast<std::size_t>(i)] = stride;
  for (int i = 0; i < spatial; ++i) {
    dims.push_back(shape[i + 1]);
    strides.push_back(spatial_strides[static_cast<std::size_t>(i)]);
  }
  return {dims, memory::data_type::f32, strides};
}

/// The parts of an operation under the names that all three directions share.
struct Problem {
  const TensorDesc &x, &w, &y;
  int spatial;
  Window window;
  std::int64_t groups;
  bool bias, relu;

  static Problem of(const OperationSpec& op) {
    const auto& attributes = std::get<ConvAttributes>(op.attributes);
    const bool forward = op.code == OpCode::convolution, data = op.code == OpCode::convolution_backward_data;
    const TensorDesc& x = data ? op.outputs[0] : op.inputs[0];
    const TensorDesc& w = forward || data ? op.inputs[1] : op.outputs[0];
    const TensorDesc& y = forward ? op.outputs[0] : data ? op.inputs[0] : op.inputs[1];
    Problem p{x, w, y, x.shape.rank() - 2, {}, attributes.groups, attributes.bias, attributes.relu};
    if (op.code == OpCode::convolution_backward_weights) p.bias = op.outputs.size() > 1;
    for (int i = 3 - p.spatial; i < 3; ++i) {
      const auto axis = static_cast<std::size_t>(i);
      p.window.strides.push_back(attributes.window.stride[axis]);
      p.window.dilates.push_back(attributes.window.dilation[axis] - 1);
      p.window.pad_begin.push_back(attributes.window.pad_begin[axis]);
      // Rows that no window reaches are negative padding for oneDNN.
      const std::int64_t in = x.shape[i - (3 - p.spatial) + 1], out = y.shape[i - (3 - p.spatial) + 1];
      const std::int64_t span = (attributes.window.kernel[axis] - 1) * attributes.window.dilation[axis] + 1;
      p.window.pad_end.push_back((out - 1) * attributes.window.stride[axis] + span - in -
                                 attributes.window.pad_begin[axis]);
    }
    return p;
  }

  memory::desc any_weights(const OperationSpec& op) const {
    return {dims_of(plain_weights(op, w.shape, groups)), memory::data_type::f32, memory::format_tag::any};
  }
  std::optional<memory::desc> bias_desc() const {
    if (!bias) return std::nullopt;
    return memory::desc({y.shape[-1]}, memory::data_type::f32, memory::format_tag::a);
  }
};

dnnl::convolution_forward::primitive_desc forward_desc(const OperationSpec& op, std::int64_t samples,
                                                       const memory::desc& weights) {
  const Problem p = Problem::of(op);
  dnnl::primitive_attr attr = user_scratchpad();
  if (p.relu && op.code == OpCode::convolution) {
    dnnl::post_ops ops;
    append_relu(ops);
    attr.set_post_ops(ops);
  }
  return convolution_forward(cpu(), true, images(p.x, samples, p.spatial), weights, p.bias_desc(),
                             images(p.y, samples, p.spatial), p.window, attr);
}

/// Runs the execution made for the number of samples at hand.
class BySamples {
 public:
  void add(std::int64_t samples, Execution execution) { executions_.emplace_back(samples, std::move(execution)); }
  const Execution& at(std::int64_t samples) const {
    const auto found =
        std::find_if(executions_.begin(), executions_.end(), [&](const auto& e) { return e.first == samples; });
    return (found == executions_.end() ? executions_.front() : *found).second;
  }

 private:
  std::vector<std::pair<std::int64_t, Execution>> executions_;
};

std::vector<std::int64_t> sample_counts(const Target& target) {
  std::vector<std::int64_t> counts{target.samples};
  counts.insert(counts.end(), target.rests.begin(), target.rests.end());
  return counts;
}

class ForwardKernel : public Kernel {
 public:
  ForwardKernel(const OperationSpec& op, const Target& target, const memory::desc& weights)
      : bias_(op.inputs.size() > 2) {
    const PreparedThreads threads(target.threads);
    for (std::int64_t samples : sample_counts(target)) {
      const auto pd = forward_desc(op, samples, weights);
      std::vector<std::pair<int, memory::desc>> arguments{{DNNL_ARG_SRC, pd.src_desc()},
                                                          {DNNL_ARG_WEIGHTS, pd.weights_desc()},
                                                          {DNNL_ARG_DST, pd.dst_desc()},
                                                          {DNNL_ARG_SCRATCHPAD, pd.scratchpad_desc()}};
      if (bias_) arguments.emplace_back(DNNL_ARG_BIAS, pd.bias_desc());
      executions_.add(samples, Execution(dnnl::convolution_forward(pd), arguments, target.lanes));
    }
  }
  void run(const KernelArguments& a) const noexcept override {
    void* const memory[] = {const_cast<std::byte*>(a.inputs[0]), const_cast<std::byte*>(a.inputs[1]), a.outputs[0],
                            a.scratch, bias_ ? const_cast<std::byte*>(a.inputs[2]) : nullptr};
    executions_.at(a.samples).run(a.lane, std::span(memory, bias_ ? 5 : 4));
  }

 private:
  bool bias_;
  BySamples executions_;
};

class BackwardDataKernel : public Kernel {
 public:
  BackwardDataKernel(const OperationSpec& op, const Target& target, const memory::desc& weights) {
    const PreparedThreads threads(target.threads);
    const Problem p = Problem::of(op);
    for (std::int64_t samples : sample_counts(target)) {
      const auto pd =
          convolution_backward_data(cpu(), images(p.x, samples, p.spatial), weights, images(p.y, samples, p.spatial),
                                    p.window, forward_desc(op, samples, p.any_weights(op)), user_scratchpad());
      executions_.add(samples, Execution(dnnl::convolution_backward_data(pd),
                                         {{DNNL_ARG_DIFF_DST, pd.diff_dst_desc()},
                                          {DNNL_ARG_WEIGHTS, pd.weights_desc()},
                                          {DNNL_ARG_DIFF_SRC, pd.diff_src_desc()},
                                          {DNNL_ARG_SCRATCHPAD, pd.scratchpad_desc()}},
                                         target.lanes));
    }
  }
  void run(const KernelArguments& a) const noexcept override {
    void* const memory[] = {const_cast<std::byte*>(a.inputs[0]), const_cast<std::byte*>(a.inputs[1]), a.outputs[0],
                            a.scratch};
    executions_.at(a.samples).run(a.lane, memory);
  }

 private:
  BySamples executions_;
};

/// oneDNN overwrites weight gradients in a layout of its own; a second primitive adds them to the sums of the shard.
class BackwardWeightsKernel : public Kernel {
 public:
  BackwardWeightsKernel(const OperationSpec& op, const Target& target) {
    const PreparedThreads threads(target.threads);
    const Problem p = Problem::of(op);
    bias_ = p.bias;
    channels_ = p.y.shape[-1];
    for (std::int64_t samples : sample_counts(target)) {
      const auto pd = convolution_backward_weights(cpu(), images(p.x, samples, p.spatial), p.any_weights(op),
                                                   p.bias_desc(), images(p.y, samples, p.spatial), p.window,
                                                   forward_desc(op, samples, p.any_weights(op)), user_scratchpad());
      std::vector<std::pair<int, memory::desc>> arguments{{DNNL_ARG_SRC, pd.src_desc()},
                                                          {DNNL_ARG_DIFF_DST, pd.diff_dst_desc()},
                                                          {DNNL_ARG_DIFF_WEIGHTS, pd.diff_weights_desc()},
                                                          {DNNL_ARG_SCRATCHPAD, pd.scratchpad_desc()}};
      if (bias_) arguments.emplace_back(DNNL_ARG_DIFF_BIAS, pd.diff_bias_desc());
      executions_.add(samples, Execution(dnnl::convolution_backward_weights(pd), arguments, target.lanes));

      dnnl::post_ops ops;
      ops.append_sum();
      dnnl::primitive_attr attr = user_scratchpad();
      attr.set_post_ops(ops);
      const auto plain = plain_weights(op, p.w.shape, p.groups);
      const dnnl::reorder::primitive_desc sum(cpu(), pd.diff_weights_desc(), cpu(), plain, attr);
      sums_.add(samples, Execution(dnnl::reorder(sum),
                                   {{DNNL_ARG_FROM, pd.diff_weights_desc()},
                                    {DNNL_ARG_TO, plain},
                                    {DNNL_ARG_SCRATCHPAD, sum.scratchpad_desc()}},
                                   target.lanes));
      weights_bytes_ = std::max(weights_bytes_, (pd.diff_weights_desc().get_size() + 63) / 64 * 64);
      pad_bytes_ = std::max({pad_bytes_, pd.scratchpad_desc().get_size(), sum.scratchpad_desc().get_size()});
    }
    bias_bytes_ = bias_ ? (static_cast<std::size_t>(channels_) * sizeof(float) + 63) / 64 * 64 : 0;
  }
  std::size_t scratch() const { return weights_bytes_ + bias_bytes_ + pad_bytes_; }

  void run(const KernelArguments& a) const noexcept override {
    std::byte *weights = a.scratch, *bias = weights + weights_bytes_, *pad = bias + bias_bytes_;
    void* const memory[] = {const_cast<std::byte*>(a.inputs[0]), const_cast<std::byte*>(a.inputs[1]), weights, pad,
                            bias};
    executions_.at(a.samples).run(a.lane, std::span(memory, bias_ ? 5 : 4));
    void* const add[] = {weights, a.outputs[0], pad};
    sums_.at(a.samples).run(a.lane, add);
    if (!bias_) return;
    const float* from = reinterpret_cast<const float*>(bias);
    float* to = reinterpret_cast<float*>(a.outputs[1]);
    for (std::int64_t i = 0; i < channels_; ++i) to[i] += from[i];
  }

 private:
  BySamples executions_, sums_;
  bool bias_ = false;
  std::int64_t channels_ = 0;
  std::size_t weights_bytes_ = 0, bias_bytes_ = 0, pad_bytes_ = 0;
};

}  // namespace

std::vector<Candidate> convolution_candidates(const OperationSpec& op, const Target& target) {
  const auto& attributes = std::get<ConvAttributes>(op.attributes);
  if (attributes.max_pool) return {};
  const PreparedThreads threads(target.threads);
  const Problem p = Problem::of(op);
  const double seconds = expected_seconds(op, target);
  if (op.code == OpCode::convolution_backward_weights) {
    const auto kernel = std::make_shared<BackwardWeightsKernel>(op, target);
    return {{"onednn convolution weights", seconds, {}, kernel->scratch(), [=]() -> std::unique_ptr<Kernel> {
               return std::make_unique<BackwardWeightsKernel>(*kernel);
             }}};
  }
  const auto hint = forward_desc(op, target.samples, p.any_weights(op));
  const auto plain = plain_weights(op, p.w.shape, p.groups);
  if (op.code == OpCode::convolution) {
    const auto weights = hint.weights_desc();
    return {{std::string("onednn ") + hint.impl_info_str(),
             seconds,
             {{}, layout_of(weights, weights == plain)},
             hint.scratchpad_desc().get_size(),
             [=]() -> std::unique_ptr<Kernel> { return std::make_unique<ForwardKernel>(op, target, weights); }}};
  }
  const auto pd =
      convolution_backward_data(cpu(), images(p.x, target.samples, p.spatial), p.any_weights(op),
                                images(p.y, target.samples, p.spatial), p.window, hint, user_scratchpad());
  const auto weights = pd.weights_desc();
  return {{std::string("onednn ") + pd.impl_info_str(),
           seconds,
           {{}, layout_of(weights, weights == plain)},
           pd.scratchpad_desc().get_size(),
           [=]() -> std::unique_ptr<Kernel> { return std::make_unique<BackwardDataKernel>(op, target, weights); }}};
}

}  // namespace fovea::onednn
