#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/objectives/schedules/cosine_decay.h"
#include "fovea/objectives/schedules/decay.h"

namespace fovea {
namespace {

using ::testing::IsSubstring;

TEST(Schedules, FollowKeras) {
  for (const Json& item : golden_cases(FOVEA_SOURCE_DIR, "schedules.json")) {
    SCOPED_TRACE(item.at("name").as_string());
    const Json& node = item.at("node");
    const auto schedule = registry<Schedule>().make(node);
    const auto &steps = item.at("steps").as_list(), &values = item.at("values").as_list();
    ASSERT_EQ(steps.size(), values.size());
    // Keras computes in float32: what is left of 1 + cos near its end has few digits there.
    for (std::size_t i = 0; i < steps.size(); ++i)
      EXPECT_NEAR(schedule->at(steps[i].as_int()), values[i].as_double(), 1e-6 * values[i].as_double() + 1e-8)
          << "at step " << steps[i].as_int();
    expect_same_config(registry<Schedule>().node(*schedule), node);
  }
}

TEST(Schedules, RefuseWhatGivesNoRate) {
  EXPECT_EQ(error_of(ErrorKind::usage, [] { ExponentialDecay({.decay_steps = 10, .decay_rate = 0.9}); }),
            "ExponentialDecay: needs initial_learning_rate. Give it by name: "
            "ExponentialDecay(initial_learning_rate=...).");
  EXPECT_PRED_FORMAT2(IsSubstring, "needs decay_rate", error_of(ErrorKind::usage, [] {
                        InverseTimeDecay({.initial_learning_rate = 0.1, .decay_steps = 1});
                      }));
  EXPECT_PRED_FORMAT2(IsSubstring, "decay_steps must be above 0",
                      error_of(ErrorKind::usage, [] { CosineDecay({.initial_learning_rate = 0.1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "Received 2 boundaries and 2 values", error_of(ErrorKind::usage, [] {
                        PiecewiseConstantDecay({.boundaries = {1, 2}, .values = {1, 2}});
                      }));
  EXPECT_PRED_FORMAT2(IsSubstring, "boundaries must grow", error_of(ErrorKind::usage, [] {
                        PiecewiseConstantDecay({.boundaries = {2, 1}, .values = {1, 2, 3}});
                      }));
}

TEST(LearningRate, IsANumberOrASchedule) {
  LearningRate rate = 0.5;
  from_json(Json(0.25), rate);
  EXPECT_EQ(rate.at(7), 0.25);
  from_json(to_json(LearningRate(PiecewiseConstantDecay({.boundaries = {3}, .values = {1, 0.5}}))), rate);
  EXPECT_EQ(rate.at(3), 1);
  EXPECT_EQ(rate.at(4), 0.5);
  from_json(Json(0.25), rate);
  EXPECT_EQ(rate.schedule(), nullptr);
}

}  // namespace
}  // namespace fovea
