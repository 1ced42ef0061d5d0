// Training steps of whole networks against those of real Keras (tests/golden/networks).
#include <gtest/gtest.h>

#include <cmath>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/open_data.h"
#include "fovea/models/config.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

Json golden(const std::string& name) {
  const fs::path path = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/networks" / (name + ".json");
  return Json::parse(read_file(path), path.string());
}

/// splitmix64, as tests/golden/makers/unit.py: the same numbers in any language.
float unit(std::uint64_t seed, std::uint64_t index) {
  constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15;
  std::uint64_t z = seed * golden_ratio + index + golden_ratio;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  z ^= z >> 31;
  return static_cast<float>(static_cast<double>(z >> 40) * 0x1p-24);
}

Array units(std::uint64_t seed, const Shape& shape, std::int64_t first = 0) {
  Array array(shape);
  const std::int64_t offset = first * shape.count(1, shape.rank());
  for (std::int64_t i = 0; i < array.size(); ++i)
    array.values<float>()[static_cast<std::size_t>(i)] = unit(seed, static_cast<std::uint64_t>(offset + i));
  return array;
}

/// The network of a golden file with its starting weights, compiled as there.
class Replay {
 public:
  explicit Replay(const std::string& name)
      : golden_(golden(name)), model_(model_from_config(golden_.at("model"), warnings_)) {
    std::vector<Array> weights;
    for (const Json& weight : golden_.at("weights").as_list()) {
      Shape shape;
      for (const Json& dim : weight.at("shape").as_list()) shape.push_back(dim.as_int());
      Array value(shape);
      const std::string& kind = weight.at("name").as_string();
      const auto values = value.values<float>();
      if (kind == "gamma" || kind == "scale" || kind == "moving_variance")
        std::fill(values.begin(), values.end(), 1.f);
      if (!weight.at("fans").is_null()) {
        const auto& fans = weight.at("fans").as_list();
        const double limit = std::sqrt(6.0 / static_cast<double>(fans[0].as_int() + fans[1].as_int()));
        for (std::size_t i = 0; i < values.size(); ++i)
          values[i] = static_cast<float>(
              (2.0 * static_cast<double>(unit(static_cast<std::uint64_t>(weight.at("seed").as_int()), i)) - 1.0) *
              limit);
      }
      weights.push_back(std::move(value));
    }
    model_.set_weights(weights);
    const Json& compile = golden_.at("compile");
    model_.compile({.optimizer = Named<Optimizer>(
                        std::shared_ptr<const Optimizer>(registry<Optimizer>().make(compile.at("optimizer")))),
                    .loss = Named<Loss>(std::shared_ptr<const Loss>(registry<Loss>().make(compile.at("loss"))))});
  }

  Model& model() { return model_; }
  const Json& file() const { return golden_; }
  std::int64_t batch_size() const { return golden_.at("batch_size").as_int(); }
  std::int64_t steps() const { return golden_.at("steps").as_int(); }
  double loss(std::int64_t step) const {
    return golden_.at("losses").as_list()[static_cast<std::size_t>(step)].as_double();
  }

  /// Labels as the loss takes them.
  Array labels(const Array& indices) const {
    if (golden_.at("data").at("labels").as_string() != "one_hot") return indices;
    Array rows({indices.rows(), golden_.at("data").at("classes").as_int()});
    for (std::int64_t i = 0; i < indices.rows(); ++i)
      rows.values<float>()[static_cast<std::size_t>(i * rows.shape()[1] +
                                                    indices.values<std::int64_t>()[static_cast<std::size_t>(i)])] = 1;
    return rows;
  }

  /// Inputs and labels made from the generator, for one step.
  ArrayList images(std::int64_t step) const {
    Arrays inputs;
    const Json& seeds = golden_.at("data").at("seeds");
    for (const Tensor& input : model_.input())
      inputs.push_back(units(static_cast<std::uint64_t>(seeds.at(inputs.empty() ? "images" : "extra").as_int()),
                             input.shape().tail(1).with_front(batch_size()), step * batch_size()));
    if (golden_.at("data").at("source").as_string() == "pattern") add_patterns(inputs[0], step);
    return inputs;
  }
  Array random_labels(std::int64_t step) const { return labels(random_classes(step)); }

