#include "fovea/kernels/reference/family.h"

namespace fovea {
namespace {

KernelMaker maker_of(const OperationSpec& operation) {
  switch (operation.code) {
    case OpCode::convolution:
      return reference_convolution(operation);
    case OpCode::convolution_backward_data:
    case OpCode::convolution_backward_weights:
      return reference_convolution_backward(operation);
    case OpCode::dense:
    case OpCode::dense_backward_data:
    case OpCode::dense_backward_weights:
      return reference_dense(operation);
    case OpCode::pool:
    case OpCode::pool_backward:
      return reference_pool(operation);
    case OpCode::unary:
    case OpCode::unary_backward:
      return reference_unary(operation);
    case OpCode::binary:
      return reference_binary(operation);
    case OpCode::reduce:
    case OpCode::reduce_max_backward:
      return reference_reduce(operation);
    case OpCode::broadcast:
      return reference_broadcast(operation);
    case OpCode::softmax:
    case OpCode::softmax_backward:
      return reference_softmax(operation);
    case OpCode::dropout:
      return reference_dropout(operation);
    case OpCode::noise:
      return reference_noise(operation);
    case OpCode::resize:
      return reference_resize(operation);
    case OpCode::histogram:
    case OpCode::augment:
      return reference_augment(operation);
    case OpCode::concat:
    case OpCode::slice:
    case OpCode::pad:
    case OpCode::reshape:
    case OpCode::transpose:
      return reference_shape(operation);
    case OpCode::cast:
      return reference_cast(operation);
    case OpCode::normalize:
    case OpCode::normalize_backward:
      return reference_normalize(operation);
    case OpCode::moments:
    case OpCode::moments_finish:
    case OpCode::normalize_backward_sums:
    case OpCode::sums_split:
    case OpCode::moving_average:
      return reference_statistics(operation);
    case OpCode::cross_entropy:
    case OpCode::cross_entropy_backward:
      return reference_cross_entropy(operation);
    case OpCode::reorder:
      return {};
  }
  return {};
}

bool plain(const std::vector<TensorDesc>& values) {
  for (const TensorDesc& value : values)
    if (!value.layout.plain()) return false;
  return true;
}

/// The convolution with pooling keeps one pixel of the unpooled result, the change of pictures what it drew.
std::size_t scratch_of(const OperationSpec& operation) {
  if (operation.code == OpCode::augment || operation.code == OpCode::histogram) return augment_scratch(operation);
  const auto* attributes = std::get_if<ConvAttributes>(&operation.attributes);
  if (operation.code != OpCode::convolution || !attributes->max_pool) return 0;
  return static_cast<std::size_t>(operation.outputs[0].shape[-1]) * size_of(operation.outputs[0].dtype);
}

class ReferenceProvider final : public Provider {
 public:
  std::string_view name() const override { return "reference"; }

  std::vector<Candidate> candidates(const OperationSpec& operation, const Target& target) const override {
    if (!plain(operation.inputs) || !plain(operation.outputs)) return {};
    KernelMaker make = maker_of(operation);
    if (!make) return {};
    // Far above what any other provider expects, so that it is chosen only where there is no other.
    constexpr double flops_per_second = 0.5e9, call_seconds = 1e-6;
    Candidate candidate;
    candidate.name = "reference";
    candidate.cost = call_seconds + flops(operation, target.samples) / flops_per_second;
    candidate.scratch_bytes = scratch_of(operation);
    candidate.make = std::move(make);
    return {std::move(candidate)};
  }
};

}  // namespace

const Provider& reference_provider() {
  static const ReferenceProvider provider;
  return provider;
}

}  // namespace fovea
