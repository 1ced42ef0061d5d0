#include <algorithm>

#include "fovea/kernels/native/families.h"

namespace fovea {
namespace native {
namespace {

constexpr auto families = {convolution_candidates, convolution_weights_candidates,
                           depthwise_candidates,   dense_candidates,
                           pool_candidates,        unary_candidates,
                           arithmetic_candidates,  normalize_candidates,
                           softmax_candidates,     cross_entropy_candidates,
                           reduce_candidates,      weights_candidates,
                           broadcast_candidates,   resize_candidates,
                           noise_candidates};

class NativeProvider final : public Provider {
 public:
  std::string_view name() const override { return "native"; }
  std::vector<Candidate> candidates(const OperationSpec& operation, const Target& target) const override {
    Candidates all;
    for (const auto family : families)
      for (Candidate& candidate : family(operation, target)) all.push_back(std::move(candidate));
    return all;
  }
};

}  // namespace

bool all_float32(const OperationSpec& operation) {
  const auto float32 = [](const TensorDesc& value) { return value.dtype == DType::f32; };
  return std::ranges::all_of(operation.inputs, float32) && std::ranges::all_of(operation.outputs, float32);
}

}  // namespace native

[[gnu::visibility("default")]] const Provider& native_provider() {
  static const native::NativeProvider provider;
  return provider;
}

}  // namespace fovea
