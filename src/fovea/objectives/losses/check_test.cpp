#include "fovea/objectives/losses/check.h"

#include "fovea/base/test_support.h"
#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/objectives/losses/regression.h"

namespace fovea {
namespace {

using ::testing::IsSubstring;

OutputFacts facts(const char* activation, const Shape& output, const Shape& labels, DType type = DType::i64) {
  return {"head", activation, output, labels, type};
}

std::string why(ErrorKind kind, const Loss& loss, const OutputFacts& facts) {
  return error_of(kind, [&] { check_loss(loss, facts); });
}

const Shape ten{None, 10}, one{None, 1};

TEST(CheckLoss, TakesWhatKerasTakes) {
  check_loss(SparseCategoricalCrossentropy(), facts("softmax", ten, {60}));
  check_loss(SparseCategoricalCrossentropy(), facts("softmax", ten, {60, 1}));
  check_loss(SparseCategoricalCrossentropy({.from_logits = true}), facts("linear", ten, {60}));
  check_loss(SparseCategoricalCrossentropy(), facts("softmax", {None, None, None, 3}, {8, 32, 32}));
  check_loss(SparseCategoricalCrossentropy(), facts("softmax", {None, 32, 32, 3}, {8, 32, 32, 1}));
  check_loss(SparseCategoricalCrossentropy(), facts("", ten, {60}));
  check_loss(CategoricalCrossentropy(), facts("softmax", ten, {60, 10}));
  check_loss(CategoricalCrossentropy(), facts("sigmoid", ten, {60, 10}));
  check_loss(BinaryCrossentropy(), facts("sigmoid", one, {60}));
  check_loss(BinaryCrossentropy(), facts("sigmoid", one, {60, 1}));
  check_loss(BinaryCrossentropy(), facts("sigmoid", ten, {60, 10}));
  check_loss(BinaryCrossentropy(), facts("softmax", {None, 2}, {60, 2}));
  check_loss(MeanSquaredError(), facts("linear", one, {60}));
  check_loss(MeanSquaredError(), facts("softmax", ten, {60, 10}));
}

TEST(CheckLoss, SaysHowLabelsAndLossFit) {
  EXPECT_EQ(why(ErrorKind::usage, CategoricalCrossentropy(), facts("softmax", ten, {60})),
            "CategoricalCrossentropy on output 'head': takes labels of the output's shape (None, 10). Received class "
            "indices of shape (60,). Use sparse_categorical_crossentropy, or one-hot encode them (to_categorical).");
  EXPECT_EQ(
      why(ErrorKind::usage, SparseCategoricalCrossentropy(), facts("softmax", ten, {60, 10})),
      "SparseCategoricalCrossentropy on output 'head': takes one class index a sample. Received labels of shape "
      "(60, 10), which look one-hot. Use categorical_crossentropy, or the index of each row's maximum.");
  EXPECT_PRED_FORMAT2(IsSubstring, "(60, 3) for an output of shape (None, 10)",
                      why(ErrorKind::shape, SparseCategoricalCrossentropy(), facts("softmax", ten, {60, 3})));
  EXPECT_PRED_FORMAT2(IsSubstring, "must have the output's shape (None, 10). Received (60, 3)",
                      why(ErrorKind::shape, CategoricalCrossentropy(), facts("softmax", ten, {60, 3})));
  EXPECT_PRED_FORMAT2(IsSubstring, "Use sparse_categorical_crossentropy",
                      why(ErrorKind::usage, BinaryCrossentropy(), facts("sigmoid", ten, {60})));
  EXPECT_PRED_FORMAT2(IsSubstring, "must have the output's shape (None, 1). Received (60, 2)",
                      why(ErrorKind::shape, MeanSquaredError(), facts("linear", one, {60, 2})));
}

TEST(CheckLoss, SaysHowActivationAndLossFit) {
  EXPECT_EQ(
      why(ErrorKind::usage, SparseCategoricalCrossentropy({.from_logits = true}), facts("softmax", ten, {60})),
      "SparseCategoricalCrossentropy on output 'head': from_logits=True expects values before softmax. Received an "
      "output that ends in softmax. Drop from_logits=True, or the activation of the last layer.");
  EXPECT_EQ(why(ErrorKind::usage, SparseCategoricalCrossentropy(), facts("linear", ten, {60})),
            "SparseCategoricalCrossentropy on output 'head': expects probabilities. Received an output without "
            "activation. Give the last layer activation='softmax', or the loss from_logits=True.");
  EXPECT_PRED_FORMAT2(IsSubstring, "ends in relu. Give the last layer activation='sigmoid'",
                      why(ErrorKind::usage, BinaryCrossentropy(), facts("relu", one, {60})));
  EXPECT_PRED_FORMAT2(IsSubstring, "softmax over one unit is always 1",
                      why(ErrorKind::usage, BinaryCrossentropy(), facts("softmax", one, {60})));
  EXPECT_PRED_FORMAT2(IsSubstring, "softmax over 10 classes",
                      why(ErrorKind::usage, BinaryCrossentropy(), facts("softmax", ten, {60, 10})));
  EXPECT_PRED_FORMAT2(IsSubstring, "Received 1 unit. Use binary_crossentropy",
                      why(ErrorKind::usage, SparseCategoricalCrossentropy(), facts("sigmoid", one, {60})));
}

/// The loss that is chosen passes the check.
std::string chosen(const OutputFacts& facts) {
  const Named<Loss> loss = choose_loss(facts);
  check_loss(*loss, facts);
  return std::string(loss->class_name()) + (loss->from_logits() ? " from logits" : "");
}

TEST(ChooseLoss, FollowsActivationAndLabels) {
  EXPECT_EQ(chosen(facts("softmax", ten, {60})), "SparseCategoricalCrossentropy");
  EXPECT_EQ(chosen(facts("softmax", ten, {60, 1})), "SparseCategoricalCrossentropy");
  EXPECT_EQ(chosen(facts("softmax", ten, {60, 10})), "CategoricalCrossentropy");
  EXPECT_EQ(chosen(facts("linear", ten, {60})), "SparseCategoricalCrossentropy from logits");
  EXPECT_EQ(chosen(facts("linear", ten, {60, 10}, DType::f32)), "CategoricalCrossentropy from logits");
  EXPECT_EQ(chosen(facts("sigmoid", one, {60})), "BinaryCrossentropy");
  EXPECT_EQ(chosen(facts("linear", one, {60}, DType::u8)), "BinaryCrossentropy from logits");
  EXPECT_EQ(chosen(facts("linear", one, {60}, DType::f32)), "MeanSquaredError");
  EXPECT_EQ(chosen(facts("sigmoid", ten, {60, 10})), "BinaryCrossentropy");
  EXPECT_EQ(chosen(facts("sigmoid", ten, {60})), "SparseCategoricalCrossentropy");
  EXPECT_EQ(chosen(facts("relu", ten, {60, 10}, DType::f32)), "MeanSquaredError");
}

}  // namespace
}  // namespace fovea
