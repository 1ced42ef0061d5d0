#include "fovea/base/moments.h"

#include <gtest/gtest.h>

namespace fovea {
namespace {

std::vector<double> list(const Array& array) {
  const auto values = array.values<double>();
  return {values.begin(), values.end()};
}

}  // namespace

TEST(Moments, OfEachIndexOfSomeAxes) {
  const Array data = Array::of<std::uint8_t>({1, 2, 3, 4, 10, 20, 30, 40}, {1, 2, 2, 2});
  const auto of = [&](const std::vector<int>& kept) {
    Moments moments({2, 2, 2}, kept);
    moments.add(data);
    return moments;
  };
  EXPECT_EQ(list(of({1, 3}).mean()), (std::vector<double>{2, 3, 20, 30}));
  EXPECT_EQ(list(of({1, 3}).variance()), (std::vector<double>{1, 1, 100, 100}));
  EXPECT_EQ(list(of({2}).mean()), (std::vector<double>{8.25, 19.25}));
  EXPECT_EQ(list(of({}).mean()), (std::vector<double>{13.75}));
  EXPECT_EQ(of({1, 3}).mean().shape(), (Shape{2, 2}));
}

TEST(Moments, OfBatchesAreThoseOfTheWholeFarFromZeroToo) {
  Moments whole({1}, {1}), parts({1}, {1});
  whole.add(Array::of<double>({1e9, 1e9 + 1, 1e9 + 2, 1e9 + 5}, {4, 1}));
  parts.add(Array::of<double>({1e9}, {1, 1}));
  parts.add(Array(Shape{0, 1}, DType::f64));
  parts.add(Array::of<double>({1e9 + 1, 1e9 + 2, 1e9 + 5}, {3, 1}));
  EXPECT_EQ(list(whole.mean()), (std::vector<double>{1e9 + 2}));
  EXPECT_EQ(list(whole.variance()), (std::vector<double>{3.5}));
  EXPECT_EQ(list(parts.mean()), list(whole.mean()));
  EXPECT_NEAR(list(parts.variance())[0], 3.5, 1e-6);
}

}  // namespace fovea
