#include <algorithm>

#include "fovea/base/threads.h"
#include "fovea/kernels/onednn/create.h"
#include "fovea/kernels/onednn/primitive.h"

namespace fovea::onednn {
namespace {

using dnnl::memory;

/// Plain weights, so that one matrix serves forward, backward and the update without a reorder.
class DenseKernel : public Kernel {
 public:
  DenseKernel(const OperationSpec& op, const Target& target, std::int64_t samples) : code_(op.code) {
    const PreparedThreads threads(target.threads);
    const bool forward = code_ == OpCode::dense, data = code_ == OpCode::dense_backward_data;
    const TensorDesc& x = data ? op.outputs[0] : op.inputs[0];
    const TensorDesc& w = forward || data ? op.inputs[1] : op.outputs[0];
    const TensorDesc& y = forward ? op.outputs[0] : data ? op.inputs[0] : op.inputs[1];
    const std::int64_t count = (x.batched ? samples : 1) * (x.unit() / x.shape[-1]);
    const auto xd = rows({count, x.shape[-1]}), yd = rows({count, y.shape[-1]}), wd = plain_weights(op, w.shape, 1);
    bias_ = forward ? op.inputs.size() > 2 : !data && op.outputs.size() > 1;
    const auto bd = bias_ ? std::optional(rows({y.shape[-1]})) : std::nullopt;
    dnnl::primitive_attr attr = user_scratchpad();
    if (forward && std::get<DenseAttributes>(op.attributes).relu) {
      dnnl::post_ops ops;
      append_relu(ops);
      attr.set_post_ops(ops);
    }
    const auto fpd =
        inner_product_forward(cpu(), xd, wd, forward ? bd : std::nullopt, yd, forward ? attr : user_scratchpad());
    if (forward) {
      prepare(dnnl::inner_product_forward(fpd), fpd.scratchpad_desc(),
              {{DNNL_ARG_SRC, xd}, {DNNL_ARG_WEIGHTS, wd}, {DNNL_ARG_DST, yd}}, DNNL_ARG_BIAS, bd, target);
    } else if (data) {
      const auto pd = inner_product_backward_data(cpu(), xd, wd, yd, fpd, user_scratchpad());
      prepare(dnnl::inner_product_backward_data(pd), pd.scratchpad_desc(),
              {{DNNL_ARG_DIFF_DST, yd}, {DNNL_ARG_WEIGHTS, wd}, {DNNL_ARG_DIFF_SRC, xd}}, 0, std::nullopt, target);
    } else {
      const auto pd = inner_product_backward_weights(cpu(), xd, wd, bd, yd, fpd, user_scratchpad());
      prepare(dnnl::inner_product_backward_weights(pd), pd.scratchpad_desc(),
              {{DNNL_ARG_SRC, xd}, {DNNL_ARG_DIFF_DST, yd}, {DNNL_ARG_DIFF_WEIGHTS, wd}}, DNNL_ARG_DIFF_BIAS, bd,
              target);
      weights_ = static_cast<std::size_t>(w.shape.count());
      channels_ = bias_ ? static_cast<std::size_t>(y.shape[-1]) : 0;
    }
  }

  std::size_t scratch() const { return pad_bytes_ + (weights_ + channels_) * sizeof(float) + 128; }

  void run(const KernelArguments& a) const noexcept override {
    if (code_ == OpCode::dense_backward_weights) return run_weights(a);
    void* const memory[] = {const_cast<std::byte*>(a.inputs[0]), const_cast<std::byte*>(a.inputs[1]), a.outputs[0],
                            a.scratch, bias_ ? const_cast<std::byte*>(a.inputs[2]) : nullptr};
    execution_->run(a.lane, std::span(memory, bias_ ? 5 : 4));
  }

 private:
  void prepare(const dnnl::primitive& primitive, const memory::desc& pad,
               std::vector<std::pair<int, memory::desc>> arguments, int bias,
               const std::optional<memory::desc>& bias_desc, const Target& target) {
    arguments.emplace_back(DNNL_ARG_SCRATCHPAD, pad);
    if (bias_) arguments.emplace_back(bias, *bias_desc);
    pad_bytes_ = (pad.get_size() + 63) / 64 * 64;
    execution_.emplace(primitive, arguments, target.lanes);
  }

  /// oneDNN overwrites; the sums of the shard are added to here.
  void run_weights(const KernelArguments& a) const noexcept {
    float* weights = reinterpret_cast<float*>(a.scratch + pad_bytes_);
    float* bias = weights + weights_;
    void* const memory[] = {const_cast<std::byte*>(a.inputs[0]), const_cast<std::byte*>(a.inputs[1]), weights,
                            a.scratch, bias};
    execution_->run(a.lane, std::span(memory, bias_ ? 5 : 4));
    const auto add = [](const float* from, std::byte* bytes, std::size_t count) {
      float* to = reinterpret_cast<float*>(bytes);
      for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
    };
    add(weights, a.outputs[0], weights_);
    if (bias_) add(bias, a.outputs[1], channels_);
  }

  OpCode code_;
  bool bias_ = false;
  std::size_t weights_ = 0, channels_ = 0, pad_bytes_ = 0;
  std::optional<Execution> execution_;
};

/// A kernel for each number of samples that occurs.
class DenseBySamples : public Kernel {
 public:
  DenseBySamples(const OperationSpec& op, const Target& target) {
    kernels_.emplace_back(target.samples, std::make_unique<DenseKernel>(op, target, target.samples));
    for (std::int64_t rest : target.rests)
      kernels_.emplace_back(rest, std::make_unique<DenseKernel>(op, target, rest));
  }
  std::size_t scratch() const {
    std::size_t bytes = 0;
    for (const auto& [samples, kernel] : kernels_) bytes = std::max(bytes, kernel->scratch());
    return bytes;
  }
  void run(const KernelArguments& a) const noexcept override {
    for (const auto& [samples, kernel] : kernels_)
      if (samples == a.samples) return kernel->run(a);
  }

 private:
  std::vector<std::pair<std::int64_t, std::unique_ptr<DenseKernel>>> kernels_;
};

}  // namespace

std::vector<Candidate> dense_candidates(const OperationSpec& op, const Target& target) {
  const auto kernel = std::make_shared<DenseBySamples>(op, target);
  return {
      {"onednn inner product", expected_seconds(op, target), {}, kernel->scratch(), [=]() -> std::unique_ptr<Kernel> {
         return std::make_unique<DenseBySamples>(op, target);
       }}};
}

}  // namespace fovea::onednn
