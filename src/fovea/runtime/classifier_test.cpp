// Classifiers from files of real Keras and of our own, asked from one thread and from several.
#include "fovea/runtime/classifier.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/formats/model_file.h"
#include "fovea/formats/preprocess.h"
#include "fovea/kernels/image/tf_resize.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/pooling/global_pool.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/objectives/losses/cross_entropy.h"
#include "fovea/runtime/fovea.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path golden_folder = fs::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files";

class ClassifierTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("fovea_classifier_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path file(const std::string& name = "model.keras") const { return folder_ / name; }
  Classifier saved(const Model& model, const SavedExtras& extras = {}) const {
    save_model(model, file(), extras);
    return Classifier::load(file());
  }

 private:
  fs::path folder_;
};

std::vector<float> probabilities(const Classifier& classifier, const ImageView& view) {
  std::vector<float> values(classifier.classes().size());
  classifier.probabilities(view, values);
  return values;
}

/// A model of random weights for photos of one size, or of any.
Model small_model(std::int64_t rows, std::int64_t columns, const std::string& activation = "softmax",
                  std::int64_t units = 4) {
  Sequential model({Input({rows, columns, 3}), Conv2D({.filters = 5, .kernel_size = 3, .activation = "relu"}),
                    GlobalAveragePooling2D(), Dense({.units = units, .activation = activation})});
  model.initialize(3);
  return model;
}

std::vector<std::uint8_t> photo(std::int64_t rows, std::int64_t columns, std::uint8_t seed = 1) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(rows * columns * 3));
  std::uint8_t state = seed;
  for (auto& byte : bytes) byte = state = static_cast<std::uint8_t>(state * 5 + 3);
  return bytes;
}

