#include "fovea/data/flow_order.h"

#include <gtest/gtest.h>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/data/image_data_generator.h"

namespace fovea {
namespace {

const Shape picture{8, 8, 3};

ImageDataGenerator generator() { return ImageDataGenerator({.rotation_range = 20, .height_shift_range = {1, 2, 3}}); }

FlowOrder order_of(const Json& known, FlowCalls calls) {
  return FlowOrder({.count = known.at("n").as_int(),
                    .batch_size = known.at("batch_size").as_int(),
                    .shuffle = known.at("shuffle").as_bool(),
                    .seed = known.at("seed").as_int(),
                    .calls = calls},
                   [](NumpyRandom& random) { generator().get_random_transform(picture, random); });
}

void expect_batches(const FlowOrder& order, const Json& epochs) {
  // Backwards: no step depends on another having been asked for.
  for (std::int64_t e = static_cast<std::int64_t>(epochs.as_list().size()); e-- > 0;) {
    const auto& batches = epochs.as_list()[static_cast<std::size_t>(e)].as_list();
    ASSERT_EQ(order.batches(), static_cast<std::int64_t>(batches.size()));
    const std::vector<std::int64_t> samples = order.epoch_order(e);
    std::size_t place = 0;
    for (std::int64_t b = 0; b < order.batches(); ++b) {
      const Json& batch = batches[static_cast<std::size_t>(b)];
      NumpyRandom random = order.batch_random(e, b);
      for (std::size_t i = 0; i < batch.at("indices").as_list().size(); ++i) {
        EXPECT_EQ(samples[place++], batch.at("indices").as_list()[i].as_int()) << "epoch " << e << ", batch " << b;
        const TransformParameters drawn = generator().get_random_transform(picture, random);
        EXPECT_EQ(drawn.theta, batch.at("theta").as_list()[i].as_double()) << "epoch " << e << ", batch " << b;
        EXPECT_EQ(drawn.tx, batch.at("tx").as_list()[i].as_double()) << "epoch " << e << ", batch " << b;
      }
    }
    EXPECT_EQ(place, samples.size());
  }
}

TEST(FlowOrder, BatchesByIndexAreKeras) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/flow.json")) {
    SCOPED_TRACE(known.at("name").as_string());
    expect_batches(order_of(known, FlowCalls::indexed), known.at("indexed"));
  }
}

TEST(FlowOrder, BatchesByNextAreKeras) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/flow.json")) {
    SCOPED_TRACE(known.at("name").as_string());
    expect_batches(order_of(known, FlowCalls::next), known.at("next"));
  }
}

TEST(FlowOrder, BatchesOfATrainingModelAreKeras) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/flow.json")) {
    SCOPED_TRACE(known.at("name").as_string());
    expect_batches(order_of(known, FlowCalls::fit), known.at("fit"));
  }
}

TEST(FlowOrder, RefusesWhatCanBeNoFlow) {
  const auto text = [](const FlowOptions& options) {
    return error_of(ErrorKind::usage, [&] { FlowOrder(options, [](NumpyRandom&) {}); });
  };
  EXPECT_NE(text({.count = 0}).find("samples"), std::string::npos);
  EXPECT_NE(text({.count = 3, .batch_size = 0}).find("batch_size"), std::string::npos);
  EXPECT_NE(text({.count = 3, .seed = -5}).find("-5"), std::string::npos);
}

}  // namespace
}  // namespace fovea
