#include "fovea/graph/passes.h"

#include <gtest/gtest.h>

#include "fovea/base/random.h"
#include "fovea/graph/build.h"
#include "fovea/graph/gradients.h"
#include "fovea/graph/schedule.h"
#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

Array noise(const Shape& shape, std::uint64_t stream) {
  Array array(shape);
  Random random(3, stream);
  for (float& value : array.values<float>()) value = static_cast<float>(random.uniform() - 0.5);
  return array;
}

/// Computes a graph operation by operation on the reference kernels, without any of the planning that passes serve.
std::vector<Array> interpret(const Graph& g, const Arrays& inputs) {
  std::vector<Array> values(static_cast<std::size_t>(g.size()));
  std::size_t next = 0;
  for (ValueId id : g.inputs()) values[static_cast<std::size_t>(id)] = inputs[next++];
  for (ValueId id = 0; id < g.size(); ++id) {
    if (g[id].kind == Value::Kind::constant) values[static_cast<std::size_t>(id)] = g[id].constant;
    if (g[id].kind == Value::Kind::variable) values[static_cast<std::size_t>(id)] = g[id].variable->value;
  }
  for (const Operation& op : g.operations()) {
    Arrays arguments;
    for (ValueId id : op.inputs) arguments.push_back(values[static_cast<std::size_t>(id)]);
    const auto results = run_operation(reference_provider(), g.spec(op), arguments);
    for (std::size_t i = 0; i < results.size(); ++i) values[static_cast<std::size_t>(op.outputs[i])] = results[i];
  }
  std::vector<Array> outputs;
  for (ValueId id : g.outputs) outputs.push_back(values[static_cast<std::size_t>(id)]);
  return outputs;
}

/// u8 pictures through cast, scaling, convolution, relu and pool, with the gradients of the weights.
Graph trained_block(VariablePtr w, VariablePtr bias) {
  Graph g;
  const ValueId pixels = g.add_input({3, 6, 6, 2}, DType::u8, true);
  const ValueId x = build::unary(g, build::cast(g, pixels, DType::f32), Unary::affine, 1 / 255.0, -0.5);
  ValueId v = build::convolution(g, x, g.read(w), g.read(bias), {.kernel = {1, 3, 3}}, 1);
  v = build::unary(g, v, Unary::relu);
  v = build::pool(g, v, PoolKind::maximum, {.kernel = {1, 2, 2}, .stride = {1, 2, 2}});
  const ValueId squared = build::unary(g, v, Unary::square);
  const ValueId loss = build::reduce(g, squared, Reduction::sum, {0, 1, 2, 3});
  build::unary(g, v, Unary::tanh);  // nobody wants it
  g.outputs = add_gradients(g, loss, {g.read(w), g.read(bias)});
  g.outputs.push_back(loss);
  return g;
}

class PassesTest : public ::testing::Test {
 protected:
  PassesTest()
      : w_(std::make_shared<Variable>()), bias_(std::make_shared<Variable>()), pixels_({3, 6, 6, 2}, DType::u8) {
    w_->value = noise({3, 3, 2, 4}, 1);
    bias_->value = noise({4}, 2);
    Random random(1);
    for (auto& pixel : pixels_.values<std::uint8_t>()) pixel = static_cast<std::uint8_t>(random.below(256));
  }

  void expect_same_results(const std::function<void(Graph&)>& pass, std::size_t fewer) {
    const Graph before = trained_block(w_, bias_);
    Graph after = before;
    pass(after);
    EXPECT_EQ(before.operations().size() - after.operations().size(), fewer);
    const auto a = interpret(before, {pixels_}), b = interpret(after, {pixels_});
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t k = 0; k < a[i].values<float>().size(); ++k)
        ASSERT_NEAR(a[i].values<float>()[k], b[i].values<float>()[k], 1e-5) << "output " << i;
  }

  VariablePtr w_, bias_;
  Array pixels_;
};

