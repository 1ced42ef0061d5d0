#include "fovea/base/array.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

template <class T>
std::vector<T> list(const Array& array) {
  const auto values = array.values<T>();
  return {values.begin(), values.end()};
}

TEST(Array, IsZeroedAndAligned) {
  const Array array({3, 5}, DType::f64);
  EXPECT_EQ(array.size(), 15);
  EXPECT_EQ(array.bytes(), 120u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.raw()) % 64, 0u);
  EXPECT_EQ(list<double>(array), std::vector<double>(15));
}

TEST(Array, WithoutStorageHasNoElements) {
  const Array none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.size(), 0);
  EXPECT_TRUE(none.values<float>().empty());
  EXPECT_TRUE(none.clone().empty());
  EXPECT_TRUE(none.cast(DType::u8).empty());
  error_of(ErrorKind::shape, [&] { none.rows(); });
}

TEST(Array, OfNoRowsOrNoDimensions) {
  const Array no_rows({0, 4}), scalar = Array::of({2.5f}, {});
  EXPECT_FALSE(no_rows.empty());
  EXPECT_EQ(no_rows.rows(), 0);
  EXPECT_EQ(no_rows.clone().shape(), (Shape{0, 4}));
  EXPECT_EQ(scalar.size(), 1);
  EXPECT_EQ(list<float>(scalar.clone()), std::vector<float>{2.5f});
}

TEST(Array, TheNumberOfValuesMustMatchTheShape) {
  const std::string text = error_of(ErrorKind::shape, [] { Array::of({1.f, 2.f, 3.f}, {2, 2}); });
  EXPECT_NE(text.find("(2, 2) holds 4 values. Received 3"), std::string::npos) << text;
}

TEST(Array, ShapesThatNoMachineHoldsAreAnError) {
  error_of(ErrorKind::resource, [] { Array(Shape{std::int64_t{1} << 61}, DType::f64); });  // 2^64 bytes wrap to 0
  error_of(ErrorKind::resource, [] { Array(Shape{std::int64_t{1} << 60}, DType::u8); });
  error_of(ErrorKind::resource, [] { Array(Shape{INT64_MAX}, DType::u8); });
  error_of(ErrorKind::shape, [] { Array(Shape{None, 3}); });
}

TEST(Array, IsReadAsItsOwnTypeOnly) {
  const Array labels = Array::of<std::int32_t>({1, 2}, {2});
  const std::string text = error_of(ErrorKind::dtype, [&] { labels.values<float>(); });
  EXPECT_NE(text.find("int32 was read as float32"), std::string::npos) << text;
}

TEST(Array, CopiesShareAndClonesDoNot) {
  Array first = Array::of({1.f, 2.f}, {2}), shared = first, own = first.clone();
  first.values<float>()[0] = 9;
  EXPECT_EQ(list<float>(shared), (std::vector<float>{9, 2}));
  EXPECT_EQ(list<float>(own), (std::vector<float>{1, 2}));
}

TEST(Array, SlicesAreViewsOfRows) {
  Array array = Array::of<std::int32_t>({0, 1, 10, 11, 20, 21}, {3, 2});
  Array rows = array.slice(1, 2);
  EXPECT_EQ(rows.shape(), (Shape{2, 2}));
  EXPECT_EQ(list<std::int32_t>(rows), (std::vector<std::int32_t>{10, 11, 20, 21}));
  EXPECT_EQ(list<std::int32_t>(rows.slice(1, 1)), (std::vector<std::int32_t>{20, 21}));
  rows.values<std::int32_t>()[0] = 7;
  EXPECT_EQ(array.values<std::int32_t>()[2], 7);
  EXPECT_EQ(list<std::int32_t>(rows.clone()), (std::vector<std::int32_t>{7, 11, 20, 21}));
  EXPECT_EQ(array.slice(3, 0).size(), 0);
}

TEST(Array, SlicesStayInside) {
  const Array array({3, 2});
  error_of(ErrorKind::shape, [&] { array.slice(2, 2); });
  error_of(ErrorKind::shape, [&] { array.slice(-1, 1); });
  error_of(ErrorKind::shape, [&] { array.slice(1, -1); });
  error_of(ErrorKind::shape, [&] { array.slice(4, 0); });
  error_of(ErrorKind::shape, [&] { array.slice(INT64_MAX, INT64_MAX); });
}

TEST(Array, ReshapedSharesAndChecksTheCount) {
  Array array = Array::of({1.f, 2.f, 3.f, 4.f}, {4});
  Array square = array.reshaped({2, 2});
  square.values<float>()[3] = 8;
  EXPECT_EQ(array.values<float>()[3], 8);
  const std::string text = error_of(ErrorKind::shape, [&] { array.reshaped({3}); });
  EXPECT_NE(text.find("(4,) cannot become (3,)"), std::string::npos) << text;
}

TEST(Array, CastsBetweenAllTypes) {
  for (const DType from : {DType::u8, DType::i32, DType::i64, DType::f32, DType::bf16, DType::f64})
    for (const DType to : {DType::u8, DType::i32, DType::i64, DType::f32, DType::bf16, DType::f64}) {
      const Array result = Array::of({0.f, 1.f, 200.f}, {3}).cast(from).cast(to);
      EXPECT_EQ(result.dtype(), to);
      EXPECT_EQ(list<float>(result.cast(DType::f32)), (std::vector<float>{0, 1, 200}))
          << to_string(from) << " to " << to_string(to);
    }
}

TEST(Array, RealsBecomeIntegersTowardZeroAndWithinLimits) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Array reals = Array::of({-1.9, 2.9, -infinity, infinity, std::nan(""), 300.0}, {6});
  EXPECT_EQ(list<std::uint8_t>(reals.cast(DType::u8)), (std::vector<std::uint8_t>{0, 2, 0, 255, 0, 255}));
  EXPECT_EQ(list<std::int32_t>(reals.cast(DType::i32)),
            (std::vector<std::int32_t>{-1, 2, INT32_MIN, INT32_MAX, 0, 300}));
  EXPECT_EQ(list<std::int64_t>(reals.cast(DType::f32).cast(DType::i64)),
            (std::vector<std::int64_t>{-1, 2, INT64_MIN, INT64_MAX, 0, 300}));
}

TEST(Array, LargeIntegersSurviveOrWrap) {
  const Array large = Array::of<std::int64_t>({(std::int64_t{1} << 53) + 1, 257}, {2});
  EXPECT_EQ(list<std::int64_t>(large.cast(DType::i64)), list<std::int64_t>(large));
  EXPECT_EQ(list<std::uint8_t>(large.cast(DType::u8)), (std::vector<std::uint8_t>{1, 1}));
}

TEST(Array, ACastToItsOwnTypeIsACopy) {
  Array array = Array::of({1.f}, {1}), copy = array.cast(DType::f32);
  array.values<float>()[0] = 2;
  EXPECT_EQ(copy.values<float>()[0], 1);
}

}  // namespace
}  // namespace fovea
