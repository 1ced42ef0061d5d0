#include "fovea/formats/preprocess.h"

#include <gtest/gtest.h>

#include "fovea/base/registry.h"
#include "fovea/formats/layers_file.h"
#include "fovea/layers/augmentation/geometry.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/preprocessing/pipeline.h"
#include "fovea/layers/preprocessing/rescaling.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/model.h"

namespace fovea {
namespace {

std::string chosen(const Model& model) { return Preprocess::choose("auto", model, DType::u8).describe(); }

/// The layers before a classifier.
std::string chosen(const std::string& layers) {
  return chosen(read_layers("Input((16, 16, 3))\n" + layers + "\nFlatten()\nDense(2)\n", "test"));
}

TEST(Preprocess, ScalesWhereTheModelDoesNot) {
  EXPECT_EQ(chosen(""), "x / 255");
  EXPECT_EQ(chosen("RandomFlip('horizontal'); RandomRotation(0.1)"), "x / 255");
  EXPECT_EQ(chosen("RandomBrightness(0.2, value_range=(0, 1))"), "x / 255");
  EXPECT_EQ(chosen("Conv2D(2, 3); Rescaling(1/255)"), "x / 255");
}

TEST(Preprocess, LeavesPixelsToAModelThatScalesThem) {
  for (const char* layers :
       {"Rescaling(1/255)", "Normalization(mean=100, variance=50)",
        "RandomFlip('horizontal'); RandomRotation(0.1); Rescaling(1/255)",
        "CenterCrop(8, 8); Normalization(mean=100, variance=50)", "Resizing(8, 8); Rescaling(1/127.5, -1)",
        "RandomCrop(8, 8); RandomHeight(0.2); Resizing(8, 8); Rescaling(1/255)",
        "Reshape((16, 16, 3)); Rescaling(1/255)"})
    EXPECT_EQ(chosen(layers), "none") << layers;
}

TEST(Preprocess, LeavesPixelsToLayersThatChangeThemInTheirRange) {
  EXPECT_EQ(chosen("RandomBrightness(0.2)"), "none");
  EXPECT_EQ(chosen("RandomFlip(); RandAugment()"), "none");
}

TEST(Preprocess, LooksIntoPipelinesAndNestedModels) {
  const auto classifier = [](const Layer& first) {
    return Sequential({Input({16, 16, 3}), first, Flatten(), Dense({.units = 2})});
  };
  const Layer flip = RandomFlip(), scaled = Rescaling({.scale = 1.0 / 255});
  EXPECT_EQ(chosen(classifier(Pipeline({.layers = {flip, scaled}}))), "none");
  EXPECT_EQ(chosen(classifier(Pipeline({.layers = {flip}}))), "x / 255");
  EXPECT_EQ(chosen(classifier(Sequential({Input({16, 16, 3}), flip, scaled}))), "none");
  EXPECT_EQ(chosen(classifier(Sequential({Input({16, 16, 3}), flip}))), "x / 255");
}

/// `x / 127.5 - 1`, and colours turned before a mean is taken off: what programs write on the way to a known network.
TEST(Preprocess, LeavesPixelsToArithmetic) {
  const auto operation = [](const std::string& json) {
    return Layer(registry<LayerBase>().make(Json::parse(json, "test")));
  };
  const Layer divide = operation(R"({"class_name": "ops.TrueDivide", "config": {"x2": 127.5}})"),
              turn = operation(R"({"class_name": "ops.Flip", "config": {"axis": -1}})"),
              subtract = operation(R"({"class_name": "ops.Subtract", "config": {"x2": 103.9}})");
  EXPECT_EQ(chosen(Sequential({Input({4, 4, 3}), RandomFlip(), divide, Flatten(), Dense({.units = 2})})), "none");
  EXPECT_EQ(chosen(Sequential({Input({4, 4, 3}), turn, subtract, Flatten(), Dense({.units = 2})})), "none");
}

}  // namespace
}  // namespace fovea
