#include "fovea/data/photos/photo_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/kernels/image/tf_resize.h"

namespace fovea {
namespace {

/// Rows that wait for the others, in memory that a thread uses again.
std::vector<std::uint8_t>& waiting(std::size_t bytes) {
  thread_local std::vector<std::uint8_t> memory;
  memory.resize(std::max(memory.size(), bytes));
  return memory;
}

}  // namespace

PhotoRows::PhotoRows(const PhotoForm& form, std::string place, std::byte* pixels)
    : form_(form), place_(std::move(place)), pixels_(pixels) {}

void PhotoRows::begin(std::int64_t height, std::int64_t width, std::int64_t channels) {
  height_ = height, width_ = width, channels_ = channels;
  part_ =
      form_.keep_aspect_ratio ? middle_part(height, width, form_.height, form_.width) : PixelBox{0, 0, width, height};
  if (part_.right <= part_.left || part_.bottom <= part_.top)
    fail(ErrorKind::format, place_ + ": no part of its " + std::to_string(width) + "x" + std::to_string(height) +
                                " pixels has the proportions of " + std::to_string(form_.width) + "x" +
                                std::to_string(form_.height) + ".");
  if (form_.path == DecodePath::pillow) {
    const PillowFilter filter = pillow_filter_named(form_.interpolation);
    const BytePicture<std::uint8_t> to{reinterpret_cast<std::uint8_t*>(pixels_), form_.height, form_.width};
    if (filter == PillowFilter::nearest)
      resizing_.emplace<NearestRows>(width, part_, channels, to);
    else if (channels < 4 && PillowRows::columns_first(height, width, to))
      resizing_.emplace<PillowRows>(height, width, part_, channels, filter, to);
  } else if (form_.interpolation == "bilinear" && whole_part() && !form_.pad_to_aspect_ratio) {
    resizing_.emplace<TfRows>(height, width, channels, reinterpret_cast<float*>(pixels_), form_.height, form_.width);
  }
}

void PhotoRows::add(const std::uint8_t* rows, std::int64_t count) {
  if (auto* const pillow = std::get_if<PillowRows>(&resizing_)) return pillow->add(rows, count);
  if (auto* const nearest = std::get_if<NearestRows>(&resizing_)) return nearest->add(rows, count);
  if (auto* const tf = std::get_if<TfRows>(&resizing_)) return tf->add(rows, count);
  const std::int64_t row = width_ * channels_;
  if (count < height_) {
    std::vector<std::uint8_t>& picture = waiting(static_cast<std::size_t>(height_ * row));
    std::memcpy(&picture[static_cast<std::size_t>(come_ * row)], rows, static_cast<std::size_t>(count * row));
    rows = picture.data();
  }
  come_ += count;
  if (come_ < height_) return;
  if (form_.path == DecodePath::pillow)
    resize_as_pillow(rows);
  else if (form_.pad_to_aspect_ratio)
    resize_with_pad(rows);
  else
    resize_as_tf(rows);
}

void PhotoRows::resize_as_pillow(const std::uint8_t* picture) {
  auto* const to = reinterpret_cast<std::uint8_t*>(pixels_);
  if (height_ == form_.height && width_ == form_.width)
    std::memcpy(to, picture, static_cast<std::size_t>(height_ * width_ * channels_));
  else
    pillow_resize({picture, height_, width_}, part_, channels_, pillow_filter_named(form_.interpolation),
                  {to, form_.height, form_.width});
}

void PhotoRows::resize_as_tf(const std::uint8_t* picture) {
  std::vector<std::uint8_t> cut;
  if (!whole_part())
    for (std::int64_t y = part_.top; y < part_.bottom; ++y)
      cut.insert(cut.end(), picture + (y * width_ + part_.left) * channels_,
                 picture + (y * width_ + part_.right) * channels_);
  tf_resize(cut.empty() ? picture : cut.data(), part_.bottom - part_.top, part_.right - part_.left, channels_,
            tf_resize_named(form_.interpolation), reinterpret_cast<float*>(pixels_), form_.height, form_.width);
}

/// The largest picture of its own proportions in the middle of a black one of the form's size.
/// Source   tf.image.resize_with_pad, TensorFlow 2.21
void PhotoRows::resize_with_pad(const std::uint8_t* picture) {
  const auto share = [](std::int64_t length, std::int64_t whole) {
    return static_cast<float>(length) / static_cast<float>(whole);
  };
  const float ratio = std::max(share(width_, form_.width), share(height_, form_.height));
  const float height = static_cast<float>(height_) / ratio, width = static_cast<float>(width_) / ratio;
  const auto rows = std::max<std::int64_t>(static_cast<std::int64_t>(height), 1),
             columns = std::max<std::int64_t>(static_cast<std::int64_t>(width), 1);
  const auto before = [](std::int64_t whole, float part) {
    return std::max<std::int64_t>(static_cast<std::int64_t>(std::floor((static_cast<float>(whole) - part) / 2)), 0);
  };
  const std::int64_t line = columns * channels_;
  std::vector<float> resized(static_cast<std::size_t>(rows * line));
  tf_resize(picture, height_, width_, channels_, tf_resize_named(form_.interpolation), resized.data(), rows, columns);
  auto* const to = reinterpret_cast<float*>(pixels_);
  std::fill_n(to, form_.shape().count(), 0.f);
  for (std::int64_t y = 0; y < rows; ++y)
    std::copy_n(resized.data() + y * line, line,
                to + ((before(form_.height, height) + y) * form_.width + before(form_.width, width)) * channels_);
}

}  // namespace fovea
