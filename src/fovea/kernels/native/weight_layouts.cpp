#include <algorithm>

#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/winograd.h"

namespace fovea::native {
namespace {

/// Plain weights (positions..., in, out) to flipped_layout.
void flip(const float* weights, std::int64_t positions, std::int64_t in, std::int64_t out, float* flipped) {
  // Square blocks: both sides stay in the cache.
  constexpr std::int64_t block = 16;
  for (std::int64_t p = 0; p < positions; ++p) {
    const float* from = weights + p * in * out;
    float* to = flipped + (positions - 1 - p) * in * out;
    for (std::int64_t i = 0; i < in; i += block)
      for (std::int64_t o = 0; o < out; o += block)
        for (std::int64_t k = o; k < std::min(o + block, out); ++k)
          for (std::int64_t j = i; j < std::min(i + block, in); ++j) to[k * in + j] = from[j * out + k];
  }
}

/// Plain weights to one of fovea's layouts.
class WeightsKernel final : public Kernel {
 public:
  WeightsKernel(const Shape& shape, bool flips, bool winograd)
      : positions_(shape.count(0, shape.rank() - 2)),
        in_(shape[-2]),
        out_(shape[-1]),
        flips_(flips),
        winograd_(winograd) {}

  std::size_t scratch_bytes() const {
    return flips_ && winograd_ ? static_cast<std::size_t>(positions_ * in_ * out_) * sizeof(float) : 0;
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const float* weights = input<float>(arguments, 0);
    float* to = output<float>(arguments, 0);
    if (!winograd_) return flip(weights, positions_, in_, out_, to);
    if (!flips_) return winograd_weights(weights, in_, out_, to);
    auto* flipped = reinterpret_cast<float*>(arguments.scratch);
    flip(weights, positions_, in_, out_, flipped);
    winograd_weights(flipped, out_, in_, to);
  }

 private:
  std::int64_t positions_, in_, out_;
  bool flips_, winograd_;
};

}  // namespace

Candidates weights_candidates(const OperationSpec& operation, const Target&) {
  if (operation.code != OpCode::reorder || !all_float32(operation)) return {};
  const TensorDesc &from = operation.inputs[0], &to = operation.outputs[0];
  const std::string& layout = to.layout.id;
  const bool winograd = layout == winograd_layout || layout == winograd_flipped_layout;
  const bool flips = layout == flipped_layout || layout == winograd_flipped_layout;
  if (!from.layout.plain() || (!winograd && !flips) || from.shape.rank() < 2) return {};
  Candidate result;
  result.name = winograd ? "native winograd weights" : "native flip";
  result.cost = 1e-9 * static_cast<double>(from.shape.count());
  result.scratch_bytes = WeightsKernel(from.shape, flips, winograd).scratch_bytes();
  result.make = [=, shape = from.shape] { return std::make_unique<WeightsKernel>(shape, flips, winograd); };
  return {result};
}

}  // namespace fovea::native
