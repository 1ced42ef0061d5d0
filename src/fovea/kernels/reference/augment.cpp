#include "fovea/kernels/image/picture_change.h"
#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/sample_words.h"

namespace fovea {
namespace {

PictureShape picture_of(const TensorDesc& value) { return {value.shape[1], value.shape[2], value.shape[3]}; }

class Augment final : public Kernel {
 public:
  explicit Augment(const OperationSpec& operation)
      : attributes_(std::get<AugmentAttributes>(operation.attributes)),
        from_(picture_of(operation.inputs[0])),
        to_(picture_of(operation.outputs[0])),
        numbers_(static_cast<std::size_t>(attributes_.change->count(from_))) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const auto words = SampleWords(attributes_.stream, arguments.step).key();
    const std::uint64_t key = words[0] | std::uint64_t{words[1]} << 32;
    float* scratch = reinterpret_cast<float*>(arguments.scratch);
    const std::span<float> numbers(scratch, numbers_);
    const float* x = input<float>(arguments, 0);
    float* y = output<float>(arguments, 0);
    for (std::int64_t n = 0; n < arguments.samples; ++n, x += from_.elements(), y += to_.elements()) {
      PictureDraws draws(key, static_cast<std::uint64_t>(arguments.first_sample + n));
      attributes_.change->draw(draws, from_, numbers);
      attributes_.change->apply(x, y, from_, numbers, scratch + numbers_);
    }
  }

 private:
  AugmentAttributes attributes_;
  PictureShape from_, to_;
  std::size_t numbers_;
};

}  // namespace

std::size_t augment_scratch(const OperationSpec& operation) {
  const PictureShape shape = picture_of(operation.inputs[0]);
  const PictureChange& change = *std::get<AugmentAttributes>(operation.attributes).change;
  return static_cast<std::size_t>(change.count(shape) + change.scratch_floats(shape)) * sizeof(float);
}

KernelMaker reference_augment(const OperationSpec& operation) {
  if (operation.inputs[0].dtype != DType::f32 || operation.outputs[0].dtype != DType::f32) return {};
  return [operation] { return std::make_unique<Augment>(operation); };
}

}  // namespace fovea
