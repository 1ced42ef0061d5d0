#include "fovea/objectives/optimizers/optimizer.h"

#include <cstring>

#include "fovea/base/random.h"
#include "fovea/base/test_support.h"
#include "fovea/objectives/optimizers/adafactor.h"
#include "fovea/objectives/optimizers/adam.h"
#include "fovea/objectives/optimizers/ftrl.h"
#include "fovea/objectives/optimizers/lion.h"
#include "fovea/objectives/optimizers/muon.h"
#include "fovea/objectives/optimizers/rmsprop.h"
#include "fovea/objectives/optimizers/schedule_free_adamw.h"
#include "fovea/objectives/optimizers/sgd.h"
#include "fovea/objectives/schedules/decay.h"

namespace fovea {
namespace {

using ::testing::IsSubstring;

VariablePtr weight(const std::string& path, const Shape& shape, std::uint64_t stream) {
  auto variable = std::make_shared<Variable>();
  variable->path = path;
  variable->value = Array(shape);
  Random random(11, stream);
  for (float& value : variable->value.values<float>()) value = static_cast<float>(random.uniform() - 0.5);
  return variable;
}

/// Weights and optimizer variables after a few updates, on a team; large enough to be divided, in odd sizes.
std::vector<std::vector<float>> trained(const Optimizer& options, int threads) {
  const auto optimizer = options.fresh();
  const std::vector<VariablePtr> weights{weight("a/kernel", {301, 149}, 1), weight("a/bias", {149}, 2),
                                         weight("b/kernel", {5000}, 3)};
  const Arrays gradients{weight("", {301, 149}, 4)->value, weight("", {149}, 5)->value, weight("", {5000}, 6)->value};
  std::vector<const float*> pointers;
  for (const Array& gradient : gradients) pointers.push_back(gradient.values<float>().data());
  optimizer->build(weights);
  Team team(threads);
  for (int step = 0; step < 5; ++step) optimizer->apply(pointers, team);
  std::vector<std::vector<float>> values;
  for (const auto& list : {weights, optimizer->variables()})
    for (const VariablePtr& variable : list)
      if (variable->value.dtype() == DType::f32) {
        const auto span = variable->value.values<float>();
        values.emplace_back(span.begin(), span.end());
      }
  return values;
}

TEST(Optimizers, AreBitIdenticalAtAnyNumberOfThreads) {
  std::vector<std::shared_ptr<Optimizer>> optimizers{
      std::make_shared<SGD>(SGDOptions{.momentum = 0.9, .nesterov = true, .clipnorm = 0.5}),
      std::make_shared<RMSprop>(RMSpropOptions{.momentum = 0.5, .centered = true, .clipvalue = 0.2}),
      std::make_shared<Adam>(AdamOptions{.amsgrad = true, .global_clipnorm = 0.7, .gradient_accumulation_steps = 2}),
      std::make_shared<AdamW>(AdamWOptions{.use_ema = true, .ema_overwrite_frequency = 2, .loss_scale_factor = 8.0})};
  Json rules = Json::object();
  rules["global_clipnorm"] = 0.7;
  rules["use_ema"] = true;
  rules["gradient_accumulation_steps"] = std::int64_t{2};
  for (const auto& entry : registry<Optimizer>().entries())
    optimizers.push_back(entry.make(rules, entry.class_name, nullptr));
  for (const auto& optimizer : optimizers) {
    const auto alone = trained(*optimizer, 1);
    ASSERT_GT(alone.size(), 3u);
    for (const int threads : {2, 3}) {
      const auto together = trained(*optimizer, threads);
      for (std::size_t i = 0; i < alone.size(); ++i)
        EXPECT_EQ(std::memcmp(alone[i].data(), together[i].data(), alone[i].size() * sizeof(float)), 0)
            << optimizer->class_name() << ", " << threads << " threads, variable " << i;
    }
  }
}

TEST(Optimizers, CountEveryChangeOfAWeight) {
  const VariablePtr variable = weight("w", {2}, 1);
  const Array gradient(Shape{2});
  const float* pointers[] = {gradient.values<float>().data()};
  SGD sgd({.use_ema = true});
  sgd.build({variable});
  Team team(1);
  sgd.apply(pointers, team);
  EXPECT_EQ(variable->version, 1u);
  sgd.finish();
  EXPECT_EQ(variable->version, 2u);
  EXPECT_EQ(sgd.iterations(), 1);
}

TEST(Optimizers, KeepTheRateThatWasSet) {
  Adam adam({.learning_rate = 0.5});
  adam.set_learning_rate(0.25);
  EXPECT_EQ(adam.learning_rate(), 0.25);
  EXPECT_EQ(adam.config().at("learning_rate").as_double(), 0.25);
  EXPECT_EQ(adam.fresh()->learning_rate(), 0.5);
  EXPECT_PRED_FORMAT2(IsSubstring, "learning_rate must be 0 or more. Received -1",
                      error_of(ErrorKind::usage, [&] { adam.set_learning_rate(-1); }));
  SGD scheduled({.learning_rate = PiecewiseConstantDecay({.boundaries = {1}, .values = {1, 0.5}})});
  EXPECT_PRED_FORMAT2(IsSubstring, "follows a schedule",
                      error_of(ErrorKind::usage, [&] { scheduled.set_learning_rate(1); }));
}

TEST(Optimizers, RefuseWhatKerasRefuses) {
  const auto why = [](auto make) { return error_of(ErrorKind::usage, make); };
  EXPECT_EQ(why([] { SGD({.clipnorm = 1.0, .clipvalue = 1.0}); }),
            "Optimizer 'sgd': only one of clipnorm, clipvalue and global_clipnorm can be set.");
  EXPECT_PRED_FORMAT2(IsSubstring, "weight_decay must be 0 or more", why([] { AdamW({.weight_decay = -1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "momentum must be in [0, 1]. Received 2", why([] { SGD({.momentum = 2}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "rho must be in [0, 1]", why([] { RMSprop({.rho = 1.5}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "AdamW: beta_2 must be at least 0 and below 1", why([] { AdamW({.beta_2 = 1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "ema_momentum must be in [0, 1]",
                      why([] { Adam({.use_ema = true, .ema_momentum = 2}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "must be 2 or more. Received 1",
                      why([] { Adam({.gradient_accumulation_steps = 1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "must be 1 or more. Received 0",
                      why([] { Adam({.use_ema = true, .ema_overwrite_frequency = 0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "loss_scale_factor must be above 0", why([] { SGD({.loss_scale_factor = 0.0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "learning_rate must be 0 or more", why([] { SGD({.learning_rate = -0.1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "Lion: beta_1 must be above 0 and at most 1", why([] { Lion({.beta_1 = 0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "learning_rate_power must be 0 or less. Received 0.5",
                      why([] { Ftrl({.learning_rate_power = 0.5}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "Ftrl: l1_regularization_strength must be 0 or more. Received -1",
                      why([] { Ftrl({.l1_regularization_strength = -1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "clip_threshold must be above 0", why([] { Adafactor({.clip_threshold = 0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "exclude_layers must be patterns. Received '('",
                      why([] { Muon({.exclude_layers = {"("}}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "beta_1 must be above 0 and below 1. Received 0",
                      why([] { ScheduleFreeAdamW({.beta_1 = 0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "'adamax'", why([] { Named<Optimizer>("adamaxx"); }));
  Adam adam;
  adam.build({weight("w", {2}, 1)});
  EXPECT_PRED_FORMAT2(IsSubstring, "was built for other weights", why([&] { adam.build({weight("w", {2}, 1)}); }));
}

TEST(Muon, LeavesWhatIsNoMatrixOrIsExcludedToAdam) {
  Muon muon({.exclude_layers = {"head$"}});
  muon.build({weight("dense/kernel", {3, 2}, 1), weight("Embedding/table", {3, 2}, 1),
              weight("conv/kernel", {3, 3, 1, 2}, 1), weight("dense/head", {3, 2}, 1)});
  std::vector<std::string> names;
  for (const VariablePtr& variable : muon.variables()) names.push_back(variable->name);
  const std::vector<std::string> expected{"iteration",
                                          "learning_rate",
                                          "dense_kernel_momentum",
                                          "Embedding_table_momentum",
                                          "Embedding_table_velocity",
                                          "conv_kernel_momentum",
                                          "conv_kernel_velocity",
                                          "dense_head_momentum",
                                          "dense_head_velocity"};
  EXPECT_EQ(names, expected);
}

TEST(Optimizers, HaveKerasNamesAndPositions) {
  EXPECT_EQ(Named<Optimizer>("rmsprop")->config().at("name").as_string(), "rm_sprop");
  EXPECT_EQ(Named<Optimizer>("adamw")->config().at("name").as_string(), "adam_w");
  EXPECT_EQ(AdamWOptions::fields().keys()[1], "weight_decay");
  EXPECT_EQ(AdamOptions::fields().keys()[1], "beta_1");
  EXPECT_EQ(SGDOptions::fields().find("lr")->key, "learning_rate");
}

}  // namespace
}  // namespace fovea
