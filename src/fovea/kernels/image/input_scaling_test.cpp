#include "fovea/kernels/image/input_scaling.h"

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

std::vector<float> scaled(PixelScaling network, std::vector<float> picture) {
  InputScaling::of(network).apply(picture, {1, 1, static_cast<std::int64_t>(picture.size())});
  return picture;
}

TEST(InputScaling, ScalesByHand) {
  EXPECT_EQ(scaled(PixelScaling::tf, {255, 0, 127.5f}), (std::vector<float>{1, -1, 0}));
  EXPECT_EQ(scaled(PixelScaling::caffe, {10, 20, 30}),
            (std::vector<float>{30 - 103.939f, 20 - 116.779f, 10 - 123.68f}));
}

TEST(InputScaling, NetworksTakeThreeChannels) {
  for (const PixelScaling network : {PixelScaling::torch, PixelScaling::caffe})
    EXPECT_NE(error_of(ErrorKind::shape, [&] { scaled(network, {1}); }).find("3 channels"), std::string::npos);
}

}  // namespace
}  // namespace fovea
