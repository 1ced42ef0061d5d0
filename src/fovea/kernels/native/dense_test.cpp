#include <gtest/gtest.h>

#include <cmath>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc f32(const Shape& shape, bool batched) { return {shape, DType::f32, batched, {}}; }

void check(const OperationSpec& operation, std::int64_t terms) {
  expect_same_as_reference(native_provider(), operation, 1e-5, 2.4e-6 * std::sqrt(static_cast<double>(terms)));
}

TEST(NativeDense, IsTheReferenceForwardAndBackward) {
  Random random(5);
  for (int i = 0; i < 60; ++i) {
    const auto samples = static_cast<std::int64_t>(random.below(40) + 1);
    const auto depth = static_cast<std::int64_t>(random.below(300) + 1);
    const auto channels = static_cast<std::int64_t>(random.below(140) + 1);
    const bool bias = random.below(2) == 0;
    const DenseAttributes attributes{.bias = bias, .relu = random.below(2) == 0};
    const TensorDesc x = f32({samples, depth}, true), w = f32({depth, channels}, false), b = f32({channels}, false);
    const TensorDesc y = f32({samples, channels}, true);
    OperationSpec forward{OpCode::dense, attributes, {x, w}, {y}};
    OperationSpec weights{OpCode::dense_backward_weights, attributes, {x, y}, {w}};
    if (bias) forward.inputs.push_back(b), weights.outputs.push_back(b);
    check(forward, depth);
    check(weights, samples);
    check({OpCode::dense_backward_data, attributes, {y, w}, {x}}, channels);
    if (HasFailure()) FAIL() << to_string(x.shape) << " * " << to_string(w.shape);
  }
}

TEST(NativeDense, RowsAreEveryAxisButTheLast) {
  const TensorDesc x = f32({3, 4, 5, 20}, true), w = f32({20, 33}, false), y = f32({3, 4, 5, 33}, true);
  const DenseAttributes attributes;
  check({OpCode::dense, attributes, {x, w}, {y}}, 20);
  check({OpCode::dense_backward_weights, attributes, {x, y}, {w}}, 60);
  check({OpCode::dense_backward_data, attributes, {y, w}, {x}}, 33);
}

TEST(Dense, ValuesOfTheNetworkHaveNoSamples) {
  const TensorDesc u = f32({1, 32}, false), w = f32({32, 18}, false), v = f32({1, 18}, false);
  const std::vector<const Provider*> providers = {&native_provider(),
#ifdef FOVEA_ONEDNN
                                                  &onednn_provider()
#endif
  };
  for (const Provider* provider : providers) {
    expect_same_as_reference(*provider, {OpCode::dense, DenseAttributes{}, {u, w}, {v}}, 1e-5, 2e-5);
    expect_same_as_reference(*provider, {OpCode::dense_backward_data, DenseAttributes{}, {v, w}, {u}}, 1e-5, 2e-5);
  }
}

}  // namespace
}  // namespace fovea
