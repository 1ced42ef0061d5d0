#include "fovea/data/photos/fit_generator.h"

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/data/photos/photo_feed.h"

namespace fovea {
namespace {

std::unique_ptr<PhotoFeed> feed_of(const Array& pictures, std::int64_t batch_size) {
  std::vector<PhotoRef> photos;
  for (std::int64_t i = 0; i < pictures.rows(); ++i) photos.push_back({static_cast<std::uint32_t>(i), 0});
  return std::make_unique<PhotoFeed>(std::make_shared<ArrayRows>(pictures, "pictures"), photos, Array(), Array(),
                                     PhotoFeedOptions{.batch_size = batch_size, .threads = 2});
}

TEST(FitOnFeed, MeasuresWhatKerasMeasures) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/fit.json")) {
    if (known.at("fit").find("augment") != nullptr) continue;
    ImageDataGeneratorOptions options;
    ImageDataGeneratorOptions::fields().read(known.at("arguments"), &options, "ImageDataGenerator");
    ImageDataGenerator generator(options);
    const Array x = golden_array(known.at("x"));
    for (const std::int64_t batch_size : {3, 100}) {
      SCOPED_TRACE(known.at("name").as_string());
      const auto feed = feed_of(x, batch_size);
      const GeneratorFit report = fit_on_feed(generator, *feed, {.scale = options.rescale.value_or(1)});
      EXPECT_EQ(report.pictures, x.rows());
      EXPECT_EQ(report.whitening, options.zca_whitening ? x.rows() : 0);
      const GeneratorStatistics& statistics = generator.statistics();
      const auto compare = [&](const Array& received, const char* name, double relative) {
        const Json* expected = known.find(name);
        ASSERT_EQ(received.empty(), expected == nullptr) << name;
        if (expected != nullptr) expect_close(received, golden_array(*expected), relative, relative);
      };
      compare(statistics.mean, "mean", 1e-5);
      compare(statistics.std, "std", 1e-5);
      compare(statistics.zca_whitening_matrix, "zca_whitening_matrix", 1e-4);
    }
  }
}

TEST(FitOnFeed, KeepsNoMatrixThatFilesCannotHold) {
  ImageDataGenerator generator({.zca_whitening = true});
  const auto feed = feed_of(Array({2, 33, 32, 1}), 2);
  EXPECT_NE(error_of(ErrorKind::resource, [&] { fit_on_feed(generator, *feed, {}); }).find("--image-size"),
            std::string::npos);
}

}  // namespace
}  // namespace fovea