TEST_F(ClassifierTest, PredictsWhatKerasPredicts) {
  const Json golden = Json::parse(read_file(golden_folder / "sequential.json"), "golden");
  const Array x = golden_array(golden.at("inputs").as_list().at(0)), expected = golden_array(golden.at("output"));
  const std::string bytes = read_file(golden_folder / "sequential.keras");
  const Classifier from_file = Classifier::load(golden_folder / "sequential.keras");
  const Classifier from_bytes = Classifier::load(std::as_bytes(std::span(bytes)), "golden.keras");
  for (const Classifier& classifier : {from_file, from_bytes})
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      const auto values = probabilities(classifier, {x.slice(i, 1).raw(), 8, 8, 0, PixelFormat::raw_f32});
      expect_close(Array::of<float>(values, {1, 3}), expected.slice(i, 1), 1e-4, 1e-5);
    }
  EXPECT_EQ(from_file.classes(), (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_EQ(from_file.warnings().size(), 1u) << "the file says nothing of scaling";
}

TEST_F(ClassifierTest, ReadsAPhotoAsTheModelWasTrained) {
  const Model model = small_model(6, 7);
  const Classifier classifier =
      saved(model, {.classes = {"cat", "dog", "horse", "bird"}, .preprocess = Preprocess{{1.0 / 255, 0}}.to_json()});
  EXPECT_TRUE(classifier.warnings().empty());
  const auto bytes = photo(6, 7);
  Array x({1, 6, 7, 3});
  std::ranges::transform(bytes, x.values<float>().begin(),
                         [](std::uint8_t byte) { return static_cast<float>(byte) / 255; });
  const Array expected = model.predict(x);
  const ImageView view{bytes.data(), 7, 6, 0, PixelFormat::rgb8};
  expect_close(Array::of<float>(probabilities(classifier, view), {1, 4}), expected, 1e-4, 1e-5);

  std::vector<ClassScore> best(9);
  ASSERT_EQ(classifier.classify(view, best), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_FLOAT_EQ(best[i].probability, probabilities(classifier, view)[static_cast<std::size_t>(best[i].index)]);
    if (i > 0) {
      EXPECT_GE(best[i - 1].probability, best[i].probability);
    }
  }
  ASSERT_EQ(classifier.classify(view, std::span(best).first(2)), 2u);
  EXPECT_EQ(classifier.classify(view).index, best[0].index);
  EXPECT_EQ(classifier.classify(view, std::span<ClassScore>()), 0u);
}

TEST_F(ClassifierTest, ResizesAsTensorFlowWhereTheModelWasTrainedSo) {
  const Model model = small_model(6, 7);
  Preprocess preprocess;
  preprocess.interpolation = "bilinear";
  preprocess.tensorflow = true;
  const Classifier classifier = saved(model, {.classes = {"a", "b", "c", "d"}, .preprocess = preprocess.to_json()});
  EXPECT_TRUE(classifier.warnings().empty());
  const auto bytes = photo(20, 31);
  Array x({1, 6, 7, 3});
  tf_resize(bytes.data(), 20, 31, 3, tf_resize_named("bilinear"), x.values<float>().data(), 6, 7);
  const ImageView view{bytes.data(), 31, 20, 0, PixelFormat::rgb8};
  expect_close(Array::of<float>(probabilities(classifier, view), {1, 4}), model.predict(x), 1e-4, 1e-5);
  preprocess.interpolation = "area";
  const Classifier other = saved(model, {.classes = {"a", "b", "c", "d"}, .preprocess = preprocess.to_json()});
  ASSERT_EQ(other.warnings().size(), 1u);
  EXPECT_NE(other.warnings()[0].find("'area'"), std::string::npos) << other.warnings()[0];
}

TEST_F(ClassifierTest, TakesTheSizeThatAModelOfAnySizeWasTrainedAt) {
  const Model model = small_model(None, None);
  Preprocess preprocess;
  preprocess.interpolation = "bilinear";
  preprocess.tensorflow = true;
  preprocess.height = 6;
  preprocess.width = 7;
  const Classifier classifier = saved(model, {.classes = {"a", "b", "c", "d"}, .preprocess = preprocess.to_json()});
  const auto bytes = photo(20, 31);
  Array x({1, 6, 7, 3});
  tf_resize(bytes.data(), 20, 31, 3, tf_resize_named("bilinear"), x.values<float>().data(), 6, 7);
  const ImageView view{bytes.data(), 31, 20, 0, PixelFormat::rgb8};
  expect_close(Array::of<float>(probabilities(classifier, view), {1, 4}), model.predict(x), 1e-4, 1e-5);
}

TEST_F(ClassifierTest, EndsLogitsAsTheLossSays) {
  const auto bytes = photo(6, 7);
  const ImageView view{bytes.data(), 7, 6, 0, PixelFormat::rgb8};
  const Model logits = small_model(6, 7, "linear");
  const std::vector<float> raw = probabilities(saved(logits), view);
  logits.compile({.loss = SparseCategoricalCrossentropy({.from_logits = true})});
  const std::vector<float> soft = probabilities(saved(logits), view);
  double sum = 0;
  for (const float value : raw) sum += std::exp(static_cast<double>(value));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(soft[i], std::exp(static_cast<double>(raw[i])) / sum, 1e-5);

  const Model one = small_model(6, 7, "linear", 1);
  const float logit = probabilities(saved(one), view)[1];
  one.compile({.loss = BinaryCrossentropy({.from_logits = true})});
  const Classifier yes_or_no = saved(one, {.classes = {"no", "yes"}});
  const double yes = 1 / (1 + std::exp(-static_cast<double>(logit)));
  EXPECT_NEAR(probabilities(yes_or_no, view)[1], yes, 1e-5);
  EXPECT_NEAR(probabilities(yes_or_no, view)[0], 1 - yes, 1e-5);
  EXPECT_EQ(yes_or_no.classes()[static_cast<std::size_t>(yes_or_no.classify(view).index)], yes > 0.5 ? "yes" : "no");
}

TEST_F(ClassifierTest, TakesPhotosOfAnySize) {
  const Model model = small_model(None, None);
  const Classifier any = saved(model);
  for (std::int64_t rows = 3; rows < 20; ++rows) {
    const auto bytes = photo(rows, 9);
    Array x({1, rows, 9, 3});
    std::ranges::copy(bytes, x.values<float>().begin());
    expect_close(Array::of<float>(probabilities(any, {bytes.data(), 9, rows, 0, PixelFormat::rgb8}), {1, 4}),
                 model.predict(x), 1e-4, 1e-5);
  }
  const auto bytes = photo(2, 2);
  EXPECT_NE(error_of(ErrorKind::shape,
                     [&] {
                       any.classify({bytes.data(), 2, 2, 0, PixelFormat::rgb8});
                     })
                .find("kernel"),
            std::string::npos);
}

TEST_F(ClassifierTest, AnswersSeveralThreadsAtOnce) {
  const Classifier classifier = saved(small_model(None, 7));
  std::vector<std::vector<std::uint8_t>> photos;
  std::vector<std::vector<float>> expected;
  for (std::uint8_t i = 0; i < 6; ++i) {
    photos.push_back(photo(6 + i % 2, 7, i));
    expected.push_back(probabilities(classifier, {photos.back().data(), 7, 6 + i % 2, 0, PixelFormat::rgb8}));
  }
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (std::size_t caller = 0; caller < 4; ++caller)
    callers.emplace_back([&, caller] {
      for (std::size_t k = 0; k < 60; ++k) {
        const std::size_t i = (k + caller) % photos.size();
        if (probabilities(classifier, {photos[i].data(), 7, static_cast<std::int64_t>(6 + i % 2), 0,
                                       PixelFormat::rgb8}) != expected[i])
          ++wrong;
      }
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(ClassifierTest, RefusesWhatIsNoClassifier) {
  const auto refusal = [&](const Model& model) { return error_of(ErrorKind::unsupported, [&] { saved(model); }); };
  const Tensor a = Input({4}), b = Input({4});
  EXPECT_NE(refusal(Model({a, b}, {Dense({.units = 2})(a), Dense({.units = 2})(b)})).find("2 inputs"),
            std::string::npos);
  EXPECT_NE(refusal(Sequential({Input({6, 6, 3}), Conv2D({.filters = 2, .kernel_size = 3})})).find("(None, 4, 4, 2)"),
            std::string::npos);
  write_file(file("net.layers"), "Input((4, 4, 1))\nFlatten()\nDense(3)\n");
  EXPECT_NE(
      error_of(ErrorKind::unsupported, [&] { Classifier::load(file("net.layers")); }).find("without its weights"),
      std::string::npos);
  EXPECT_NE(error_of(ErrorKind::unreadable, [&] { Classifier::load(file("gone.keras")); }).find("gone.keras"),
            std::string::npos);
  save_model(small_model(6, 7), file(), {.classes = {"1", "2", "3", "4", "5"}});
  EXPECT_NE(error_of(ErrorKind::format, [&] { Classifier::load(file()); }).find("names 5 classes"),
            std::string::npos);
  const std::string torn = read_file(file()).substr(0, 2000);
  EXPECT_NE(error_of(ErrorKind::format, [&] { Classifier::load(std::as_bytes(std::span(torn)), "torn.keras"); })
                .find("torn.keras"),
            std::string::npos);
}

TEST_F(ClassifierTest, SaysInCWhatWentWrong) {
  EXPECT_EQ(fovea_load(file("gone.keras").c_str(), nullptr), FOVEA_WRONG_USE);
  fovea_classifier* classifier = nullptr;
  EXPECT_EQ(fovea_load(file("gone.keras").c_str(), &classifier), FOVEA_BAD_FILE);
  EXPECT_EQ(classifier, nullptr);
  EXPECT_NE(std::string(fovea_error()).find("gone.keras"), std::string::npos);

  save_model(small_model(6, 7), file(), {.classes = {"cat", "dog", "horse", "bird"}});
  const std::string bytes = read_file(file());
  ASSERT_EQ(fovea_load_bytes(bytes.data(), bytes.size(), nullptr, &classifier), FOVEA_OK) << fovea_error();
  EXPECT_EQ(fovea_class_count(classifier), 4u);
  EXPECT_STREQ(fovea_class_name(classifier, 3), "bird");
  EXPECT_EQ(fovea_class_name(classifier, 4), nullptr);
  EXPECT_NE(std::string(fovea_warnings(classifier)).find("scaled"), std::string::npos);
  const auto pixels = photo(6, 7);
  fovea_image image{pixels.data(), 7, 6, 0, FOVEA_RGB8};
  fovea_score best[2];
  std::size_t written = 0;
  ASSERT_EQ(fovea_classify(classifier, &image, best, 2, &written), FOVEA_OK) << fovea_error();
  EXPECT_EQ(written, 2u);
  float all[4];
  ASSERT_EQ(fovea_probabilities(classifier, &image, all, 4), FOVEA_OK);
  EXPECT_EQ(best[0].probability, all[best[0].index]);
  EXPECT_EQ(fovea_probabilities(classifier, &image, all, 3), FOVEA_WRONG_USE);
  image.format = 256;
  EXPECT_EQ(fovea_classify(classifier, &image, best, 2, nullptr), FOVEA_WRONG_USE);
  EXPECT_NE(std::string(fovea_error()).find("format 256"), std::string::npos);
  EXPECT_EQ(fovea_classify(nullptr, &image, best, 2, nullptr), FOVEA_WRONG_USE);
  fovea_free(classifier);
  fovea_free(nullptr);
}

}  // namespace
}  // namespace fovea
