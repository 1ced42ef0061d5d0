#include "fovea/base/whole_number.h"

#include <gtest/gtest.h>

namespace fovea {
namespace {

TEST(WholeNumber, IsAllOfAText) {
  EXPECT_EQ(whole_number("12"), 12);
  EXPECT_EQ(whole_number("-7"), -7);
  EXPECT_EQ(whole_number("010"), 10);
  EXPECT_EQ(whole_number("9223372036854775807"), 9223372036854775807);
  for (const char* other : {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "eins"})
    EXPECT_EQ(whole_number(other), std::nullopt) << other;
}

}  // namespace
}  // namespace fovea
