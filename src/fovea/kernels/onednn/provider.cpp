#include "fovea/kernels/onednn/primitive.h"

namespace fovea {
namespace {

class OnednnProvider : public Provider {
 public:
  std::string_view name() const override { return "onednn"; }
  std::vector<Candidate> candidates(const OperationSpec& operation, const Target& target) const override {
    for (const auto* list : {&operation.inputs, &operation.outputs})
      for (const TensorDesc& value : *list)
        if (value.dtype != DType::f32) return {};
    try {
      switch (operation.code) {
        case OpCode::convolution:
        case OpCode::convolution_backward_data:
        case OpCode::convolution_backward_weights:
          return onednn::convolution_candidates(operation, target);
        case OpCode::dense:
        case OpCode::dense_backward_data:
        case OpCode::dense_backward_weights:
          return onednn::dense_candidates(operation, target);
        case OpCode::reorder:
          return onednn::reorder_candidates(operation, target);
        default:
          return {};
      }
    } catch (const dnnl::error&) {
      return {};  // a shape that oneDNN does not implement: others have it
    }
  }
};

}  // namespace

[[gnu::visibility("default")]] const Provider& onednn_provider() {
  static const OnednnProvider provider;
  return provider;
}

}  // namespace fovea
