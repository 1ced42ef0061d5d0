#pragma once
#include <array>
#include <functional>
#include <memory>
#include <span>

#include "fovea/kernels/kernel.h"

/// What the files of the reference provider share: one function a family that gives the maker of a kernel.
namespace fovea {

/// Makes one kernel; empty where the reference provider has none for the element types asked for.
using KernelMaker = std::function<std::unique_ptr<Kernel>()>;

KernelMaker reference_convolution(const OperationSpec& operation);
KernelMaker reference_convolution_backward(const OperationSpec& operation);
KernelMaker reference_dense(const OperationSpec& operation);
KernelMaker reference_pool(const OperationSpec& operation);
KernelMaker reference_unary(const OperationSpec& operation);
KernelMaker reference_binary(const OperationSpec& operation);
KernelMaker reference_reduce(const OperationSpec& operation);
KernelMaker reference_broadcast(const OperationSpec& operation);
KernelMaker reference_softmax(const OperationSpec& operation);
KernelMaker reference_dropout(const OperationSpec& operation);
KernelMaker reference_noise(const OperationSpec& operation);
KernelMaker reference_resize(const OperationSpec& operation);
KernelMaker reference_augment(const OperationSpec& operation);
/// Units    byte
std::size_t augment_scratch(const OperationSpec& operation);
KernelMaker reference_shape(const OperationSpec& operation);
KernelMaker reference_cast(const OperationSpec& operation);
KernelMaker reference_normalize(const OperationSpec& operation);
KernelMaker reference_statistics(const OperationSpec& operation);
KernelMaker reference_cross_entropy(const OperationSpec& operation);

template <class T>
const T* input(const KernelArguments& arguments, std::size_t i) {
  return reinterpret_cast<const T*>(arguments.inputs[i]);
}

template <class T>
T* output(const KernelArguments& arguments, std::size_t i) {
  return reinterpret_cast<T*>(arguments.outputs[i]);
}

/// Length of axis 0 in a run.
inline std::int64_t rows(const TensorDesc& value, std::int64_t samples) {
  return value.batched ? samples : value.shape[0];
}

/// Elements of a value in a run.
inline std::int64_t elements(const TensorDesc& value, std::int64_t samples) {
  return value.batched ? samples * value.unit() : value.unit();
}

/// Kernel<float> or Kernel<double>, when every one of these values has that element type.
template <template <class> class K>
KernelMaker typed(const OperationSpec& operation, std::span<const TensorDesc> values,
                  std::span<const TensorDesc> more = {}) {
  const DType type = values[0].dtype;
  for (const auto& list : {values, more})
    for (const TensorDesc& value : list)
      if (value.dtype != type) return {};
  if (type == DType::f32) return [operation] { return std::make_unique<K<float>>(operation); };
  if (type == DType::f64) return [operation] { return std::make_unique<K<double>>(operation); };
  return {};
}

template <template <class> class K>
KernelMaker typed(const OperationSpec& operation) {
  return typed<K>(operation, operation.inputs, operation.outputs);
}

/// Sum of a[i] * b[i] in the element type; eight partial sums let the compiler use vectors.
template <class T>
T dot(const T* a, const T* b, std::int64_t n) {
  std::array<T, 8> sums{};
  std::int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int lane = 0; lane < 8; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  for (; i < n; ++i) sums[0] += a[i] * b[i];
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

/// y[i] += a * x[i]
template <class T>
void add_scaled(T a, const T* x, T* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] += a * x[i];
}

}  // namespace fovea
