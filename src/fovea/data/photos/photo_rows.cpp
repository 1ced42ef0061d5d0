#include "fovea/data/photos/photo_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/kernels/image/tf_resize.h"

namespace fovea {

PhotoRows::PhotoRows(const PhotoForm& form, std::string place, std::byte* pixels)
    : form_(form), place_(std::move(place)), pixels_(pixels) {}

void PhotoRows::choose_rows(std::int64_t height, std::int64_t width, std::int64_t channels) {
  part_ =
      form_.keep_aspect_ratio ? middle_part(height, width, form_.height, form_.width) : PixelBox{0, 0, width, height};
  if (part_.right <= part_.left || part_.bottom <= part_.top)
    fail(ErrorKind::format, place_ + ": no part of its " + std::to_string(width) + "x" + std::to_string(height) +
                                " pixels has the proportions of " + std::to_string(form_.width) + "x" +
                                std::to_string(form_.height) + ".");
  const bool of_the_size = height == form_.height && width == form_.width;
  if (form_.path == DecodePath::pillow && !of_the_size) {
    const PillowFilter filter = pillow_filter_named(form_.interpolation);
    const BytePicture<std::uint8_t> to{reinterpret_cast<std::uint8_t*>(pixels_), form_.height, form_.width};
    if (filter == PillowFilter::nearest)
      rows_.emplace<NearestRows>(width, part_, channels, to);
    else if (channels < 4 && PillowRows::columns_first(height, width, to))
      rows_.emplace<PillowRows>(height, width, part_, channels, filter, to);
  } else if (form_.path == DecodePath::tf && !of_the_size && form_.interpolation == "bilinear" &&
             !form_.keep_aspect_ratio && !form_.pad_to_aspect_ratio) {
    rows_.emplace<TfRows>(height, width, channels, reinterpret_cast<float*>(pixels_), form_.height, form_.width);
  }
}

void PhotoRows::begin(std::int64_t height, std::int64_t width, std::int64_t channels) {
  choose_rows(height, width, channels);
  if (auto* const whole = std::get_if<WholePicture>(&rows_)) whole->begin(height, width, channels);
}

/// A picture that is there as a whole is not copied to be one.
void PhotoRows::take(const Image& picture) {
  choose_rows(picture.height, picture.width, picture.channels);
  if (std::holds_alternative<WholePicture>(rows_)) return resize(picture);
  add(picture.pixels.data(), picture.height);
}

void PhotoRows::add(const std::uint8_t* rows, std::int64_t count) {
  std::visit([&](auto& taker) { taker.add(rows, count); }, rows_);
  const auto* const whole = std::get_if<WholePicture>(&rows_);
  if (whole != nullptr && whole->complete()) resize(whole->image);
}

void PhotoRows::resize(const Image& picture) {
  if (form_.path == DecodePath::pillow)
    resize_as_pillow(picture);
  else if (form_.pad_to_aspect_ratio)
    resize_with_pad(picture);
  else
    resize_as_tf(picture);
}

void PhotoRows::resize_as_pillow(const Image& picture) {
  auto* const to = reinterpret_cast<std::uint8_t*>(pixels_);
  if (picture.height == form_.height && picture.width == form_.width)
    std::memcpy(to, picture.pixels.data(), picture.pixels.size());
  else
    pillow_resize({picture.pixels.data(), picture.height, picture.width}, part_, picture.channels,
                  pillow_filter_named(form_.interpolation), {to, form_.height, form_.width});
}

void PhotoRows::resize_as_tf(const Image& picture) {
  Image cut;
  if (form_.keep_aspect_ratio) {
    cut = Image(part_.bottom - part_.top, part_.right - part_.left, picture.channels);
    for (std::int64_t y = 0; y < cut.height; ++y)
      std::memcpy(cut.row(y), picture.row(part_.top + y) + part_.left * cut.channels, cut.row_bytes());
  }
  const Image& seen = form_.keep_aspect_ratio ? cut : picture;
  tf_resize(seen.pixels.data(), seen.height, seen.width, seen.channels, tf_resize_named(form_.interpolation),
            reinterpret_cast<float*>(pixels_), form_.height, form_.width);
}

/// The largest picture of its own proportions in the middle of a black one of the form's size.
/// Source   tf.image.resize_with_pad, TensorFlow 2.21
void PhotoRows::resize_with_pad(const Image& picture) {
  const auto share = [](std::int64_t length, std::int64_t whole) {
    return static_cast<float>(length) / static_cast<float>(whole);
  };
  const float ratio = std::max(share(picture.width, form_.width), share(picture.height, form_.height));
  const float height = static_cast<float>(picture.height) / ratio, width = static_cast<float>(picture.width) / ratio;
  const auto rows = std::max<std::int64_t>(static_cast<std::int64_t>(height), 1),
             columns = std::max<std::int64_t>(static_cast<std::int64_t>(width), 1);
  const auto before = [](std::int64_t whole, float part) {
    return std::max<std::int64_t>(static_cast<std::int64_t>(std::floor((static_cast<float>(whole) - part) / 2)), 0);
  };
  const std::int64_t line = columns * picture.channels;
  std::vector<float> resized(static_cast<std::size_t>(rows * line));
  tf_resize(picture.pixels.data(), picture.height, picture.width, picture.channels,
            tf_resize_named(form_.interpolation), resized.data(), rows, columns);
  auto* const to = reinterpret_cast<float*>(pixels_);
  std::fill_n(to, form_.shape().count(), 0.f);
  for (std::int64_t y = 0; y < rows; ++y)
    std::copy_n(
        resized.data() + y * line, line,
        to + ((before(form_.height, height) + y) * form_.width + before(form_.width, width)) * picture.channels);
}

}  // namespace fovea
