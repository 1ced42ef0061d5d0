// What decoders share once pixels are there: channels, palettes, orientation.
#include <algorithm>
#include <utility>

#include "fovea/data/images/codec.h"

namespace fovea::images {
namespace {

/// Pillow's luma in 16 bits of fraction.
std::uint8_t luma(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>((rgb[0] * 19595u + rgb[1] * 38470u + rgb[2] * 7471u + 0x8000u) >> 16);
}

/// libpng's with TensorFlow's weights: in 15 bits, cut off.
std::uint8_t tf_luma(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>((rgb[0] * 9797u + rgb[1] * 19234u + rgb[2] * 3737u) >> 15);
}

/// One loop for each pair of channels, so that the compiler sees both.
template <int from, int to>
void convert_pixels(const std::uint8_t* in, std::uint8_t* out, std::size_t pixels) {
  constexpr bool alpha = from == 2 || from == 4;
  for (std::size_t i = 0; i < pixels; ++i, in += from, out += to) {
    if constexpr (to == 1) {
      out[0] = from >= 3 ? luma(in) : in[0];
    } else {
      for (int c = 0; c < 3; ++c) out[c] = in[from >= 3 ? c : 0];
      if constexpr (to == 4) out[3] = alpha ? in[from - 1] : 255;
    }
  }
}

Image tf_gray(const Image& image) {
  Image result(image.height, image.width, 1);
  const std::uint8_t* in = image.pixels.data();
  for (std::uint8_t& gray : result.pixels) {
    gray = tf_luma(in);
    in += image.channels;
  }
  return result;
}

template <int to>
void convert_from(const Image& image, std::uint8_t* out) {
  const auto pixels = static_cast<std::size_t>(image.height * image.width);
  const std::uint8_t* in = image.pixels.data();
  switch (image.channels) {
    case 1:
      return convert_pixels<1, to>(in, out, pixels);
    case 2:
      return convert_pixels<2, to>(in, out, pixels);
    case 3:
      return convert_pixels<3, to>(in, out, pixels);
    default:
      return convert_pixels<4, to>(in, out, pixels);
  }
}

}  // namespace

Image converted(Image image, ColorMode mode, DecodePath path) {
  if (image.channels == channels_of(mode)) return image;
  if (mode == ColorMode::grayscale && path == DecodePath::tf && image.channels > 2) return tf_gray(image);
  Image result(image.height, image.width, channels_of(mode));
  if (mode == ColorMode::grayscale) convert_from<1>(image, result.pixels.data());
  if (mode == ColorMode::rgb) convert_from<3>(image, result.pixels.data());
  if (mode == ColorMode::rgba) convert_from<4>(image, result.pixels.data());
  return result;
}

Palette::Palette() {
  for (auto& color : rgba) color[3] = 255;
}

void Palette::set_grays() {
  for (std::size_t i = 0; i < 256; ++i) {
    const auto gray = static_cast<std::uint8_t>(i);
    set(i, gray, gray, gray);
  }
}

bool is_ramp(std::string_view colors, std::size_t padding) {
  for (std::size_t i = 0; i < colors.size(); ++i)
    if (i % (3 + padding) < 3 && static_cast<unsigned char>(colors[i]) != i / (3 + padding)) return false;
  return true;
}

void Palette::set(std::size_t index, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  rgba[index][0] = red;
  rgba[index][1] = green;
  rgba[index][2] = blue;
}

Image looked_up(const std::vector<std::uint8_t>& indices, std::int64_t height, std::int64_t width,
                const Palette& palette, bool alpha) {
  Image image(height, width, alpha ? 4 : 3);
  std::uint8_t* out = image.pixels.data();
  for (const std::uint8_t index : indices) out = std::copy_n(palette.rgba[index], image.channels, out);
  return image;
}

Image oriented(Image image, int orientation) {
  if (orientation < 2 || orientation > 8) return image;
  // As EXIF counts: 2 mirrored, 3 half a turn, 4 upside down, 5 transposed, 6 a quarter to the right, 7 transversed, 8 to the
  // left. Each is a swap of the axes (5 to 8) and where the stored rows and columns begin.
  const bool swapped = lies_on_its_side(orientation);
  const bool right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Image result(swapped ? image.width : image.height, swapped ? image.height : image.width, image.channels);
  for (std::int64_t y = 0; y < result.height; ++y) {
    std::uint8_t* out = result.row(y);
    for (std::int64_t x = 0; x < result.width; ++x) {
      const std::int64_t row = swapped ? x : y, column = swapped ? y : x;
      const std::uint8_t* in = image.row(bottom ? image.height - 1 - row : row) +
                               (right ? image.width - 1 - column : column) * image.channels;
      out = std::copy_n(in, image.channels, out);
    }
  }
  return result;
}

}  // namespace fovea::images
