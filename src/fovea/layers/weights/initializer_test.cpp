#include "fovea/layers/weights/initializer.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"
#include "fovea/layers/weights/constant_initializers.h"
#include "fovea/layers/weights/random_initializers.h"
#include "fovea/layers/weights/variance_scaling.h"

namespace fovea {
namespace {

Shape shape_of(const Json& list) {
  Shape shape;
  for (const Json& dim : list.as_list()) shape.push_back(dim.as_int());
  return shape;
}

/// At least 20,000 numbers that an initializer gives to weights of one shape.
std::vector<float> draws(const Initializer& initializer, const Shape& shape) {
  std::vector<float> all;
  for (std::uint64_t stream = 0; all.size() < 20000; ++stream) {
    Array weight(shape);
    initializer.fill(weight, Random(7, stream));
    all.insert(all.end(), weight.values<float>().begin(), weight.values<float>().end());
  }
  return all;
}

struct Moments {
  double mean = 0, deviation = 0;
};

Moments moments(const std::vector<float>& values) {
  Moments m;
  for (float v : values) m.mean += v / static_cast<double>(values.size());
  for (float v : values) m.deviation += (v - m.mean) * (v - m.mean) / static_cast<double>(values.size());
  m.deviation = std::sqrt(m.deviation);
  return m;
}

void expect_distribution(const std::string& kind, const Json& s, const Initializer& initializer, const Shape& shape) {
  const bool fixed = initializer.config().find("seed") != nullptr && !initializer.config().at("seed").is_null();
  if (fixed) return;  // every weight gets the same few numbers
  const std::vector<float> values = draws(initializer, shape);
  const Moments found = moments(values);
  const auto [low, high] = std::ranges::minmax(values);
  if (kind == "uniform") {
    const double a = s.at("minval").as_double(), b = s.at("maxval").as_double();
    EXPECT_GE(low, a - 1e-6);
    EXPECT_LE(high, b + 1e-6);
    EXPECT_NEAR(found.mean, (a + b) / 2, 0.02 * (b - a));
    EXPECT_NEAR(found.deviation, (b - a) / std::sqrt(12), 0.01 * (b - a));
    return;
  }
  const double mean = s.at("mean").as_double(), deviation = s.at("stddev").as_double();
  const bool truncated = kind == "truncated_normal";
  EXPECT_NEAR(found.mean, mean, 0.03 * deviation);
  EXPECT_NEAR(found.deviation, deviation * (truncated ? 0.8796 : 1), 0.02 * deviation);
  if (truncated)
    EXPECT_LE(std::max(high - mean, mean - low), 2 * deviation + 1e-6);
  else
    EXPECT_GT(high - mean, 2.5 * deviation);
}

void expect_orthogonal(const Initializer& initializer, const Shape& shape, double gain) {
  Array weight(shape);
  initializer.fill(weight, Random(3));
  const std::int64_t columns = shape[-1], rows = weight.size() / columns, vectors = std::min(rows, columns);
  const auto at = [&](std::int64_t vector, std::int64_t i) {
    return weight
        .values<float>()[static_cast<std::size_t>(rows >= columns ? i * columns + vector : vector * columns + i)];
  };
  for (std::int64_t a = 0; a < vectors; ++a)
    for (std::int64_t b = 0; b <= a; ++b) {
      double product = 0;
      for (std::int64_t i = 0; i < std::max(rows, columns); ++i) product += at(a, i) * at(b, i);
      EXPECT_NEAR(product, a == b ? gain * gain : 0, 1e-5);
    }
}

}  // namespace

TEST(Initializer, FollowsKeras) {
  for (const Json& c : testing::golden_cases("initializers")) {
    SCOPED_TRACE(c.at("name").as_string());
    const auto& table = registry<Initializer>();
    const auto read = table.make(c.at("node"));
    std::vector<std::string> extra;
    EXPECT_TRUE(testing::same_config(read->config(), c.at("node").at("config"), &extra)) << read->config().dump();
    // Keras forgets the gain of Identity, and reads it.
    EXPECT_TRUE(extra.empty() || read->class_name() == "Identity") << extra[0];

    const auto made = table.make(Json::Object{{"class_name", read->class_name()}, {"config", c.at("arguments")}});
    const Shape shape = shape_of(c.at("shape"));
    if (const Json* value = c.find("value")) {
      Array weight(shape);
      made->fill(weight, Random(1));
      testing::expect_near(weight, testing::golden_array(*value), 0, 1e-7, "value");
    } else if (c.at("distribution") == Json("orthogonal")) {
      expect_orthogonal(*made, shape, c.at("statistics").at("gain").as_double());
    } else {
      expect_distribution(c.at("distribution").as_string(), c.at("statistics"), *made, shape);
    }
  }
}

TEST(Initializer, ASeedReplacesTheModelsNumbers) {
  const auto numbers = [](const Initializer& initializer, std::uint64_t stream) {
    Array weight(Shape{6});
    initializer.fill(weight, Random(0, stream));
    return std::vector<float>(weight.values<float>().begin(), weight.values<float>().end());
  };
  const RandomNormal seeded({.seed = 5}), other({.seed = 6});
  EXPECT_EQ(numbers(seeded, 0), numbers(seeded, 1));
  EXPECT_NE(numbers(seeded, 0), numbers(other, 0));
  EXPECT_NE(numbers(HeNormal(), 0), numbers(HeNormal(), 1));
  EXPECT_EQ(numbers(HeNormal(), 1), numbers(HeNormal(), 1));
}

TEST(Initializer, RefusesWhatItCannotFillOrMean) {
  Array vector(Shape{3});
  EXPECT_NE(error_of(ErrorKind::shape, [&] { IdentityInitializer().fill(vector, Random(0)); }).find("(3,)"),
            std::string::npos);
  EXPECT_NE(error_of(ErrorKind::shape, [&] { Orthogonal().fill(vector, Random(0)); }).find("(3,)"),
            std::string::npos);
  error_of(ErrorKind::usage, [] { RandomNormal({.stddev = -1}); });
  error_of(ErrorKind::usage, [] { TruncatedNormal({.stddev = std::numeric_limits<double>::infinity()}); });
  error_of(ErrorKind::usage, [] { RandomUniform({.minval = 1, .maxval = 0}); });
  error_of(ErrorKind::usage, [] { VarianceScaling({.scale = 0}); });
  error_of(ErrorKind::usage, [] { VarianceScaling({.mode = "fan"}); });
  error_of(ErrorKind::usage, [] { VarianceScaling({.distribution = "cauchy"}); });
  const std::string text = error_of(ErrorKind::usage, [] { Named<Initializer>("glorot_unifrom"); });
  EXPECT_NE(text.find("glorot_uniform"), std::string::npos) << text;
}

}  // namespace fovea
