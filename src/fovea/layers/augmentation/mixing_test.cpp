#include "fovea/layers/augmentation/mixing.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(MixUp, FollowsKeras) { testing::check_layer("mix_up"); }
TEST(CutMix, FollowsKeras) { testing::check_layer("cut_mix"); }

TEST(Mixing, OfABatchIsKeras) {
  for (const Json& row : testing::golden_cases("augmentations/mixing")) {
    const auto layer = registry<LayerBase>().make(row.at("node"));
    const auto mixing = dynamic_cast<const MixesBatches&>(*layer).mixing();
    const Array pictures = testing::golden_array(row.at("pictures")),
                labels = testing::golden_array(row.at("labels"));
    const std::int64_t count = pictures.rows(), classes = labels.shape()[1];
    const PictureShape shape{pictures.shape()[1], pictures.shape()[2], pictures.shape()[3]};
    std::vector<float> numbers;
    for (const ParameterField& field : mixing->parameters(count))
      for (const Json& number : row.at("numbers").at(field.name).as_list())
        numbers.push_back(static_cast<float>(number.as_double()));
    Array output(pictures.shape()), labels_output(labels.shape());
    mixing->mix(pictures.values<float>().data(), output.values<float>().data(), count, shape, numbers);
    mixing->mix_labels(labels.values<float>().data(), labels_output.values<float>().data(), count, shape, classes,
                       numbers);
    testing::expect_near(output, testing::golden_array(row.at("output")), 1e-6, 1e-4, "pictures");
    testing::expect_near(labels_output, testing::golden_array(row.at("labels_output")), 0, 1e-6, "labels");
  }
}

TEST(CutMix, RefusesWhatKerasRefuses) {
  error_of(ErrorKind::usage, [] { CutMix({.factor = 1.5}); });
}

TEST(MixUp, NeedsAnAlphaToMix) {
  EXPECT_EQ(error_of(ErrorKind::usage, [] { AugmentationBase<MixUpOptions>({.alpha = 0}).mixing(); }),
            "MixUp: alpha must be above 0. Received 0.0.");
}

}  // namespace fovea
