#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/objectives/optimizers/optimizer.h"

namespace fovea {
namespace {

TEST(Optimizers, FollowKerasStepByStep) {
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "optimizers.json")) {
    SCOPED_TRACE(item.at("name").as_string());
    const auto optimizer = registry<Optimizer>().make(item.at("node"));
    std::vector<VariablePtr> weights;
    for (const Json& variable : item.at("variables").as_list()) {
      weights.push_back(std::make_shared<Variable>());
      weights.back()->path = weights.back()->name = variable.at("name").as_string();
      weights.back()->value = golden_array(variable.at("value"));
    }
    const auto expect_values = [&](const Json& expected) {
      for (std::size_t i = 0; i < weights.size(); ++i)
        expect_close(weights[i]->value, golden_array(expected.as_list()[i]), 1e-6, 1e-7);
    };
    optimizer->build(weights);
    Team team(1);
    for (const Json& step : item.at("steps").as_list()) {
      const double rate = step.at("learning_rate").as_double();
      EXPECT_NEAR(optimizer->learning_rate(), rate, 1e-6 * rate);
      Arrays gradients;
      std::vector<const float*> pointers;
      for (const Json& gradient : step.at("gradients").as_list()) gradients.push_back(golden_array(gradient));
      for (const Array& gradient : gradients) pointers.push_back(gradient.values<float>().data());
      optimizer->apply(pointers, team);
      expect_values(step.at("values"));
    }
    const auto& expected = item.at("optimizer_variables").as_list();
    ASSERT_EQ(optimizer->variables().size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const Variable& variable = *optimizer->variables()[i];
      EXPECT_EQ(variable.path, expected[i].at("path").as_string());
      EXPECT_EQ(variable.name, expected[i].at("name").as_string());
      SCOPED_TRACE(variable.path);
      const Array value = golden_array(expected[i].at("value"));
      EXPECT_EQ(variable.value.dtype(), value.dtype());
      // What is left where large numbers cancel each other is as exact as they are.
      double largest = 1;
      const Array wide = value.cast(DType::f64);
      for (const double v : wide.values<double>()) largest = std::max(largest, std::abs(v));
      expect_close(variable.value, value, 2e-6, 1e-7 * largest);
    }
    if (const Json* finalized = item.find("finalized")) {
      optimizer->finish();
      expect_values(*finalized);
    }
  }
}

TEST(Optimizers, ConfigsAreKeras) {
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "optimizers.json")) {
    SCOPED_TRACE(item.at("name").as_string());
    expect_same_config(registry<Optimizer>().node(*registry<Optimizer>().make(item.at("node"))), item.at("node"));
  }
}

}  // namespace
}  // namespace fovea
