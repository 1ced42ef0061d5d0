#include "fovea/formats/compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "fovea/formats/layers_file.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

LoadedModel model(const std::string& text, std::uint64_t seed = 1) {
  const Model made = read_layers(text, "test.layers");
  made.initialize(seed);
  return {made};
}

Variable& weight(const LoadedModel& loaded, std::size_t i) { return *loaded.model.weights().at(i).variable; }

constexpr const char* text =
    "Input((4, 4, 1))\nConv2D(2, 3, name='conv')\nFlatten(name='flat')\nDense(3, name='head')\n";

}  // namespace

TEST(CompareModels, FindsNothingBetweenEqualModels) {
  const ModelDifferences differences = compare_models(model(text), model(text));
  EXPECT_TRUE(differences.none());
  EXPECT_EQ(differences.weights_compared, 4);
  EXPECT_FALSE(compare_models(model(text), model(text, 2)).none());
}

TEST(CompareModels, NamesTheElementThatIsFurthestApart) {
  const LoadedModel a = model(text), b = model(text);
  weight(b, 0).value.values<float>()[3] += 0.5f;   // conv/kernel (3, 3, 1, 2)
  weight(b, 2).value.values<float>()[4] += 0.25f;  // head/kernel (8, 3)
  weight(b, 2).value.values<float>()[5] += 0.125f;
  const ModelDifferences differences = compare_models(a, b);
  ASSERT_EQ(differences.weights.size(), 2u);
  EXPECT_EQ(differences.weights[0].path, "conv/kernel");
  EXPECT_NEAR(differences.weights[0].largest, 0.5, 1e-6);
  EXPECT_EQ(to_string(differences.weights[0].where), "(0, 1, 0, 1)");
  EXPECT_EQ(differences.weights[1].path, "head/kernel");
  EXPECT_EQ(to_string(differences.weights[1].where), "(1, 1)");
  EXPECT_EQ(compare_models(a, b, 0.3).weights.size(), 1u);
  EXPECT_TRUE(compare_models(a, b, 0.6).none());
}

TEST(CompareModels, ZeroToleranceIsBitByBitAndNaNIsFarFromNumbers) {
  const LoadedModel a = model(text), b = model(text);
  weight(b, 1).value.values<float>()[0] = -0.0f;  // biases begin with 0
  ASSERT_EQ(compare_models(a, b).weights.size(), 1u);
  EXPECT_EQ(compare_models(a, b).weights[0].largest, 0);
  EXPECT_TRUE(compare_models(a, b, 1e-9).none());
  weight(b, 1).value.values<float>()[1] = std::nanf("");
  EXPECT_TRUE(std::isinf(compare_models(a, b, 1e9).weights.at(0).largest));
  EXPECT_EQ(to_string(compare_models(a, b).weights[0].where), "(1,)");
}

TEST(CompareModels, MatchesLayersByNameThenByOrder) {
  const LoadedModel a = model(text),
                    b = model(
                        "Input((4, 4, 1))\nConv2D(2, 3, name='first')\nReLU(name='relu')\nFlatten(name='flat')\n"
                        "Dense(3, activation='softmax', name='head')\n");
  const ModelDifferences differences = compare_models(a, b);
  EXPECT_EQ(differences.only_in_b, std::vector<std::string>{"relu (ReLU)"});
  EXPECT_TRUE(differences.only_in_a.empty());
  std::vector<std::string> arguments;
  for (const auto& argument : differences.arguments)
    arguments.push_back(argument.layer + "." + argument.argument + " " + argument.b.dump());
  EXPECT_EQ(arguments, (std::vector<std::string>{"conv.name \"first\"", "flat.inputs [\"relu\"]",
                                                 "head.activation \"softmax\""}));
}

TEST(CompareModels, ReportsOtherShapesFirst) {
  const ModelDifferences differences = compare_models(
      model(text),
      model("Input((4, 4, 1))\nConv2D(2, 3, name='conv')\nFlatten(name='flat')\nDense(5, name='head')\n"));
  ASSERT_EQ(differences.weights.size(), 2u);
  EXPECT_EQ(to_string(differences.weights[0].a), "(8, 3)");
  EXPECT_EQ(to_string(differences.weights[0].b), "(8, 5)");
}

TEST(CompareModels, LooksAtOptimizersAndExtras) {
  LoadedModel a = model(text), b = model(text);
  a.model.compile({.optimizer = "adam", .loss = "mse"});
  EXPECT_FALSE(compare_models(a, b).compile.empty());
  b.model.compile({.optimizer = "adam", .loss = "mae"});
  ModelDifferences differences = compare_models(a, b);
  ASSERT_EQ(differences.compile.size(), 1u);
  EXPECT_EQ(differences.compile[0].argument, "loss");
  b.model.compile({.optimizer = "adam", .loss = "mse"});
  b.model.trainer().optimizer().set_learning_rate(0.5);
  differences = compare_models(a, b);
  ASSERT_EQ(differences.compile.size(), 1u);
  EXPECT_EQ(differences.compile[0].layer, "optimizer");
  EXPECT_EQ(differences.compile[0].argument, "learning_rate");
  ASSERT_EQ(differences.optimizer.size(), 1u);
  EXPECT_NEAR(differences.optimizer[0].largest, 0.499, 1e-3);
  b.extras.classes = {"cat", "dog", "owl"};
  EXPECT_EQ(compare_models(a, b).extras.at(0).argument, "classes");
}

TEST(CompareModels, LeavesWeightsOfDescriptionsAlone) {
  LoadedModel a = model(text), b = model(text, 2);
  b.has_weights = false;
  EXPECT_TRUE(compare_models(a, b).none());
  EXPECT_EQ(compare_models(a, b).weights_compared, 0);
}

}  // namespace fovea
