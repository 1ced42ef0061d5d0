#include <algorithm>

#include "fovea/kernels/native/families.h"

namespace fovea::native {
namespace {

/// Plain weights (positions..., in, out) to flipped_layout.
class FlipKernel final : public Kernel {
 public:
  explicit FlipKernel(const Shape& shape)
      : positions_(shape.count(0, shape.rank() - 2)), in_(shape[-2]), out_(shape[-1]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    // Square blocks: both sides stay in the cache.
    constexpr std::int64_t block = 16;
    for (std::int64_t p = 0; p < positions_; ++p) {
      const float* from = input<float>(arguments, 0) + p * in_ * out_;
      float* to = output<float>(arguments, 0) + (positions_ - 1 - p) * in_ * out_;
      for (std::int64_t i = 0; i < in_; i += block)
        for (std::int64_t o = 0; o < out_; o += block)
          for (std::int64_t k = o; k < std::min(o + block, out_); ++k)
            for (std::int64_t j = i; j < std::min(i + block, in_); ++j) to[k * in_ + j] = from[j * out_ + k];
    }
  }

 private:
  std::int64_t positions_, in_, out_;
};

}  // namespace

Candidates flip_candidates(const OperationSpec& operation, const Target&) {
  if (operation.code != OpCode::reorder || !all_float32(operation)) return {};
  const TensorDesc &from = operation.inputs[0], &to = operation.outputs[0];
  if (!from.layout.plain() || to.layout.id != flipped_layout || from.shape.rank() < 2) return {};
  Candidate result;
  result.name = "native flip";
  result.cost = 1e-9 * static_cast<double>(from.shape.count());
  result.make = [shape = from.shape] { return std::make_unique<FlipKernel>(shape); };
  return {result};
}

}  // namespace fovea::native