 private:
  Array random_classes(std::int64_t step) const {
    const Json& data = golden_.at("data");
    const auto seed = static_cast<std::uint64_t>(data.at("seeds").at("labels").as_int());
    Array indices({batch_size()}, DType::i64);
    for (std::int64_t i = 0; i < batch_size(); ++i)
      indices.values<std::int64_t>()[static_cast<std::size_t>(i)] = static_cast<std::int64_t>(
          std::floor(static_cast<double>(unit(seed, static_cast<std::uint64_t>(step * batch_size() + i))) *
                     static_cast<double>(data.at("classes").as_int())));
    return indices;
  }
  /// Half noise, half a picture that belongs to the class.
  void add_patterns(Array& images, std::int64_t step) const {
    const auto seed = static_cast<std::uint64_t>(golden_.at("data").at("seeds").at("pattern").as_int());
    const Array classes = random_classes(step);
    const auto size = static_cast<std::size_t>(images.shape().count(1, images.shape().rank()));
    const auto pixels = images.values<float>();
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const auto own = static_cast<std::uint64_t>(classes.values<std::int64_t>()[i / size]) * size + i % size;
      pixels[i] = static_cast<float>((static_cast<double>(pixels[i]) + static_cast<double>(unit(seed, own))) / 2);
    }
  }

  Json golden_;
  std::vector<std::string> warnings_;
  Model model_;
};

/// Every one of `steps` losses within `tolerance` * max(loss, 0.1) of Keras'.
void expect_follows(const std::string& name, std::int64_t steps, double tolerance, const RunOptions& run = {}) {
  Replay replay(name);
  replay.model().set_run(run);
  double worst = 0;
  for (std::int64_t step = 0; step < steps; ++step) {
    const double loss = replay.model().train_on_batch(replay.images(step), replay.random_labels(step)),
                 expected = replay.loss(step);
    worst = std::max(worst, std::abs(loss - expected) / std::max(expected, 0.1));
    ASSERT_LE(std::abs(loss - expected), tolerance * std::max(expected, 0.1)) << name << ", step " << step;
  }
  ::testing::Test::RecordProperty(name + "_worst", std::to_string(worst));
}

TEST(GoldenTraining, DigitsFirstTenLossesOnTheReferenceProvider) {
  ::setenv("FOVEA_PROVIDERS", "reference", 1);
  expect_follows("digits", 10, 1e-5);
  ::unsetenv("FOVEA_PROVIDERS");
}

TEST(GoldenTraining, Digits) { expect_follows("digits", 200, 1e-4); }

/// Training on ties is chaotic: how many steps all of Keras' back ends stay within 1e-4 of its float64 run.
std::int64_t steps_where_keras_agrees(const std::string& name) {
  const Json file = golden(name);
  std::int64_t steps = file.at("steps").as_int();
  for (const auto& [backend, agreeing] : file.at("agreeing_steps").as_object())
    steps = std::min(steps, agreeing.at("0.0001").as_int());
  return steps;
}

TEST(GoldenTraining, Fashion) {
  const std::int64_t steps = steps_where_keras_agrees("fashion");
  ASSERT_GE(steps, 10);
  expect_follows("fashion", steps, 1e-4);
}
TEST(GoldenTraining, Normalised) { expect_follows("normalised", 200, 1e-4); }
TEST(GoldenTraining, LeNet5Learns) { expect_follows("lenet5_learns", 200, 1e-4); }
TEST(GoldenTraining, Branched) { expect_follows("branched", 200, 1e-4); }
TEST(GoldenTraining, Upsampled) { expect_follows("upsampled", 200, 1e-4); }
TEST(GoldenTraining, Separable) { expect_follows("separable", 200, 1e-4); }
TEST(GoldenTraining, Signals) { expect_follows("signals", 200, 1e-4); }
TEST(GoldenTraining, Volumes) { expect_follows("volumes", 200, 1e-4); }

/// Which input a maximum takes flips with the rounding: Keras parts from itself before the end.
TEST(GoldenTraining, Merged) {
  const std::int64_t steps = steps_where_keras_agrees("merged");
  ASSERT_GE(steps, 150);
  expect_follows("merged", steps, 1e-4);
}

/// The small smooth network under each optimizer; each run has another loss, and other rules of update.
TEST(GoldenTraining, EveryOptimizer) {
  for (const char* name :
       {"adamax", "nadam", "adagrad", "adadelta", "adafactor", "ftrl", "lion", "lamb", "muon", "schedule_free_adamw"})
    expect_follows(name, 200, 1e-4);
}

TEST(GoldenTraining, FashionOnRealPicturesFirstTenLosses) {
  if (!fs::exists("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "Debian's dataset-fashion-mnist is not installed";
  Replay replay("fashion_real");
  replay.model().set_run({.scaling = {1.0 / 255, 0}});
  const DataSet data = open_data("fashion_mnist", {.offline = true});
  const Split& train = data.at("train");
  for (std::int64_t step = 0; step < replay.steps(); ++step) {
    const std::int64_t first = step * replay.batch_size();
    const double loss = replay.model().train_on_batch(train.x.slice(first, replay.batch_size()),
                                                      replay.labels(train.y.slice(first, replay.batch_size())));
    EXPECT_NEAR(loss, replay.loss(step), 1e-5 * std::max(1.0, replay.loss(step))) << "step " << step;
  }
}

}  // namespace
}  // namespace fovea
