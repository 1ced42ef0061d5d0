#pragma once
#include <gtest/gtest.h>

#include <cmath>

#include "fovea/kernels/random_operands.h"
#include "fovea/kernels/reference/sliding.h"
#include "fovea/kernels/run_operation.h"

/// For tests of kernels: compares a provider with the reference.
namespace fovea {

namespace kernel_test {

/// Whether position `tap` of the window of pooled element `at` holds the maximum, within the tolerance: of nearly
/// equal values each provider may find another one larger.
inline bool holds_maximum(const OperationSpec& operation, const Array& unpooled, std::size_t at, double maximum,
                          std::int64_t tap, double tolerance) {
  const Shape small = with_depth(operation.outputs[0].shape);
  const Sliding pooling(std::get<ConvAttributes>(operation.attributes).pool, unpooled.shape(), small);
  const std::int64_t channels = small[-1], pixel = static_cast<std::int64_t>(at) / channels;
  const std::int64_t sample = pixel / pooling.out_pixels(), channel = static_cast<std::int64_t>(at) % channels;
  bool holds = false;
  pooling.taps(pixel % pooling.out_pixels(), [&](std::int64_t position, std::int64_t from) {
    const auto offset = static_cast<std::size_t>((sample * pooling.in_pixels() + from) * channels + channel);
    holds = holds || (position == tap && std::abs(unpooled.values<double>()[offset] - maximum) <= tolerance);
  });
  return holds;
}

inline void expect_close(const Array& actual, const Array& expected, double rtol, double atol,
                         const std::string& who) {
  ASSERT_EQ(to_string(actual.shape()), to_string(expected.shape())) << who;
  const Array got = actual.cast(DType::f64), want = expected.cast(DType::f64);
  std::size_t wrong = 0, first = 0;
  for (std::size_t i = 0; i < got.values<double>().size(); ++i) {
    const double a = got.values<double>()[i], b = want.values<double>()[i];
    const bool same = a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= atol + rtol * std::abs(b);
    if (!same && wrong++ == 0) first = i;
  }
  EXPECT_EQ(wrong, 0u) << who << ": " << wrong << " of " << got.size() << " differ, the first at " << first << ": "
                       << got.values<double>()[first] << ", expected " << want.values<double>()[first];
}

/// The argmax of a convolution with pooling: equal, or as good.
inline void expect_argmax(const OperationSpec& operation, const Arrays& inputs, const Arrays& actual,
                          const Arrays& expected, double rtol, double atol, const std::string& who) {
  OperationSpec plain = operation;
  auto& attributes = std::get<ConvAttributes>(plain.attributes);
  const bool relu = attributes.relu;
  attributes.max_pool = attributes.relu = false;
  Shape shape = slid(attributes.window, with_depth(operation.inputs[0].shape));
  shape.set(-1, operation.outputs[0].shape[-1]);
  plain.outputs = {{shape, operation.outputs[0].dtype, true, {}}};
  const Array unpooled = run_operation(reference_provider(), plain, inputs)[0].cast(DType::f64);
  const Array y = expected[0].cast(DType::f64), got = actual[1].cast(DType::f64), want = expected[1].cast(DType::f64);
  for (std::size_t i = 0; i < y.values<double>().size(); ++i) {
    const double maximum = y.values<double>()[i];
    if (got.values<double>()[i] == want.values<double>()[i] || (relu && maximum <= 0)) continue;
    const auto tap = static_cast<std::int64_t>(got.values<double>()[i]);
    ASSERT_TRUE(holds_maximum(operation, unpooled, i, maximum, tap, atol + rtol * std::abs(maximum)))
        << who << ": argmax " << i << " is " << tap << ", expected " << want.values<double>()[i];
  }
}

/// An operation that sums over samples in float64: what a kernel that adds very many float32 terms is held against must
/// not round as it does. Others stay as they are.
inline OperationSpec exact_form(OperationSpec operation) {
  if (!adds(operation, operation.outputs[0])) return operation;
  for (auto* list : {&operation.inputs, &operation.outputs})
    for (TensorDesc& value : *list)
      if (value.dtype == DType::f32) value.dtype = DType::f64;
  return operation;
}

/// Operands in the types of a spec.
inline Arrays as_in(const OperationSpec& operation, Arrays arrays) {
  for (std::size_t i = 0; i < arrays.size(); ++i)
    if (arrays[i].dtype() != operation.inputs[i].dtype) arrays[i] = arrays[i].cast(operation.inputs[i].dtype);
  return arrays;
}

}  // namespace kernel_test

/// Runs every way that a provider has for an operation on random operands, for the samples of the spec's shapes and
/// for one fewer, and compares with the reference: |difference| <= atol + rtol * |reference|. Where the operation
/// adds, both add to the same start. `threads`: of the Target.
inline void expect_same_as_reference(const Provider& provider, const OperationSpec& operation, double rtol,
                                     double atol, int threads = 1) {
  const Arrays all = random_operands(operation);
  const std::int64_t samples = kernel_test::samples_of(operation, all);
  const auto candidates =
      provider.candidates(operation, {.threads = threads, .samples = samples, .rests = {samples - 1}});
  EXPECT_FALSE(candidates.empty()) << provider.name() << " has no kernel for this " << to_string(operation.code);
  const RunState state{{7, 3}, 11};
  for (const Candidate& candidate : candidates) {
    const auto kernel = candidate.make();
    for (std::int64_t count = samples; count >= std::max<std::int64_t>(samples - 1, 1); --count) {
      Arrays inputs = all;
      for (std::size_t i = 0; i < inputs.size(); ++i)
        if (operation.inputs[i].batched) inputs[i] = inputs[i].slice(0, count);
      const double start = 0.5;
      const Arrays actual = kernel_test::run(provider, candidate, *kernel, operation, inputs, start, state);
      const OperationSpec exact = kernel_test::exact_form(operation);
      const auto reference = reference_provider().candidates(exact, {.samples = count});
      ASSERT_FALSE(reference.empty()) << "the reference has no kernel for this " << to_string(operation.code);
      const Arrays expected = kernel_test::run(reference_provider(), reference[0], *reference[0].make(), exact,
                                               kernel_test::as_in(exact, inputs), start, state);
      const std::string who = std::string(provider.name()) + " '" + candidate.name + "', " +
                              std::string(to_string(operation.code)) + " of " + std::to_string(count) + " samples";
      kernel_test::expect_close(actual[0], expected[0], rtol, atol, who);
      const bool argmax = operation.code == OpCode::convolution && expected.size() > 1;
      if (argmax) kernel_test::expect_argmax(operation, inputs, actual, expected, rtol, atol, who);
      for (std::size_t i = 1; i < expected.size() && !argmax; ++i)
        kernel_test::expect_close(actual[i], expected[i], rtol, atol, who + ", output " + std::to_string(i));
    }
  }
}

}  // namespace fovea
