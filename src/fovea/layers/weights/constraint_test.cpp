#include "fovea/layers/weights/constraint.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"
#include "fovea/layers/weights/constraints.h"

namespace fovea {

TEST(Constraint, FollowsKeras) {
  for (const Json& c : testing::golden_cases("constraints")) {
    SCOPED_TRACE(c.at("name").as_string());
    const auto constraint = registry<Constraint>().make(c.at("node"));
    std::vector<std::string> extra;
    EXPECT_TRUE(testing::same_config(constraint->config(), c.at("node").at("config"), &extra));
    EXPECT_TRUE(extra.empty());
    Array weight = testing::golden_array(c.at("weight"));
    constraint->apply(weight);
    testing::expect_near(weight, testing::golden_array(c.at("result")), 1e-5, 1e-6, "result");
  }
}

TEST(Constraint, UnitNormByHand) {
  Array weight = Array::of<float>({3, 0, 4, 2}, {2, 2});
  UnitNorm().apply(weight);
  testing::expect_near(weight, Array::of<float>({0.6f, 0, 0.8f, 1}, {2, 2}), 1e-6, 0, "columns");
  weight = Array::of<float>({3, 4, 0, 2}, {2, 2});
  UnitNorm({.axis = 1}).apply(weight);
  testing::expect_near(weight, Array::of<float>({0.6f, 0.8f, 0, 1}, {2, 2}), 1e-6, 0, "rows");
}

TEST(Constraint, RefusesAxesThatTheWeightLacks) {
  Array bias(Shape{3});
  const std::string text = error_of(ErrorKind::usage, [&] { MaxNorm({.axis = {0, 1, 2}}).apply(bias); });
  EXPECT_NE(text.find("[0,1,2]"), std::string::npos) << text;
  EXPECT_NE(text.find("(3,)"), std::string::npos) << text;
}

}  // namespace fovea
