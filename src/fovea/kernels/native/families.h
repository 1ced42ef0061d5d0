#pragma once
#include <string>
#include <vector>

#include "fovea/kernels/kernel.h"

/// The families of native kernels. Each function answers for the operations it knows and has no candidates for
/// others.
namespace fovea::native {

using Candidates = std::vector<Candidate>;

Candidates convolution_candidates(const OperationSpec& operation, const Target& target);
Candidates convolution_weights_candidates(const OperationSpec& operation, const Target& target);
Candidates depthwise_candidates(const OperationSpec& operation, const Target& target);
Candidates dense_candidates(const OperationSpec& operation, const Target& target);
Candidates pool_candidates(const OperationSpec& operation, const Target& target);
Candidates unary_candidates(const OperationSpec& operation, const Target& target);
Candidates arithmetic_candidates(const OperationSpec& operation, const Target& target);
Candidates broadcast_candidates(const OperationSpec& operation, const Target& target);
Candidates noise_candidates(const OperationSpec& operation, const Target& target);
Candidates resize_candidates(const OperationSpec& operation, const Target& target);
Candidates normalize_candidates(const OperationSpec& operation, const Target& target);
Candidates softmax_candidates(const OperationSpec& operation, const Target& target);
Candidates cross_entropy_candidates(const OperationSpec& operation, const Target& target);
Candidates reduce_candidates(const OperationSpec& operation, const Target& target);
Candidates weights_candidates(const OperationSpec& operation, const Target& target);

/// Weights (k..., in, out) as (k... in reverse, out, in): what a convolution of the output's gradient multiplies by.
inline constexpr const char* flipped_layout = "native:flipped";

/// Weights (3, 3, in, out) as winograd_weights gives them, and of those of flipped_layout.
inline constexpr const char* winograd_layout = "native:winograd";
inline constexpr const char* winograd_flipped_layout = "native:winograd-flipped";

/// True where every input and output is float32.
bool all_float32(const OperationSpec& operation);

/// Units    s; what cycles take on the machines that costs are stated for
inline double seconds(double cycles) { return cycles / 2.6e9; }
/// Units    s; moving bytes through the second-level cache
inline double seconds_moving(double bytes) { return bytes / 3e10; }

template <class T>
T* output(const KernelArguments& arguments, int i) {
  return reinterpret_cast<T*>(arguments.outputs[i]);
}
template <class T>
const T* input(const KernelArguments& arguments, int i) {
  return reinterpret_cast<const T*>(arguments.inputs[i]);
}

}  // namespace fovea::native
