#include "fovea/base/shape.h"

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

TEST(Shape, IsWrittenAsPythonWritesTuples) {
  EXPECT_EQ(to_string(Shape{}), "()");
  EXPECT_EQ(to_string(Shape{10}), "(10,)");
  EXPECT_EQ(to_string(Shape{None, 28, 28, 1}), "(None, 28, 28, 1)");
}

TEST(Shape, NegativeIndicesCountFromTheEnd) {
  Shape shape{2, 3, 5};
  EXPECT_EQ(shape[-1], 5);
  EXPECT_EQ(shape[0], 2);
  shape.set(-2, 7);
  EXPECT_EQ(shape, (Shape{2, 7, 5}));
}

TEST(Shape, CountsElements) {
  EXPECT_EQ(Shape{}.count(), 1);
  EXPECT_EQ((Shape{2, 3, 5}).count(), 30);
  EXPECT_EQ((Shape{2, 3, 5}).count(1, 3), 15);
  EXPECT_EQ((Shape{2, 0, 5}).count(), 0);
}

TEST(Shape, RefusesToCountWhatIsUnknownOrTooLarge) {
  EXPECT_FALSE((Shape{None, 3}).known());
  EXPECT_NE(error_of(ErrorKind::shape, [] { (Shape{None, 3}).count(); }).find("(None, 3)"), std::string::npos);
  EXPECT_EQ((Shape{None, 3, 4}).count(1, 3), 12);
  constexpr std::int64_t large = std::int64_t{1} << 32;
  EXPECT_NE(error_of(ErrorKind::shape, [] { (Shape{large, large}).count(); }).find("64 bits"), std::string::npos);
}

TEST(Shape, RefusesNegativeDimensionsAndMoreThanEight) {
  EXPECT_NE(error_of(ErrorKind::shape, [] { Shape{3, -2}; }).find("-2"), std::string::npos);
  const Shape eight{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(eight.rank(), 8);
  error_of(ErrorKind::shape, [&] { eight.with_front(1); });
}

TEST(Shape, FrontAndTailAreInverse) {
  const Shape sample{28, 28, 1}, batch = sample.with_front(None);
  EXPECT_EQ(batch, (Shape{None, 28, 28, 1}));
  EXPECT_EQ(batch.tail(1), sample);
  EXPECT_EQ(batch.tail(4), Shape{});
  EXPECT_FALSE(batch == sample);
}

}  // namespace
}  // namespace fovea
