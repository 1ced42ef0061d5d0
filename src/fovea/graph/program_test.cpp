#include "fovea/graph/program.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "fovea/base/error.h"
#include "fovea/base/random.h"
#include "fovea/graph/build.h"
#include "fovea/graph/gradients.h"

namespace fovea {
namespace {

Array noise(const Shape& shape, std::uint64_t stream) {
  Array array(shape);
  Random random(7, stream);
  for (float& value : array.values<float>()) value = static_cast<float>(random.uniform() - 0.5);
  return array;
}

VariablePtr weight(const Shape& shape, std::uint64_t stream) {
  auto variable = std::make_shared<Variable>();
  variable->value = noise(shape, stream);
  return variable;
}

/// conv, relu, pool, batch normalisation, dense, softmax cross-entropy: shards, barriers, sums, reorders, an assignment.
struct Network {
  std::vector<VariablePtr> weights{weight({3, 3, 2, 8}, 1), weight({8}, 2),      weight({8}, 3),
                                   weight({8}, 4),          weight({128, 5}, 5), weight({5}, 6)};
  VariablePtr mean = weight({8}, 7);
  ValueId predictions = -1, loss = -1;
  std::vector<ValueId> gradients;

  Graph graph(std::int64_t samples) {
    Graph g;
    const ValueId x = g.add_input({samples, 8, 8, 2}, DType::f32, true),
                  labels = g.add_input({samples}, DType::i64, true);
    Window same{.kernel = {1, 3, 3}, .pad_begin = {0, 1, 1}, .pad_end = {0, 1, 1}};
    ValueId v = build::convolution(g, x, g.read(weights[0]), g.read(weights[1]), same, 1);
    v = build::unary(g, v, Unary::relu);
    v = build::pool(g, v, PoolKind::maximum, {.kernel = {1, 2, 2}, .stride = {1, 2, 2}});
    const auto statistics = build::moments(g, v, -1);
    g.assign(mean, build::moving_average(g, g.read(mean), statistics.mean, 0.9));
    v = build::normalize(g, v, statistics, g.read(weights[2]), g.read(weights[3]), -1, 1e-3);
    v = build::dense(g, build::reshape(g, v, {samples, 128}), g.read(weights[4]), g.read(weights[5]));
    predictions = build::softmax(g, v, -1);
    const ValueId each = build::cross_entropy(g, v, labels, {.kind = CrossEntropy::sparse, .from_logits = true});
    loss = build::reduce(g, each, Reduction::sum, {0}, false, 1.0 / static_cast<double>(samples));
    std::vector<ValueId> wanted;
    for (const auto& w : weights) wanted.push_back(g.read(w));
    gradients = add_gradients(g, loss, wanted);
    g.outputs = gradients;
    g.outputs.push_back(predictions);
    g.outputs.push_back(loss);
    return g;
  }
};

/// All results of one run: loss, gradients, predictions, the moving mean.
std::vector<float> results(std::int64_t samples, const ProgramOptions& options, int threads) {
  Network network;
  Graph graph = network.graph(samples);
  Program program(std::move(graph), options, std::make_shared<Team>(threads));
  const Array x = noise({samples, 8, 8, 2}, 9);
  Array labels({samples}, DType::i64);
  for (std::int64_t i = 0; i < samples; ++i) labels.values<std::int64_t>()[static_cast<std::size_t>(i)] = i % 5;
  program.bind(0, x.raw());
  program.bind(1, labels.raw());
  program.run({});
  std::vector<float> all{*program.values<float>(network.loss)};
  const auto append = [&](const float* from, std::int64_t count) { all.insert(all.end(), from, from + count); };
  for (std::size_t i = 0; i < network.weights.size(); ++i)
    append(program.values<float>(network.gradients[i]), network.weights[i]->value.size());
  append(program.values<float>(network.predictions), samples * 5);
  append(network.mean->value.values<float>().data(), 8);
  return all;
}

void expect_close(const std::vector<float>& a, const std::vector<float>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 2e-5 + 1e-4 * std::abs(b[i])) << "value " << i;
}

const ProgramOptions reference{.providers = {&reference_provider()}};

TEST(Program, ProvidersAgreeOnAWholeStep) {
  for (const std::int64_t samples : {1, 2, 7, 32, 33})
    expect_close(results(samples, {}, 2), results(samples, reference, 1));
}

TEST(Program, TeamAndShardsAgree) {
  expect_close(results(12, {.work = Work::team}, 2), results(12, {.work = Work::shards}, 2));
  expect_close(results(1, {.work = Work::team}, 3), results(1, reference, 1));
}

TEST(Program, RepeatsBitByBit) { EXPECT_EQ(results(33, {}, 2), results(33, {}, 2)); }

TEST(Program, DeterministicRunsDoNotDependOnTheNumberOfThreads) {
  const ProgramOptions options{.deterministic = true};
  const auto one = results(50, options, 1);
  EXPECT_EQ(one, results(50, options, 2));
  EXPECT_EQ(one, results(50, options, 5));
}

TEST(Program, RunsInsideSomebodysParallelRegion) {
  const auto alone = results(16, {}, 2);
  std::vector<float> inside;
  Team(2).run([&](int thread) {
    if (thread == 0) inside = results(16, {}, 2);
  });
  EXPECT_EQ(alone, inside);
}

#if defined(__x86_64__)
TEST(Program, DenormalsAreFlushedWhateverRunsIt) {
  for (const std::int64_t samples : {1, 40})
    for (const int threads : {1, 2}) {
      Graph g;
      const ValueId half = build::unary(g, g.add_input({samples, 1}, DType::f32, true), Unary::affine, 0.5, 0);
      g.outputs = {half};
      Program program(std::move(g), {}, std::make_shared<Team>(threads));
      const std::vector<float> least(static_cast<std::size_t>(samples), std::numeric_limits<float>::min());
      program.bind(0, reinterpret_cast<const std::byte*>(least.data()));
      program.run({});
      EXPECT_EQ(*program.values<float>(half), 0.0F) << samples << " samples, " << threads << " threads";
    }
}
#endif

TEST(Program, PackedWeightsFollowTheirVariable) {
  Network network;
  Program program(network.graph(4), {}, std::make_shared<Team>(1));
  const Array x = noise({4, 8, 8, 2}, 9), labels({4}, DType::i64);
  program.bind(0, x.raw());
  program.bind(1, labels.raw());
  program.run({});
  const float before = *program.values<float>(network.loss);
  for (const auto& w : network.weights) {
    for (float& value : w->value.values<float>()) value *= 2;
    ++w->version;
  }
  program.run({});
  const float after = *program.values<float>(network.loss);
  EXPECT_NE(before, after);
  Program fresh(network.graph(4), {}, std::make_shared<Team>(1));
  fresh.bind(0, x.raw());
  fresh.bind(1, labels.raw());
  fresh.run({});
  EXPECT_EQ(after, *fresh.values<float>(network.loss));
}

TEST(Program, AnUnknownProviderIsNamed) {
  ::setenv("FOVEA_PROVIDERS", "cuda", 1);
  EXPECT_THROW(default_providers(), Error);
  ::unsetenv("FOVEA_PROVIDERS");
}

}  // namespace
}  // namespace fovea
