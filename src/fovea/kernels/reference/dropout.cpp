#include "fovea/kernels/dropout_mask.h"
#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/walk.h"

namespace fovea {
namespace {

template <class T>
class Dropout final : public Kernel {
 public:
  explicit Dropout(const OperationSpec& operation)
      : attributes_(std::get<DropoutAttributes>(operation.attributes)),
        x_(operation.inputs[0]),
        sample_shape_(x_.shape.tail(1)),
        scale_(static_cast<T>(DropoutMask::scale(attributes_))) {
    const Shape& noise = attributes_.noise.rank() == 0 ? sample_shape_ : attributes_.noise;
    const Strides dense = dense_strides(noise);
    for (int i = 0; i < noise.rank(); ++i) noise_strides_[0][i] = noise[i] == 1 ? 0 : dense[i];
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const DropoutMask mask(attributes_, arguments.step);
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments, 0);
    for (std::int64_t n = 0; n < rows(x_, arguments.samples); ++n) {
      const auto sample = static_cast<std::uint64_t>(arguments.first_sample + n);
      walk(sample_shape_, noise_strides_, [&](const auto& element) {
        const bool kept = mask.keeps(sample, static_cast<std::uint64_t>(element[0]));
        *y++ = kept ? *x * scale_ : T{0};
        ++x;
      });
    }
  }

 private:
  DropoutAttributes attributes_;
  TensorDesc x_;
  Shape sample_shape_;
  std::array<Strides, 1> noise_strides_{};
  T scale_;
};

}  // namespace

KernelMaker reference_dropout(const OperationSpec& operation) { return typed<Dropout>(operation); }

}  // namespace fovea
