#include <algorithm>
#include <cstring>

#include "fovea/base/bfloat16.h"
#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/reference/walk.h"

/// Operations that move elements without looking at them: one template for each element size.
namespace fovea {
namespace {

/// Offset of index `at` in a dense value.
std::int64_t offset_of(const std::vector<std::int64_t>& at, const Shape& shape) {
  const Strides dense = dense_strides(shape);
  std::int64_t offset = 0;
  for (int i = 0; i < shape.rank(); ++i) offset += at[static_cast<std::size_t>(i)] * dense[i];
  return offset;
}

Shape box_of(const TensorDesc& value, std::int64_t samples) {
  Shape box = value.shape;
  if (value.batched) box.set(0, samples);
  return box;
}

template <class T>
class Concat final : public Kernel {
 public:
  explicit Concat(const OperationSpec& operation) : y_(operation.outputs[0]) {
    int axis = std::get<AxisAttributes>(operation.attributes).axis;
    if (axis < 0) axis += y_.shape.rank();
    for (const TensorDesc& x : operation.inputs) lengths_.push_back(x.shape.count(axis, x.shape.rank()));
    length_ = y_.shape.count(axis, y_.shape.rank());
  }

  void run(const KernelArguments& arguments) const noexcept override {
    T* y = output<T>(arguments, 0);
    const std::int64_t outer = elements(y_, arguments.samples) / length_;
    for (std::int64_t row = 0; row < outer; ++row)
      for (std::size_t i = 0; i < lengths_.size(); ++i)
        y = std::copy_n(input<T>(arguments, i) + row * lengths_[i], lengths_[i], y);
  }

 private:
  TensorDesc y_;
  std::vector<std::int64_t> lengths_;
  std::int64_t length_ = 0;
};

template <class T>
class Slice final : public Kernel {
 public:
  explicit Slice(const OperationSpec& operation)
      : y_(operation.outputs[0]),
        strides_{dense_strides(operation.inputs[0].shape)},
        base_(offset_of(std::get<RangeAttributes>(operation.attributes).begin, operation.inputs[0].shape)) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0) + base_;
    T* y = output<T>(arguments, 0);
    walk(box_of(y_, arguments.samples), strides_, [&](const auto& offsets) { *y++ = x[offsets[0]]; });
  }

 private:
  TensorDesc y_;
  std::array<Strides, 1> strides_;
  std::int64_t base_;
};

/// A number as an element of `type`, as bits.
template <class T>
T bits_of(double value, DType type) {
  T bits{};
  const auto store = [&](auto element) { std::memcpy(&bits, &element, std::min(sizeof(bits), sizeof(element))); };
  switch (type) {
    case DType::u8:
      store(static_cast<std::uint8_t>(value));
      break;
    case DType::i32:
      store(static_cast<std::int32_t>(value));
      break;
    case DType::i64:
      store(static_cast<std::int64_t>(value));
      break;
    case DType::f32:
      store(static_cast<float>(value));
      break;
    case DType::f64:
      store(value);
      break;
    case DType::bf16:
      store(float_to_bf16(static_cast<float>(value)));
      break;
  }
  return bits;
}

template <class T>
class Pad final : public Kernel {
 public:
  explicit Pad(const OperationSpec& operation)
      : x_(operation.inputs[0]), y_(operation.outputs[0]), strides_{dense_strides(y_.shape)} {
    const auto& attributes = std::get<RangeAttributes>(operation.attributes);
    base_ = offset_of(attributes.begin, y_.shape);
    value_ = bits_of<T>(attributes.value, y_.dtype);
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments, 0);
    std::fill_n(y, elements(y_, arguments.samples), value_);
    walk(box_of(x_, arguments.samples), strides_, [&](const auto& offsets) { y[base_ + offsets[0]] = *x++; });
  }

 private:
  TensorDesc x_, y_;
  std::array<Strides, 1> strides_;
  std::int64_t base_ = 0;
  T value_{};
};

template <class T>
class Reshape final : public Kernel {
 public:
  explicit Reshape(const OperationSpec& operation) : y_(operation.outputs[0]) {}

  void run(const KernelArguments& arguments) const noexcept override {
    // The two buffers may be one.
    std::memmove(arguments.outputs[0], arguments.inputs[0],
                 static_cast<std::size_t>(elements(y_, arguments.samples)) * sizeof(T));
  }

 private:
  TensorDesc y_;
};

template <class T>
class Transpose final : public Kernel {
 public:
  explicit Transpose(const OperationSpec& operation) : y_(operation.outputs[0]) {
    const auto& axes = std::get<TransposeAttributes>(operation.attributes).axes;
    const Strides dense = dense_strides(operation.inputs[0].shape);
    for (std::size_t i = 0; i < axes.size(); ++i) strides_[0][i] = dense[static_cast<std::size_t>(axes[i])];
  }

  void run(const KernelArguments& arguments) const noexcept override {
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments, 0);
    walk(box_of(y_, arguments.samples), strides_, [&](const auto& offsets) { *y++ = x[offsets[0]]; });
  }

 private:
  TensorDesc y_;
  std::array<Strides, 1> strides_{};
};

template <template <class> class K>
KernelMaker sized(const OperationSpec& operation) {
  const TensorDesc& y = operation.outputs[0];
  for (const TensorDesc& x : operation.inputs)
    if (x.dtype != y.dtype || x.batched != y.batched) return {};
  switch (size_of(y.dtype)) {
    case 1:
      return [operation] { return std::make_unique<K<std::uint8_t>>(operation); };
    case 2:
      return [operation] { return std::make_unique<K<std::uint16_t>>(operation); };
    case 4:
      return [operation] { return std::make_unique<K<std::uint32_t>>(operation); };
    default:
      return [operation] { return std::make_unique<K<std::uint64_t>>(operation); };
  }
}

}  // namespace

KernelMaker reference_shape(const OperationSpec& operation) {
  switch (operation.code) {
    case OpCode::concat:
      return sized<Concat>(operation);
    case OpCode::slice:
      return sized<Slice>(operation);
    case OpCode::pad:
      return sized<Pad>(operation);
    case OpCode::reshape:
      return sized<Reshape>(operation);
    default:
      return sized<Transpose>(operation);
  }
}

}  // namespace fovea
