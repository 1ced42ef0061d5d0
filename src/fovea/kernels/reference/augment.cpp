#include "fovea/kernels/image/counting_change.h"
#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/sample_words.h"

namespace fovea {
namespace {

PictureShape picture_of(const TensorDesc& value) { return {value.shape[1], value.shape[2], value.shape[3]}; }

/// What both operations know: the change, and what it draws for a sample.
class OfPictures : public Kernel {
 public:
  explicit OfPictures(const OperationSpec& operation)
      : attributes_(std::get<AugmentAttributes>(operation.attributes)),
        counting_(dynamic_cast<const CountingChange*>(attributes_.change.get())),
        from_(picture_of(operation.inputs[0])),
        numbers_(static_cast<std::size_t>(attributes_.change->count(from_))) {}

 protected:
  std::uint64_t key(const KernelArguments& arguments) const {
    const auto words = SampleWords(attributes_.stream, arguments.step).key();
    return words[0] | std::uint64_t{words[1]} << 32;
  }
  std::span<const float> draw(std::uint64_t key, std::int64_t sample, float* scratch) const {
    const std::span<float> numbers(scratch, numbers_);
    PictureDraws draws(key, static_cast<std::uint64_t>(sample));
    attributes_.change->draw(draws, from_, numbers);
    return numbers;
  }

  AugmentAttributes attributes_;
  const CountingChange* counting_;  ///< null: each picture stands alone
  PictureShape from_;
  std::size_t numbers_;
};

class Histogram final : public OfPictures {
 public:
  using OfPictures::OfPictures;
  void run(const KernelArguments& arguments) const noexcept override {
    float* scratch = reinterpret_cast<float*>(arguments.scratch);
    // Whether it is counted is the same for all of a batch.
    if (!counting_->looks(draw(key(arguments), arguments.first_sample, scratch))) return;
    const float* x = input<float>(arguments, 0);
    for (std::int64_t n = 0; n < arguments.samples; ++n, x += from_.elements())
      count_values(counting_->bins(), x, from_, output<double>(arguments, 0));
  }
};

class Augment final : public OfPictures {
 public:
  explicit Augment(const OperationSpec& operation) : OfPictures(operation), to_(picture_of(operation.outputs[0])) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const std::uint64_t key = this->key(arguments);
    float *scratch = reinterpret_cast<float*>(arguments.scratch), *rest = scratch + numbers_;
    const float* x = input<float>(arguments, 0);
    float* y = output<float>(arguments, 0);
    for (std::int64_t n = 0; n < arguments.samples; ++n, x += from_.elements(), y += to_.elements()) {
      const std::span<const float> numbers = draw(key, arguments.first_sample + n, scratch);
      if (counting_ != nullptr)
        counting_->apply_counted(x, y, from_, numbers, input<double>(arguments, 1), rest);
      else
        attributes_.change->apply(x, y, from_, numbers, rest);
    }
  }

 private:
  PictureShape to_;
};

}  // namespace

std::size_t augment_scratch(const OperationSpec& operation) {
  const PictureShape shape = picture_of(operation.inputs[0]);
  const PictureChange& change = *std::get<AugmentAttributes>(operation.attributes).change;
  return static_cast<std::size_t>(change.count(shape) + change.scratch_floats(shape)) * sizeof(float);
}

KernelMaker reference_augment(const OperationSpec& operation) {
  if (operation.inputs[0].dtype != DType::f32) return {};
  if (operation.code == OpCode::histogram) return [operation] { return std::make_unique<Histogram>(operation); };
  if (operation.outputs[0].dtype != DType::f32) return {};
  return [operation] { return std::make_unique<Augment>(operation); };
}

}  // namespace fovea
