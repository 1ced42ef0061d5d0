#include "fovea/objectives/losses/loss.h"

#include "fovea/base/test_support.h"
#include "fovea/graph/build.h"
#include "fovea/graph/program.h"
#include "fovea/objectives/losses/batch_loss.h"
#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/losses/focal.h"
#include "fovea/objectives/losses/generalized_cross_entropy.h"
#include "fovea/objectives/losses/overlap.h"
#include "fovea/objectives/losses/regression.h"

namespace fovea {
namespace {

using ::testing::IsSubstring;

TEST(Losses, RefuseWhatLeavesNoLoss) {
  EXPECT_EQ(
      error_of(ErrorKind::usage, [] { MeanSquaredError({.reduction = "none"}); }),
      "MeanSquaredError: reduction 'none' leaves no single loss to train on. Use 'sum_over_batch_size' or 'sum'.");
  EXPECT_PRED_FORMAT2(IsSubstring, "'sum'",
                      error_of(ErrorKind::usage, [] { BinaryCrossentropy({.reduction = "sums"}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "label_smoothing must be in [0, 1]. Received 1.5",
                      error_of(ErrorKind::usage, [] { CategoricalCrossentropy({.label_smoothing = 1.5}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "last axis (axis=-1). Received axis=1",
                      error_of(ErrorKind::usage, [] { SparseCategoricalCrossentropy({.axis = 1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "ignore_class is not available",
                      error_of(ErrorKind::unsupported, [] { SparseCategoricalCrossentropy({.ignore_class = 255}); }));
}

TEST(Losses, RefuseArgumentsOutOfRange) {
  const auto why = [](auto make) { return error_of(ErrorKind::usage, make); };
  EXPECT_PRED_FORMAT2(IsSubstring, "gamma must be 0 or more. Received -1",
                      why([] { CategoricalFocalCrossentropy({.gamma = -1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "alpha must be 0 or more. Received -0.5", why([] {
                        CategoricalFocalCrossentropy({.alpha = {0.5, -0.5}});
                      }));
  EXPECT_PRED_FORMAT2(IsSubstring, "alpha must be a number or a list of them. Received []",
                      why([] { CategoricalFocalCrossentropy({.alpha = Numbers(std::initializer_list<double>{})}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "alpha must be in [0, 1]. Received 2",
                      why([] { BinaryFocalCrossentropy({.alpha = 2}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "label_smoothing must be in [0, 1]",
                      why([] { BinaryFocalCrossentropy({.label_smoothing = -0.5}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "q must be above 0 and below 1. Received 1",
                      why([] { CategoricalGeneralizedCrossEntropy({.q = 1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "Huber: delta must be above 0", why([] { Huber({.delta = 0}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "last axis", why([] { CosineSimilarity({.axis = 1}); }));
  EXPECT_PRED_FORMAT2(IsSubstring, "axis must be None, an integer or several", why([] { Dice({.axis = "all"}); }));
  Graph graph;
  const ValueId x = graph.add_input({2, 3, 4}, DType::f32, true);
  EXPECT_PRED_FORMAT2(IsSubstring, "Received axis=3 for predictions of rank 3",
                      why([&] { Dice({.axis = std::int64_t{3}}).emit(graph, x, x); }));
}

TEST(Losses, HuberKeepsItsDelta) {
  const auto read =
      registry<Loss>().make(Json::parse(R"({"class_name": "Huber", "config": {"delta": 0.5}})", "test"));
  EXPECT_EQ(registry<Loss>().node(*read).at("config").at("delta"), Json(0.5));
  EXPECT_EQ(Huber().config().find("delta"), nullptr);  // as Keras writes it
}

TEST(Losses, HaveKerasNames) {
  for (const auto& [name, class_name] :
       std::vector<std::pair<const char*, const char*>>{{"mae", "MeanAbsoluteError"},
                                                        {"MAPE", "MeanAbsolutePercentageError"},
                                                        {"msle", "MeanSquaredLogarithmicError"},
                                                        {"kld", "KLDivergence"},
                                                        {"log_cosh", "LogCosh"},
                                                        {"huber", "Huber"},
                                                        {"poisson", "Poisson"},
                                                        {"squared_hinge", "SquaredHinge"},
                                                        {"binary_focal_crossentropy", "BinaryFocalCrossentropy"},
                                                        {"dice", "Dice"}})
    EXPECT_EQ(Named<Loss>(name)->class_name(), class_name);

  EXPECT_EQ(Named<Loss>("bce")->class_name(), "BinaryCrossentropy");
  EXPECT_EQ(Named<Loss>("sparse_categorical_crossentropy")->name(), "sparse_categorical_crossentropy");
  EXPECT_EQ(Named<Loss>("MSE")->name(), "mean_squared_error");
  EXPECT_PRED_FORMAT2(IsSubstring, "'categorical_crossentropy'",
                      error_of(ErrorKind::usage, [] { Named<Loss>("categorical_crossentrop"); }));
}

// Keras divides by 0 without a NaN.
TEST(BatchLoss, OfWeightsThatAreAllZeroIsZero) {
  Graph graph;
  const ValueId x = graph.add_input({2, 1}, DType::f32, true), y = graph.add_input({2}, DType::u8, true);
  const ValueId w = graph.add_input({2}, DType::f32, true);
  const ValueId loss = batch_loss(graph, MeanSquaredError({.reduction = "mean_with_sample_weight"}), x, y, w, 3);
  graph.outputs = {loss};
  Program program(std::move(graph), {.providers = {&reference_provider()}}, std::make_shared<Team>(1));
  const Array predictions = Array::of<float>({.5f, .5f}, {2, 1}), labels = Array::of<std::uint8_t>({0, 1}, {2});
  Array weights(Shape{2});
  program.bind(0, predictions.raw());
  program.bind(1, labels.raw());
  program.bind(2, weights.raw());
  program.run({});
  EXPECT_EQ(*program.values<float>(loss), 0);
  weights.values<float>()[1] = 2;
  program.run({});
  EXPECT_FLOAT_EQ(*program.values<float>(loss), 0.75f);
}

}  // namespace
}  // namespace fovea
