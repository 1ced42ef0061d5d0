#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/kernels/kernel.h"

/// For tests of kernels: runs one operation on arrays.
namespace fovea {

struct RunState {
  StepState step;
  std::int64_t first_sample = 0;
};

namespace kernel_test {

inline std::int64_t samples_of(const OperationSpec& operation, const Arrays& inputs) {
  for (std::size_t i = 0; i < operation.inputs.size(); ++i)
    if (operation.inputs[i].batched) return inputs[i].rows();
  // What works on values of the network alone runs beside batches of any size.
  constexpr std::int64_t others = 3;
  return operation.outputs[0].batched ? operation.outputs[0].shape[0] : others;
}

inline bool adds(const OperationSpec& operation, const TensorDesc& output) {
  bool batched = false;
  for (const TensorDesc& value : operation.inputs) batched = batched || value.batched;
  return batched && !output.batched;
}

/// What a kernel finds in its outputs: `start` where it adds, bytes of 0xff (NaN, -1) where it must overwrite.
inline Arrays fresh_outputs(const OperationSpec& operation, std::int64_t samples, double start) {
  Arrays outputs;
  for (const TensorDesc& value : operation.outputs) {
    Shape shape = value.shape;
    if (value.batched) shape.set(0, samples);
    Array array(shape, DType::f64);
    if (adds(operation, value)) {
      std::ranges::fill(array.values<double>(), start);
      array = array.cast(value.dtype);
    } else {
      array = Array(shape, value.dtype);
      std::memset(array.raw(), 0xff, array.bytes());
    }
    outputs.push_back(array);
  }
  return outputs;
}

inline Array scratch_of(const Candidate& candidate) {
  return Array({static_cast<std::int64_t>(std::max<std::size_t>(candidate.scratch_bytes, 1))}, DType::u8);
}

inline void call(const Kernel& kernel, const Arrays& inputs, Arrays& outputs, Array& scratch, std::int64_t samples,
                 const RunState& state) {
  std::vector<const std::byte*> from;
  std::vector<std::byte*> to;
  for (const Array& array : inputs) from.push_back(array.raw());
  for (Array& array : outputs) to.push_back(array.raw());
  kernel.run({.inputs = from.data(),
              .outputs = to.data(),
              .scratch = scratch.raw(),
              .samples = samples,
              .first_sample = state.first_sample,
              .step = state.step});
}

/// A value brought into the layout that a kernel wants, by the provider's own reorder.
inline Array reordered(const Provider& provider, const TensorDesc& value, const Array& array, const Layout& layout) {
  TensorDesc wanted = value;
  wanted.layout = layout;
  const OperationSpec operation{OpCode::reorder, {}, {value}, {wanted}};
  const auto candidates = provider.candidates(operation, {});
  if (candidates.empty()) {
    ADD_FAILURE() << provider.name() << " cannot reorder to " << layout.id;
    return array;
  }
  Arrays outputs{Array({static_cast<std::int64_t>(layout.bytes)}, DType::u8)};
  Array scratch = scratch_of(candidates[0]);
  call(*candidates[0].make(), {array}, outputs, scratch, 1, {});
  return outputs[0];
}

/// `kernel`, made from `candidate`, run on plain arrays.
inline Arrays run(const Provider& provider, const Candidate& candidate, const Kernel& kernel,
                  const OperationSpec& operation, Arrays inputs, double start, const RunState& state) {
  const std::int64_t samples = samples_of(operation, inputs);
  for (std::size_t i = 0; i < candidate.inputs.size(); ++i)
    if (!candidate.inputs[i].plain())
      inputs[i] = reordered(provider, operation.inputs[i], inputs[i], candidate.inputs[i]);
  Arrays outputs = fresh_outputs(operation, samples, start);
  Array scratch = scratch_of(candidate);
  call(kernel, inputs, outputs, scratch, samples, state);
  return outputs;
}

}  // namespace kernel_test

/// Results of the provider's cheapest way; where the operation adds, to zeros.
inline Arrays run_operation(const Provider& provider, const OperationSpec& operation, const Arrays& inputs,
                            const RunState& state = {}) {
  const std::int64_t samples = kernel_test::samples_of(operation, inputs);
  const auto candidates = provider.candidates(operation, {.samples = samples});
  if (candidates.empty()) {
    ADD_FAILURE() << provider.name() << " has no kernel for this " << to_string(operation.code);
    return kernel_test::fresh_outputs(operation, samples, 0);
  }
  const auto& best = *std::ranges::min_element(candidates, {}, &Candidate::cost);
  return kernel_test::run(provider, best, *best.make(), operation, inputs, 0, state);
}

}  // namespace fovea
