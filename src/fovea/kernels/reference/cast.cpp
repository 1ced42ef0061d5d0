#include "fovea/kernels/reference/family.h"

namespace fovea {
namespace {

template <class From, class To>
class Cast final : public Kernel {
 public:
  explicit Cast(const OperationSpec& operation)
      : x_(operation.inputs[0]),
        scale_(static_cast<To>(std::get<CastAttributes>(operation.attributes).scale)),
        offset_(static_cast<To>(std::get<CastAttributes>(operation.attributes).offset)) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const From* x = input<From>(arguments, 0);
    To* y = output<To>(arguments, 0);
    const std::int64_t count = elements(x_, arguments.samples);
    for (std::int64_t i = 0; i < count; ++i) y[i] = static_cast<To>(x[i]) * scale_ + offset_;
  }

 private:
  TensorDesc x_;
  To scale_, offset_;
};

template <class To>
KernelMaker cast_to(const OperationSpec& operation) {
  switch (operation.inputs[0].dtype) {
    case DType::u8:
      return [operation] { return std::make_unique<Cast<std::uint8_t, To>>(operation); };
    case DType::i32:
      return [operation] { return std::make_unique<Cast<std::int32_t, To>>(operation); };
    case DType::i64:
      return [operation] { return std::make_unique<Cast<std::int64_t, To>>(operation); };
    case DType::f32:
      return [operation] { return std::make_unique<Cast<float, To>>(operation); };
    case DType::f64:
      return [operation] { return std::make_unique<Cast<double, To>>(operation); };
    case DType::bf16:
      return {};
  }
  return {};
}

}  // namespace

KernelMaker reference_cast(const OperationSpec& operation) {
  if (operation.outputs[0].dtype == DType::f32) return cast_to<float>(operation);
  if (operation.outputs[0].dtype == DType::f64) return cast_to<double>(operation);
  return {};
}

}  // namespace fovea
