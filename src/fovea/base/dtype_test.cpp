#include "fovea/base/dtype.h"

#include <cmath>
#include <limits>

#include "fovea/base/bfloat16.h"
#include "fovea/base/test_support.h"

namespace fovea {
namespace {

TEST(DType, NamesGoBothWays) {
  for (const auto& [type, name, bytes] : {std::tuple{DType::u8, "uint8", 1u},
                                          {DType::i32, "int32", 4u},
                                          {DType::i64, "int64", 8u},
                                          {DType::f32, "float32", 4u},
                                          {DType::bf16, "bfloat16", 2u},
                                          {DType::f64, "float64", 8u}}) {
    EXPECT_EQ(to_string(type), name);
    EXPECT_EQ(dtype_from_string(name), type);
    EXPECT_EQ(size_of(type), bytes);
  }
}

TEST(DType, AnUnknownNameIsRefusedByName) {
  EXPECT_NE(error_of(ErrorKind::dtype, [] { dtype_from_string("float16"); }).find("'float16'"), std::string::npos);
  error_of(ErrorKind::dtype, [] { dtype_from_string("Float32"); });
}

TEST(BFloat16, RoundsToNearestEven) {
  EXPECT_EQ(float_to_bf16(1.0f), 0x3F80);
  EXPECT_EQ(float_to_bf16(-2.0f), 0xC000);
  // Between 1 and 1 + 2^-7 the middle goes to the even neighbour, and what is above the middle up.
  EXPECT_EQ(bf16_to_float(float_to_bf16(1.0f + 0x1p-8f)), 1.0f);
  EXPECT_EQ(bf16_to_float(float_to_bf16(1.0f + 0x3p-8f)), 1.0f + 0x1p-6f);
  EXPECT_EQ(bf16_to_float(float_to_bf16(1.0f + 0x1p-8f + 0x1p-20f)), 1.0f + 0x1p-7f);
}

TEST(BFloat16, KeepsInfinityAndNaN) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(bf16_to_float(float_to_bf16(infinity)), infinity);
  EXPECT_EQ(bf16_to_float(float_to_bf16(std::numeric_limits<float>::max())), infinity);
  EXPECT_TRUE(std::isnan(bf16_to_float(float_to_bf16(std::nanf("")))));
  // A NaN whose bits all stand in the half that is cut off.
  EXPECT_TRUE(std::isnan(bf16_to_float(float_to_bf16(std::bit_cast<float>(0x7F800001u)))));
}

}  // namespace
}  // namespace fovea
