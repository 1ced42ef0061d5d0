#pragma once
#include <algorithm>

#include "fovea/data/images/encode.h"
#include "tests/cli/program.h"

namespace fovea::cli_test {

/// Two or three classes of small noisy pictures: red, green and blue ones.
class PhotosTest : public ProgramTest {
 protected:
  void SetUp() override { add_photos("photos", {"green", "red"}, 24); }

  void add_photos(const std::string& folder, const std::vector<std::string>& classes, int each) {
    const std::vector<std::string> colours{"red", "green", "blue"};
    Random random(3);
    for (const std::string& name : classes) {
      const auto channel = static_cast<std::int64_t>(std::ranges::find(colours, name) - colours.begin());
      fs::create_directories(folder_ / folder / name);
      for (int i = 0; i < each; ++i) {
        Image image(20 + i % 5, 24, 3);
        for (std::size_t p = 0; p < image.pixels.size(); ++p)
          image.pixels[p] =
              static_cast<std::uint8_t>(random.below(90) + (static_cast<std::int64_t>(p % 3) == channel ? 120u : 0u));
        write(folder + "/" + name + "/" + std::to_string(i) + (i % 2 == 0 ? ".png" : ".jpg"),
              i % 2 == 0 ? encode_png(image) : encode_jpeg(image, 95));
      }
    }
  }

  Result train_photos(const std::string& more, const std::string& data = "photos") {
    return run("train " + data +
               " --image-size 16x16 --epochs 6 --batch-size 8 --optimizer 'Adam(learning_rate=0.01)' " + more);
  }
};

}  // namespace fovea::cli_test
