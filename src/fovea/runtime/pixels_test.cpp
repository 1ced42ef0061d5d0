// Pictures become the numbers that Keras' pipeline gives a model.
#include "fovea/runtime/pixels.h"

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"

namespace fovea {
namespace {

std::vector<float> read(const ImageView& view, const InputForm& form) {
  std::vector<float> numbers(static_cast<std::size_t>(form.height * form.width * form.channels));
  PixelReader(form).read(view, numbers.data());
  return numbers;
}

void expect_numbers(const std::vector<float>& received, const std::vector<float>& expected, float tolerance) {
  ASSERT_EQ(received.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(received[i], expected[i], tolerance) << "number " << i;
}

// What tf.image.resize(x, size) gives, TensorFlow 2.21.
TEST(PixelReader, ResizesAsTensorFlow) {
  const std::uint8_t gray[] = {255, 228, 34, 121, 243, 189, 6, 131, 102, 168, 82, 193, 187, 150, 81};
  const std::vector<float> taller = {251.625f,   155.25f,    88.375f,     227.75f,    239.41072f, 140.625f,
                                     91.875f,    218.03572f, 202.76785f,  96.75f,     102.375f,   188.89285f,
                                     166.125f,   52.875f,    112.875f,    159.75f,    136.01785f, 111.964294f,
                                     134.73215f, 129.69643f, 105.910706f, 171.05359f, 156.5893f,  99.64285f,
                                     95.875f,    190.75f,    163.875f,    89.625f};
  expect_numbers(read({gray, 5, 3, 0, PixelFormat::gray8}, {.height = 7, .width = 4}), taller, 1e-4f);
  const std::uint8_t small[] = {243, 22, 19, 5};
  const std::vector<float> larger = {243,     220.9f,     132.5f,     44.100006f, 22,         220.59999f, 200.56999f,
                                     120.45f, 40.330006f, 20.3f,      131,        119.25f,    72.25f,     25.250004f,
                                     13.5f,   41.40001f,  37.930008f, 24.050003f, 10.170002f, 6.700001f,  19,
                                     17.6f,   12,         6.4000006f, 5};
  expect_numbers(read({small, 2, 2, 0, PixelFormat::gray8}, {.height = 5, .width = 5}), larger, 1e-4f);
}

TEST(PixelReader, ScalesAfterResizing) {
  const std::uint8_t row[] = {0, 255};
  expect_numbers(read({row, 2, 1, 0, PixelFormat::gray8}, {.height = 1, .width = 1, .scaling = {1 / 127.5, -1}}), {0},
                 1e-6f);
}

TEST(PixelReader, ResizesPhotosAsTrainingDid) {
  const std::uint8_t bgr[] = {30, 20, 10, 60, 50, 40, 90, 80, 70, 120, 110, 100};
  const InputForm form{.height = 1, .width = 1, .channels = 3, .scaling = {2, 1}, .filter = PillowFilter::box};
  expect_numbers(read({bgr, 2, 2, 0, PixelFormat::bgr8}, form), {111, 131, 151}, 0);
  const std::uint8_t wide[] = {9, 10, 20, 9};
  expect_numbers(read({wide, 4, 1, 0, PixelFormat::gray8},
                      {.height = 1, .width = 2, .filter = PillowFilter::nearest, .keep_aspect_ratio = true}),
                 {10, 20}, 0);
}

TEST(PixelReader, EveryFormatIsTheSamePicture) {
  // Two rows of two pixels, and one byte more a row than they need.
  const std::uint8_t rgb[] = {10, 20, 30, 40, 50, 60, 0, 70, 80, 90, 100, 110, 120, 0};
  const std::uint8_t bgr[] = {30, 20, 10, 60, 50, 40, 90, 80, 70, 120, 110, 100};
  const std::uint8_t rgba[] = {10, 20, 30, 1, 40, 50, 60, 2, 70, 80, 90, 3, 100, 110, 120, 4};
  const std::uint8_t bgra[] = {30, 20, 10, 1, 60, 50, 40, 2, 90, 80, 70, 3, 120, 110, 100, 4};
  const InputForm form{.height = 2, .width = 2, .channels = 3};
  const std::vector<float> expected = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120};
  EXPECT_EQ(read({rgb, 2, 2, 7, PixelFormat::rgb8}, form), expected);
  EXPECT_EQ(read({bgr, 2, 2, 0, PixelFormat::bgr8}, form), expected);
  EXPECT_EQ(read({rgba, 2, 2, 0, PixelFormat::rgba8}, form), expected);
  EXPECT_EQ(read({bgra, 2, 2, 0, PixelFormat::bgra8}, form), expected);
  const std::vector<float> upwards = {70, 80, 90, 100, 110, 120, 10, 20, 30, 40, 50, 60};
  EXPECT_EQ(read({rgb + 7, 2, 2, -7, PixelFormat::rgb8}, form), upwards);
}

TEST(PixelReader, ConvertsChannels) {
  const std::uint8_t rgb[] = {10, 200, 30}, gray[] = {77}, bgra[] = {3, 2, 1, 9};
  // Pillow: Image.new("RGB", (1, 1), (10, 200, 30)).convert("L") is 124.
  EXPECT_EQ(read({rgb, 1, 1, 0, PixelFormat::rgb8}, {}), std::vector<float>{124});
  EXPECT_EQ(read({gray, 1, 1, 0, PixelFormat::gray8}, {.channels = 3}), (std::vector<float>{77, 77, 77}));
  EXPECT_EQ(read({bgra, 1, 1, 0, PixelFormat::bgra8}, {.channels = 4}), (std::vector<float>{1, 2, 3, 9}));
  EXPECT_EQ(read({rgb, 1, 1, 0, PixelFormat::rgb8}, {.channels = 4}), (std::vector<float>{10, 200, 30, 255}));
}

TEST(PixelReader, GivesRawNumbersAsTheyAre) {
  const float numbers[] = {1, 2, 3, 4, 0, 5, 6, 7, 8, 0};
  const InputForm form{.height = 2, .width = 2, .channels = 2, .scaling = {.scale = 9}};
  EXPECT_EQ(read({numbers, 2, 2, 20, PixelFormat::raw_f32}, form), (std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(CheckView, RefusesWhatIsNoPicture) {
  const std::uint8_t bytes[64] = {};
  const InputForm form{.height = 4, .width = 4, .channels = 3};
  const auto refusal = [&](ErrorKind kind, const ImageView& view, const InputForm& wanted) {
    return error_of(kind, [&] { check_view(view, wanted); });
  };
  check_view({bytes, 4, 4, 0, PixelFormat::rgb8}, form);
  EXPECT_NE(refusal(ErrorKind::usage, {nullptr, 4, 4, 0, PixelFormat::rgb8}, form).find("null"), std::string::npos);
  EXPECT_NE(refusal(ErrorKind::usage, {bytes, 0, 4, 0, PixelFormat::rgb8}, form).find("Received 0 x 4"),
            std::string::npos);
  EXPECT_NE(refusal(ErrorKind::usage, {bytes, 4, 40'000, 0, PixelFormat::rgb8}, form).find("32768"),
            std::string::npos);
  EXPECT_NE(refusal(ErrorKind::usage, {bytes, 4, 4, -11, PixelFormat::rgb8}, form).find("Received stride -11"),
            std::string::npos);
  EXPECT_NE(refusal(ErrorKind::usage, {bytes, 4, 4, 0, static_cast<PixelFormat>(9)}, form).find("format 9"),
            std::string::npos);
  EXPECT_NE(refusal(ErrorKind::shape, {bytes, 4, 3, 0, PixelFormat::raw_f32}, form).find("Received 3 rows of 4"),
            std::string::npos);
  EXPECT_NE(refusal(ErrorKind::shape, {bytes, 4, 4, 0, PixelFormat::rgb8}, {.height = 4, .width = 4, .channels = 2})
                .find("2 channels"),
            std::string::npos);
  EXPECT_NE(refusal(ErrorKind::shape, {bytes, 4, 4, 0, PixelFormat::gray8}, {.width = 8, .picture = false})
                .find("a row of 8 numbers"),
            std::string::npos);
}

}  // namespace
}  // namespace fovea