TEST_F(PassesTest, RemoveDead) { expect_same_results(passes::remove_dead, 1); }
TEST_F(PassesTest, FoldAffine) { expect_same_results(passes::fold_affine, 1); }
TEST_F(PassesTest, FuseRelu) { expect_same_results(passes::fuse_relu, 1); }
TEST_F(PassesTest, FusePoolGradient) {
  expect_same_results(
      [](Graph& g) {
        passes::remove_dead(g);
        passes::fuse_pool_gradient(g);
      },
      2);
}
TEST_F(PassesTest, AllOfThem) {
  // dead tanh, scaling into the cast, relu and pool into the convolution, relu's gradient into the pool's
  expect_same_results([](Graph& g) { passes::run_all(g, [](const OperationSpec&) { return true; }); }, 5);
}

/// A convolution and a dense product, each with its normalisation.
class FoldNormalizeTest : public PassesTest {
 protected:
  VariablePtr variable(const Shape& shape, std::uint64_t stream, double shift = 0) {
    auto v = std::make_shared<Variable>();
    v->value = noise(shape, stream);
    for (float& value : v->value.values<float>()) value += static_cast<float>(shift);
    return v;
  }
  ValueId normalized(Graph& g, ValueId x, std::uint64_t stream) {
    const Shape channels{g.shape(x)[-1]};
    const build::Statistics statistics{g.read(variable(channels, stream)), g.read(variable(channels, stream + 1, 1))};
    return build::normalize(g, x, statistics, g.read(variable(channels, stream + 2, 2)),
                            g.read(variable(channels, stream + 3)), -1, 1e-3);
  }
};

TEST_F(FoldNormalizeTest, StatisticsOfTheNetworkGoIntoTheWeights) {
  Graph g;
  const ValueId x = g.add_input({3, 6, 6, 2}, DType::f32, true);
  const ValueId image =
      normalized(g, build::convolution(g, x, g.read(w_), std::nullopt, {.kernel = {1, 3, 3}}, 1), 20);
  const ValueId flat = build::reshape(g, build::unary(g, image, Unary::relu), {3, 64});
  g.outputs = {normalized(g, build::dense(g, flat, g.read(variable({64, 5}, 30)), g.read(variable({5}, 31))), 40)};
  Graph folded = g;
  passes::fold_normalize(folded);
  for (const Operation& op : folded.operations()) EXPECT_NE(op.code, OpCode::normalize);
  const Array input = noise({3, 6, 6, 2}, 50);
  kernel_test::expect_close(interpret(folded, {input})[0], interpret(g, {input})[0], 1e-5, 1e-6, "folded");
}

TEST_F(FoldNormalizeTest, LeavesStatisticsOfTheBatchAndResultsThatOthersUse) {
  Graph g;
  const ValueId x = g.add_input({3, 6, 6, 2}, DType::f32, true);
  const ValueId v = build::convolution(g, x, g.read(w_), std::nullopt, {.kernel = {1, 3, 3}}, 1);
  const ValueId own = build::normalize(g, v, build::moments(g, v, -1), g.read(bias_), g.read(bias_), -1, 1e-3);
  const ValueId u = build::convolution(g, x, g.read(w_), std::nullopt, {.kernel = {1, 3, 3}}, 1);
  g.outputs = {own, normalized(g, u, 20), u};
  const std::size_t before = g.operations().size();
  passes::fold_normalize(g);
  EXPECT_EQ(g.operations().size(), before);
}

TEST_F(PassesTest, ReluIsKeptApartWhereItsInputIsUsedElsewhere) {
  Graph g;
  const ValueId x = g.add_input({2, 4}, DType::f32, true);
  w_->value = noise({4, 3}, 4);
  const ValueId v = build::dense(g, x, g.read(w_), std::nullopt);
  g.outputs = {build::unary(g, v, Unary::relu), v};
  passes::run_all(g, [](const OperationSpec&) { return true; });
  EXPECT_EQ(g.operations().size(), 2u);
}

}  // namespace
}  // namespace fovea
