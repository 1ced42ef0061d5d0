#include <gtest/gtest.h>

#include "fovea/base/allocation_test_support.h"
#include "fovea/objectives/metrics/metric.h"
#include "fovea/objectives/optimizers/optimizer.h"

namespace fovea {
namespace {

TEST(Allocations, AnUpdateOfWeightsMakesNone) {
  for (const auto& entry : registry<Optimizer>().entries()) {
    Json node = Json::object(), config = Json::object();
    config["global_clipnorm"] = 1.0;
    config["use_ema"] = true;
    node["class_name"] = entry.class_name;
    node["config"] = config;
    const auto optimizer = registry<Optimizer>().make(node);
    auto weight = std::make_shared<Variable>();
    weight->value = Array(Shape{200, 300});
    optimizer->build({weight});
    const Array gradient(Shape{200, 300});
    const float* pointers[] = {gradient.values<float>().data()};
    Team team(2);
    optimizer->apply(pointers, team);  // the runtime starts its threads
    const auto three_steps = [&] {
      for (int step = 0; step < 3; ++step) optimizer->apply(pointers, team);
    };
    EXPECT_EQ(allocations_in(three_steps), 0) << entry.class_name;
  }
}

TEST(Allocations, AnUpdateOfMetricsMakesNoneAfterTheFirst) {
  const Array scores(Shape{8, 3}), indices(Shape{8}, DType::i64), one_hot(Shape{8, 3}, DType::u8);
  const float weights[8] = {};
  Json values = Json::object();
  for (const char* key : {"specificity", "sensitivity", "recall", "precision"}) values[key] = 0.5;
  for (const auto& entry : registry<Metric>().entries()) {
    std::vector<std::string> others;
    const auto metric = entry.make(values, entry.class_name, &others);
    const Array& labels = entry.class_name.starts_with("Sparse") ? indices : one_hot;
    metric->update(labels, scores, weights);
    const auto next_epoch = [&] {
      metric->update(labels, scores, weights);
      metric->reset();
    };
    EXPECT_EQ(allocations_in(next_epoch), 0) << entry.class_name;
  }
}

}  // namespace
}  // namespace fovea
