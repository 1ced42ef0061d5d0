#include "fovea/runtime/pixels.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "fovea/base/error.h"

namespace fovea {
namespace {

/// A side longer than this is a mistake, or an attack. Units    px
constexpr std::int64_t longest_side = 32'768;

/// Bytes of one pixel; of raw_f32 with the model's channels.
std::int64_t pixel_bytes(PixelFormat format, std::int64_t channels) {
  switch (format) {
    case PixelFormat::gray8:
      return 1;
    case PixelFormat::rgb8:
    case PixelFormat::bgr8:
      return 3;
    case PixelFormat::rgba8:
    case PixelFormat::bgra8:
      return 4;
    case PixelFormat::raw_f32:
      return channels * static_cast<std::int64_t>(sizeof(float));
  }
  return 0;
}

std::int64_t stride_of(const ImageView& view, std::int64_t channels) {
  return view.stride != 0 ? view.stride : view.width * pixel_bytes(view.format, channels);
}

const std::uint8_t* row_of(const ImageView& view, std::int64_t row, std::int64_t channels) {
  return static_cast<const std::uint8_t*>(view.pixels) + row * stride_of(view, channels);
}

/// Pillow's convert("L").
std::uint8_t gray(int red, int green, int blue) {
  return static_cast<std::uint8_t>((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}

/// One pixel of a format as the channels that a model takes.
template <PixelFormat format, int channels>
std::array<float, channels> pixel_at(const std::uint8_t* p) {
  constexpr bool one = format == PixelFormat::gray8;
  constexpr bool blue_first = format == PixelFormat::bgr8 || format == PixelFormat::bgra8;
  [[maybe_unused]] constexpr bool alpha = format == PixelFormat::rgba8 || format == PixelFormat::bgra8;
  const std::uint8_t red = one ? p[0] : p[blue_first ? 2 : 0], green = one ? p[0] : p[1],
                     blue = one ? p[0] : p[blue_first ? 0 : 2];
  if constexpr (channels == 1) return {static_cast<float>(one ? p[0] : gray(red, green, blue))};
  if constexpr (channels == 3) return {static_cast<float>(red), static_cast<float>(green), static_cast<float>(blue)};
  if constexpr (channels == 4)
    return {static_cast<float>(red), static_cast<float>(green), static_cast<float>(blue),
            static_cast<float>(alpha ? p[3] : 255)};
}

}  // namespace

void check_view(const ImageView& view, const InputForm& form) {
  if (view.pixels == nullptr) fail(ErrorKind::usage, "ImageView: pixels must not be null.");
  const auto fits = [](std::int64_t side) { return side >= 1 && side <= longest_side; };
  if (!fits(view.width) || !fits(view.height))
    fail(ErrorKind::usage, fmt::format("ImageView: width and height must be 1 to {} px. Received {} x {}.",
                                       longest_side, view.width, view.height));
  const std::int64_t bytes = pixel_bytes(view.format, form.channels);
  if (bytes == 0)
    fail(ErrorKind::usage,
         fmt::format("ImageView: format {} is none of PixelFormat.", static_cast<int>(view.format)));
  if (std::abs(stride_of(view, form.channels)) < view.width * bytes)
    fail(ErrorKind::usage,
         fmt::format(
             "ImageView: a row of {} px takes {} bytes. Received stride {}. Give 0 where rows follow each other.",
             view.width, view.width * bytes, view.stride));
  if (view.format == PixelFormat::raw_f32) {
    const auto same = [](std::int64_t wanted, std::int64_t given) { return wanted == None || wanted == given; };
    if (!same(form.height, view.height) || !same(form.width, view.width))
      fail(ErrorKind::shape,
           fmt::format("ImageView: raw_f32 takes the model's own size, {} rows of {}. Received {} rows of {}.",
                       form.height, form.width, view.height, view.width));
  } else if (!form.picture || (form.channels != 1 && form.channels != 3 && form.channels != 4)) {
    fail(ErrorKind::shape,
         fmt::format("ImageView: this model takes {}, which pixels are no form of. Give its numbers as raw_f32.",
                     form.picture ? fmt::format("{} channels", form.channels)
                                  : fmt::format("a row of {} numbers", form.width)));
  }
}

PixelReader::PixelReader(const InputForm& form) : form_(form), columns_(static_cast<std::size_t>(form.width)) {}

template <int channels, PixelFormat format>
void PixelReader::resize(const ImageView& view, float* numbers) {
  constexpr auto pixel = pixel_at<format, channels>;
  const auto scale = static_cast<float>(form_.scaling.scale), offset = static_cast<float>(form_.scaling.offset);
  const std::int64_t bytes = pixel_bytes(view.format, channels);
  if (view.height == form_.height && view.width == form_.width) {
    for (std::int64_t y = 0; y < form_.height; ++y) {
      const std::uint8_t* row = row_of(view, y, channels);
      for (std::int64_t x = 0; x < form_.width; ++x, numbers += channels) {
        const auto value = pixel(row + x * bytes);
        for (std::size_t c = 0; c < channels; ++c) numbers[c] = value[c] * scale + offset;
      }
    }
    return;
  }
  if (form_.filter) return filter<channels, format>(view, numbers);
  for (std::int64_t x = 0; x < form_.width; ++x)
    columns_[static_cast<std::size_t>(x)] = bilinear_tap(x, view.width, form_.width);
  for (std::int64_t y = 0; y < form_.height; ++y) {
    const Tap row = bilinear_tap(y, view.height, form_.height);
    const std::uint8_t *above = row_of(view, row.first, channels), *below = row_of(view, row.second, channels);
    for (const Tap& column : columns_) {
      const auto a = pixel(above + column.first * bytes), b = pixel(above + column.second * bytes);
      const auto c = pixel(below + column.first * bytes), d = pixel(below + column.second * bytes);
      for (std::size_t i = 0; i < channels; ++i)
        numbers[i] =
            interpolate(interpolate(a[i], b[i], column.weight), interpolate(c[i], d[i], column.weight), row.weight) *
                scale +
            offset;
      numbers += channels;
    }
  }
}

template <int channels, PixelFormat format>
void PixelReader::filter(const ImageView& view, float* numbers) {
  constexpr auto pixel = pixel_at<format, channels>;
  const PixelBox part = form_.keep_aspect_ratio ? middle_part(view.height, view.width, form_.height, form_.width)
                                                : PixelBox{0, 0, view.width, view.height};
  if (part.right <= part.left || part.bottom <= part.top)
    fail(ErrorKind::shape, fmt::format("ImageView: no part of {}x{} px has the proportions of {}x{}.", view.width,
                                       view.height, form_.width, form_.height));
  std::vector<std::uint8_t> whole(static_cast<std::size_t>(view.height * view.width * channels));
  std::uint8_t* to = whole.data();
  for (std::int64_t y = 0; y < view.height; ++y) {
    const std::uint8_t* row = row_of(view, y, channels);
    for (std::int64_t x = 0; x < view.width; ++x)
      for (const float value : pixel(row + x * pixel_bytes(view.format, channels)))
        *to++ = static_cast<std::uint8_t>(value);
  }
  std::vector<std::uint8_t> resized(static_cast<std::size_t>(form_.height * form_.width * channels));
  pillow_resize({whole.data(), view.height, view.width}, part, channels, *form_.filter,
                {resized.data(), form_.height, form_.width});
  const auto scale = static_cast<float>(form_.scaling.scale), offset = static_cast<float>(form_.scaling.offset);
  for (const std::uint8_t value : resized) *numbers++ = static_cast<float>(value) * scale + offset;
}

template <int channels>
void PixelReader::convert(const ImageView& view, float* numbers) {
  switch (view.format) {
    case PixelFormat::gray8:
      return resize<channels, PixelFormat::gray8>(view, numbers);
    case PixelFormat::rgb8:
      return resize<channels, PixelFormat::rgb8>(view, numbers);
    case PixelFormat::rgba8:
      return resize<channels, PixelFormat::rgba8>(view, numbers);
    case PixelFormat::bgr8:
      return resize<channels, PixelFormat::bgr8>(view, numbers);
    case PixelFormat::bgra8:
      return resize<channels, PixelFormat::bgra8>(view, numbers);
    case PixelFormat::raw_f32:
      break;
  }
}

void PixelReader::read(const ImageView& view, float* numbers) {
  if (view.format == PixelFormat::raw_f32) {
    const std::int64_t count = form_.width * form_.channels;
    for (std::int64_t y = 0; y < form_.height; ++y)
      std::memcpy(numbers + y * count, row_of(view, y, form_.channels),
                  static_cast<std::size_t>(count) * sizeof(float));
    return;
  }
  if (form_.channels == 1)
    convert<1>(view, numbers);
  else if (form_.channels == 3)
    convert<3>(view, numbers);
  else
    convert<4>(view, numbers);
  const Shape picture{form_.height, form_.width, form_.channels};
  if (form_.scaling.standard)
    form_.scaling.standard->apply({numbers, static_cast<std::size_t>(picture.count())}, picture);
}

}  // namespace fovea
