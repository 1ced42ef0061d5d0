#include "fovea/kernels/dropout_mask.h"
#include "fovea/kernels/reference/family.h"

namespace fovea {
namespace {

template <class T>
class Dropout final : public Kernel {
 public:
  explicit Dropout(const OperationSpec& operation)
      : attributes_(std::get<DropoutAttributes>(operation.attributes)),
        unit_(operation.inputs[0].unit()),
        scale_(static_cast<T>(DropoutMask::scale(attributes_))) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const DropoutMask mask(attributes_, arguments.step);
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments, 0);
    for (std::int64_t n = 0; n < arguments.samples; ++n) {
      const auto sample = static_cast<std::uint64_t>(arguments.first_sample + n);
      for (std::int64_t i = 0; i < unit_; ++i, ++x)
        *y++ = mask.keeps(sample, static_cast<std::uint64_t>(i)) ? *x * scale_ : T{0};
    }
  }

 private:
  DropoutAttributes attributes_;
  std::int64_t unit_;
  T scale_;
};

}  // namespace

KernelMaker reference_dropout(const OperationSpec& operation) {
  return operation.inputs[0].batched ? typed<Dropout>(operation) : KernelMaker();
}

}  // namespace fovea
