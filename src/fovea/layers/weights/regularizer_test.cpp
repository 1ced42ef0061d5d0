#include "fovea/layers/weights/regularizer.h"

#include <limits>

#include "fovea/base/test_support.h"
#include "fovea/graph/gradients.h"
#include "fovea/layers/layer_test_support.h"
#include "fovea/layers/weights/regularizers.h"

namespace fovea {
namespace {

struct Penalty {
  double value;
  Array gradient;
};

Penalty penalty_of(const Regularizer& regularizer, const Array& weight) {
  const auto variable = std::make_shared<Variable>(Variable{.name = "kernel", .path = "", .value = weight.clone()});
  Graph graph;
  const ValueId w = graph.read(variable);
  const ValueId penalty = regularizer.emit(graph, w);
  const ValueId gradient = add_gradients(graph, penalty, {w})[0];
  graph.outputs = {penalty, gradient};
  Program program(std::move(graph), {}, std::make_shared<Team>(1));
  program.run({});
  const std::span<const float> values(program.values<float>(gradient), static_cast<std::size_t>(weight.size()));
  return {program.values<float>(penalty)[0], Array::of(values, weight.shape())};
}

}  // namespace

TEST(Regularizer, FollowsKeras) {
  for (const Json& c : testing::golden_cases("regularizers")) {
    SCOPED_TRACE(c.at("name").as_string());
    const auto regularizer = registry<Regularizer>().make(c.at("node"));
    std::vector<std::string> extra;
    EXPECT_TRUE(testing::same_config(regularizer->config(), c.at("node").at("config"), &extra));
    EXPECT_TRUE(extra.empty());
    const Penalty penalty = penalty_of(*regularizer, testing::golden_array(c.at("weight")));
    const double expected = testing::golden_array(c.at("value")).values<float>()[0];
    EXPECT_NEAR(penalty.value, expected, 1e-5 * expected);
    testing::expect_near(penalty.gradient, testing::golden_array(c.at("gradient")), 1e-4, 1e-6, "gradient");
  }
}

TEST(Regularizer, SumsOfSmallWeightsByHand) {
  const Array weight = Array::of<float>({1, -2, 3}, {3});
  EXPECT_NEAR(penalty_of(L1(0.1), weight).value, 0.6, 1e-6);
  EXPECT_NEAR(penalty_of(L2(0.1), weight).value, 1.4, 1e-6);
  EXPECT_NEAR(penalty_of(L1L2({.l1 = 0.1, .l2 = 0.01}), weight).value, 0.74, 1e-6);
}

TEST(Regularizer, RowsOfZerosAreNoFault) {
  const Array weight = Array::of<float>({0, 0, 3, 4}, {2, 2});
  EXPECT_EQ(penalty_of(OrthogonalRegularizer(), weight).value, 0);
}

TEST(Regularizer, RefusesFactorsThatPunishNothing) {
  error_of(ErrorKind::usage, [] { L2(-0.1); });
  error_of(ErrorKind::usage, [] { L1(std::numeric_limits<double>::infinity()); });
  error_of(ErrorKind::usage, [] { L1L2({.l1 = std::numeric_limits<double>::quiet_NaN()}); });
  error_of(ErrorKind::usage, [] { OrthogonalRegularizer({.mode = "diagonals"}); });
  error_of(ErrorKind::shape, [] { penalty_of(OrthogonalRegularizer(), Array(Shape{2, 2, 2})); });
}

}  // namespace fovea
