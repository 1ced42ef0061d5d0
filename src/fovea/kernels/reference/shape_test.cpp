#include <gtest/gtest.h>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc value(const Shape& shape, DType dtype = DType::f32, bool batched = true) {
  return {shape, dtype, batched, {}};
}

Array counted(const Shape& shape) {
  Array array(shape);
  for (std::size_t i = 0; i < array.values<float>().size(); ++i) array.values<float>()[i] = static_cast<float>(i);
  return array;
}

TEST(ReferenceShape, ConcatenatesAlongAnAxis) {
  const OperationSpec inner{
      OpCode::concat, AxisAttributes{-1}, {value({2, 2, 1}), value({2, 2, 2})}, {value({2, 2, 3})}};
  const Array a = Array::of<float>({10, 11, 12, 13}, {2, 2, 1}), b = counted({2, 2, 2});
  kernel_test::expect_close(run_operation(reference_provider(), inner, {a, b})[0],
                            Array::of<float>({10, 0, 1, 11, 2, 3, 12, 4, 5, 13, 6, 7}, {2, 2, 3}), 0, 0, "channels");
  const OperationSpec outer{
      OpCode::concat, AxisAttributes{1}, {value({2, 1, 2}), value({2, 2, 2})}, {value({2, 3, 2})}};
  kernel_test::expect_close(run_operation(reference_provider(), outer, {a.reshaped({2, 1, 2}), b})[0],
                            Array::of<float>({10, 11, 0, 1, 2, 3, 12, 13, 4, 5, 6, 7}, {2, 3, 2}), 0, 0, "rows");
}

TEST(ReferenceShape, SlicesAndPads) {
  const OperationSpec slice{OpCode::slice, RangeAttributes{{0, 1, 1}, {}, 0}, {value({2, 3, 3})}, {value({2, 2, 1})}};
  const Array middle = run_operation(reference_provider(), slice, {counted({2, 3, 3})})[0];
  kernel_test::expect_close(middle, Array::of<float>({4, 7, 13, 16}, {2, 2, 1}), 0, 0, "slice");
  const OperationSpec pad{
      OpCode::pad, RangeAttributes{{0, 1, 0}, {0, 0, 2}, -1.5}, {value({1, 1, 2})}, {value({1, 2, 4})}};
  const Array padded = run_operation(reference_provider(), pad, {Array::of<float>({5, 6}, {1, 1, 2})})[0];
  kernel_test::expect_close(padded, Array::of<float>({-1.5, -1.5, -1.5, -1.5, 5, 6, -1.5, -1.5}, {1, 2, 4}), 0, 0,
                            "pad");
}

TEST(ReferenceShape, PadsEveryElementType) {
  for (const DType dtype : {DType::u8, DType::i32, DType::i64, DType::f32, DType::bf16, DType::f64}) {
    const OperationSpec pad{
        OpCode::pad, RangeAttributes{{1}, {0}, 7}, {value({1}, dtype, false)}, {value({2}, dtype, false)}};
    const Array y = run_operation(reference_provider(), pad, {Array::of<float>({3}, {1}).cast(dtype)})[0];
    kernel_test::expect_close(y, Array::of<float>({7, 3}, {2}), 0, 0, std::string(to_string(dtype)));
  }
}

TEST(ReferenceShape, TransposesAndReshapes) {
  const OperationSpec transpose{
      OpCode::transpose, TransposeAttributes{{0, 2, 1}}, {value({2, 2, 3})}, {value({2, 3, 2})}};
  kernel_test::expect_close(run_operation(reference_provider(), transpose, {counted({2, 2, 3})})[0],
                            Array::of<float>({0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11}, {2, 3, 2}), 0, 0, "transpose");
  const OperationSpec reshape{OpCode::reshape, {}, {value({2, 2, 3})}, {value({2, 6})}};
  kernel_test::expect_close(run_operation(reference_provider(), reshape, {counted({2, 2, 3})})[0], counted({2, 6}), 0,
                            0, "reshape");
}

TEST(ReferenceCast, ScalesInTheResultsType) {
  for (const DType from : {DType::u8, DType::i32, DType::i64, DType::f32, DType::f64}) {
    const OperationSpec cast{OpCode::cast, CastAttributes{1.0 / 255, -0.5}, {value({3}, from)}, {value({3})}};
    const Array y = run_operation(reference_provider(), cast, {Array::of<float>({0, 51, 255}, {3}).cast(from)})[0];
    kernel_test::expect_close(y, Array::of<float>({-0.5f, -0.3f, 0.5f}, {3}), 1e-6, 0, std::string(to_string(from)));
  }
  const OperationSpec wide{OpCode::cast, CastAttributes{}, {value({1}, DType::i64)}, {value({1}, DType::f64)}};
  const Array y = run_operation(reference_provider(), wide, {Array::of<std::int64_t>({1LL << 52}, {1})})[0];
  EXPECT_EQ(y.values<double>()[0], 4503599627370496.0);
}

}  // namespace
}  // namespace fovea
