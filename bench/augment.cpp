// The lesson's augmentation of pictures of 150x150x3 bytes, one thread: fovea_bench_augment [SECONDS]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "fovea/kernels/image/fused_change.h"
#include "fovea/layers/augmentation/geometry.h"

namespace {

using namespace fovea;

constexpr PictureShape shape{150, 150, 3};

/// Pictures a second.
template <class Change, class Pixel>
double rate(const Change& change, const std::vector<Pixel>& picture, double seconds) {
  std::vector<float> out(static_cast<std::size_t>(shape.elements())),
      numbers(static_cast<std::size_t>(change.count(shape))),
      scratch(static_cast<std::size_t>(change.scratch_floats(shape)));
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t done = 0;; ++done) {
    const double now = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (now > seconds) return static_cast<double>(done) / now;
    PictureDraws draws(1, done);
    change.draw(draws, shape, numbers);
    change.apply(picture.data(), out.data(), shape, numbers, scratch.data());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
  const std::vector<Layer> layers{RandomFlip({.mode = "horizontal"}), RandomRotation({.factor = 20. / 360}),
                                  RandomZoom({.height_factor = 0.2}), RandomShear({.x_factor = 0.2}),
                                  RandomTranslation({.height_factor = 0.2, .width_factor = 0.2})};
  const auto changes = picture_changes(layers);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(shape.elements()));
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 % 251);
  const std::vector<float> floats(bytes.begin(), bytes.end());
  std::printf("one pass, bytes: %.0f pictures/s\n", rate(FusedChange(changes), bytes, seconds));
  std::printf("one pass, floats: %.0f pictures/s\n", rate(FusedChange(changes), floats, seconds));
  std::printf("one after the other: %.0f pictures/s\n", rate(*in_sequence(changes), floats, seconds));
}
