#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc f32(const Shape& shape, bool batched = true) { return {shape, DType::f32, batched, {}}; }

void expect_native(const OperationSpec& operation, double rtol = 1e-6, double atol = 1e-6) {
  SCOPED_TRACE(to_string(operation.inputs[0].shape) + " to " + to_string(operation.outputs[0].shape));
  expect_same_as_reference(native_provider(), operation, rtol, atol);
}

}  // namespace

TEST(NativeBroadcast, BinaryOfEveryKindOfOperand) {
  const TensorDesc y = f32({3, 4, 5, 33});
  for (const TensorDesc& b :
       {f32({33}, false), f32({5, 33}, false), f32({1, 1, 33}, false), f32({4, 1, 1}, false), f32({}, false),
        f32({1, 1, 1, 33}, false), f32({3, 1, 1, 33}), f32({3, 4, 5, 1}), f32({3, 4, 1, 33}), f32({3, 1, 5, 1})})
    for (const Binary function : {Binary::add, Binary::subtract, Binary::multiply, Binary::divide})
      expect_native({OpCode::binary, BinaryAttributes{function}, {y, b}, {y}});
  expect_native({OpCode::binary, BinaryAttributes{Binary::subtract}, {f32({3, 1, 5, 1}), f32({3, 4, 1, 33})}, {y}});
  expect_native(
      {OpCode::binary, BinaryAttributes{Binary::multiply}, {f32({7}, false), f32({3, 5, 7})}, {f32({3, 5, 7})}});
  expect_native({OpCode::binary,
                 BinaryAttributes{Binary::divide},
                 {f32({4, 9}, false), f32({1}, false)},
                 {f32({4, 9}, false)}});
}

TEST(NativeBroadcast, Repeats) {
  const auto check = [](const TensorDesc& x, const TensorDesc& y, std::vector<int> axes, double scale) {
    expect_native({OpCode::broadcast, BroadcastAttributes{std::move(axes), scale}, {x}, {y}});
  };
  check(f32({3, 1, 1, 9}), f32({3, 4, 5, 9}), {1, 2}, 0.5);
  check(f32({3, 4, 5, 1}), f32({3, 4, 5, 17}), {3}, 1);
  check(f32({3, 4, 1, 5, 1, 3}), f32({3, 4, 2, 5, 3, 3}), {2, 4}, 1);
  check(f32({3}), f32({3, 6}), {1}, 2);
  check(f32({}, false), f32({3, 4, 6}), {0, 1, 2}, 3);
  check(f32({8}, false), f32({5, 8}, false), {0}, 1);
}

TEST(NativeBroadcast, SumsOverAnyAxes) {
  const TensorDesc x = f32({3, 4, 5, 33});
  const auto check = [](const TensorDesc& from, const TensorDesc& y, std::vector<int> axes, bool keepdims,
                        Reduction kind) {
    expect_native({OpCode::reduce, ReduceAttributes{kind, std::move(axes), keepdims, 0.5}, {from}, {y}}, 1e-5, 1e-5);
  };
  for (const Reduction kind : {Reduction::sum, Reduction::mean}) {
    check(x, f32({3, 4, 5}), {3}, false, kind);
    check(x, f32({3, 1, 1, 33}), {1, 2}, true, kind);
    check(x, f32({3, 4, 1, 33}), {2}, true, kind);
    check(x, f32({3, 1, 5, 1}), {1, 3}, true, kind);
    check(x, f32({3}), {1, 2, 3}, false, kind);
    check(x, f32({33}, false), {0, 1, 2}, false, kind);
    check(x, f32({1, 4, 1, 33}, false), {0, 2}, true, kind);
    check(x, f32({}, false), {0, 1, 2, 3}, false, kind);
    check(f32({7, 9}, false), f32({7, 1}, false), {1}, true, kind);
    check(f32({7, 9}, false), f32({9}, false), {0}, false, kind);
  }
}

TEST(NativeResize, IsTheReference) {
  for (const std::int64_t channels : {1, 3, 8, 40})
    for (const int axis : {1, 2})
      for (const Interpolation interpolation :
           {Interpolation::nearest, Interpolation::bicubic, Interpolation::lanczos5}) {
        const TensorDesc x = f32({3, 6, 5, channels});
        Shape shape = x.shape;
        const Sampling table = sampling(interpolation, shape[axis], 9, false);
        shape.set(axis, 9);
        expect_native({OpCode::resize, ResizeAttributes{axis, table}, {x}, {f32(shape)}}, 1e-5, 1e-6);
        expect_native({OpCode::resize, ResizeAttributes{axis, transposed(table, x.shape[axis])}, {f32(shape)}, {x}},
                      1e-5, 1e-6);
      }
}

}  // namespace fovea
