#include <algorithm>
#include <cmath>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/objectives/metrics/metric.h"

namespace fovea {
namespace {

/// One figure, or every one of several.
void expect_figures(const Metric& metric, const Json& expected) {
  const Array want = golden_array(expected).cast(DType::f32);
  if (want.shape().rank() > 0) return expect_close(metric.results(), want, 2e-6, 1e-6);
  EXPECT_NEAR(metric.result(), want.values<float>()[0], 2e-6 * std::max(1.0f, std::abs(want.values<float>()[0])));
  EXPECT_EQ(metric.results().shape(), Shape{});
}

bool whole(const Array& labels) {
  const Array numbers = labels.cast(DType::f32);
  return std::ranges::all_of(numbers.values<float>(), [](float t) { return t >= 0 && t == std::floor(t); });
}

/// Rows of positions as rows of their own, so that a weight for each position is a weight for each row.
Array flat(const Array& array, int positions) {
  std::int64_t rows = array.shape().count(0, positions);
  return array.reshaped(array.shape().tail(positions).with_front(rows));
}

TEST(Metrics, FollowKerasOverBatchesOfAnySize) {
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "metrics.json")) {
    SCOPED_TRACE(item.at("name").as_string());
    const auto metric = registry<Metric>().make(item.at("node"));
    // Twice, to see that reset() forgets everything.
    for (int round = 0; round < 2; ++round) {
      metric->reset();
      if (round > 0 || golden_array(item.at("result_of_nothing")).shape().rank() == 0)
        expect_figures(*metric, item.at("result_of_nothing"));
      for (const Json& batch : item.at("batches").as_list()) {
        Array y_true = golden_array(batch.at("y_true")), y_pred = golden_array(batch.at("y_pred")).cast(DType::f32),
              weight;
        if (!batch.at("sample_weight").is_null()) {
          weight = golden_array(batch.at("sample_weight"));
          y_true = flat(y_true, weight.shape().rank());
          y_pred = flat(y_pred, weight.shape().rank());
        }
        metric->update(y_true, y_pred, weight.empty() ? nullptr : weight.values<float>().data());
        expect_figures(*metric, batch.at("result"));
      }
    }
  }
}

TEST(Metrics, EveryTypeOfLabelsGivesTheSame) {
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "metrics.json")) {
    SCOPED_TRACE(item.at("name").as_string());
    const Json& batch = item.at("batches").as_list()[0];
    const Array y_true = golden_array(batch.at("y_true")), y_pred = golden_array(batch.at("y_pred")).cast(DType::f32);
    if (!whole(y_true)) continue;
    std::vector<double> results;
    for (const DType dtype : {DType::f32, DType::u8, DType::i32, DType::i64}) {
      const auto metric = registry<Metric>().make(item.at("node"));
      metric->update(y_true.cast(dtype), y_pred, nullptr);
      results.push_back(metric->result());
    }
    EXPECT_EQ(results, std::vector<double>(4, results[0]));
  }
}

TEST(Metrics, ConfigsAreKeras) {
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "metrics.json")) {
    SCOPED_TRACE(item.at("name").as_string());
    expect_same_config(registry<Metric>().node(*registry<Metric>().make(item.at("node"))), item.at("node"));
  }
}

TEST(Metrics, NamesStandForTheClassesThatKerasChooses) {
  int found = 0;
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "metrics.json", "chosen_by_shape")) {
    SCOPED_TRACE(item.at("name").as_string());
    const auto shape = [&](const char* key) {
      Shape shape;
      for (const Json& dim : item.at(key).as_list()) shape.push_back(dim.as_int());
      return shape;
    };
    const std::string& name = item.at("identifier").as_string();
    Shape output = shape("y_pred_shape");
    output.set(0, None);
    const auto metric = resolve_metric(name, output, shape("y_true_shape"));
    // Keras gives a class for "accuracy" and a function's name for "crossentropy".
    const std::string& chosen = item.at("chosen").as_string();
    EXPECT_EQ(metric->class_name(), registry<Metric>().at(chosen).class_name);
    EXPECT_EQ(metric->name(), name);
    ++found;
  }
  EXPECT_EQ(found, 28);
}

}  // namespace
}  // namespace fovea
