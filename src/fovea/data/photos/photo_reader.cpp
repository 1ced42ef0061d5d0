#include "fovea/data/photos/photo_reader.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "fovea/base/error.h"
#include "fovea/data/hash.h"
#include "fovea/kernels/image/pillow_resize.h"
#include "fovea/kernels/image/tf_resize.h"

namespace fovea {

std::string PhotoForm::key() const {
  std::string text = std::to_string(height) + "x" + std::to_string(width) + "x" +
                     std::to_string(channels_of(color_mode)) + " " + interpolation +
                     (path == DecodePath::tf ? " tf" : " pillow");
  for (const auto& [set, word] :
       {std::pair{keep_aspect_ratio, " keep_aspect_ratio"}, std::pair{pad_to_aspect_ratio, " padded"},
        std::pair{fast, " fast"}, std::pair{apply_orientation, " upright"}, std::pair{saturate_16, " saturate_16"}})
    if (set) text += word;
  return text;
}

namespace {

/// The largest picture of its own proportions in the middle of a black one of the form's size.
/// Source   tf.image.resize_with_pad, TensorFlow 2.21
void resize_with_pad(const Image& image, const PhotoForm& form, float* to) {
  const auto share = [](std::int64_t length, std::int64_t whole) {
    return static_cast<float>(length) / static_cast<float>(whole);
  };
  const float ratio = std::max(share(image.width, form.width), share(image.height, form.height));
  const float height = static_cast<float>(image.height) / ratio, width = static_cast<float>(image.width) / ratio;
  const auto rows = std::max<std::int64_t>(static_cast<std::int64_t>(height), 1),
             columns = std::max<std::int64_t>(static_cast<std::int64_t>(width), 1);
  const auto before = [](std::int64_t whole, float part) {
    return std::max<std::int64_t>(static_cast<std::int64_t>(std::floor((static_cast<float>(whole) - part) / 2)), 0);
  };
  const std::int64_t line = columns * image.channels;
  std::vector<float> resized(static_cast<std::size_t>(rows * line));
  tf_resize(image.pixels.data(), image.height, image.width, image.channels, tf_resize_named(form.interpolation),
            resized.data(), rows, columns);
  std::fill_n(to, form.shape().count(), 0.f);
  for (std::int64_t y = 0; y < rows; ++y)
    std::copy_n(resized.data() + y * line, line,
                to + ((before(form.height, height) + y) * form.width + before(form.width, width)) * image.channels);
}

}  // namespace

PhotoReader::PhotoReader(std::shared_ptr<const FileStore> files, const PhotoForm& form, const ReadLimits& limits)
    : files_(std::move(files)), form_(form), limits_(limits) {
  if (form.height < 1 || form.width < 1)
    fail(ErrorKind::usage, "Pictures need a size of 1x1 or more. Received " + std::to_string(form.height) + "x" +
                               std::to_string(form.width) + ".");
  if (form.path == DecodePath::tf)
    tf_resize_named(form.interpolation);
  else
    pillow_filter_named(form.interpolation);
}

void PhotoReader::cache_in_memory() {
  cache_ = std::make_unique<PixelCache>(static_cast<std::int64_t>(files_->names().size()),
                                        static_cast<std::int64_t>(row_bytes()));
}

std::string PhotoReader::cache_in_file(const std::filesystem::path& path) {
  Sha256 hash;
  hash.update(form_.key());
  for (std::size_t i = 0; i < files_->names().size(); ++i) {
    const FileStore::Stamp stamp = files_->stamp(i);
    hash.update("\n" + files_->names()[i] + " " + std::to_string(stamp.bytes) + " " + std::to_string(stamp.time));
  }
  cache_ = std::make_unique<PixelCache>(path, static_cast<std::int64_t>(files_->names().size()),
                                        static_cast<std::int64_t>(row_bytes()), hash.hex());
  return cache_->begun_anew();
}

void PhotoReader::read(std::size_t file, std::byte* pixels) const {
  const auto row = static_cast<std::int64_t>(file);
  if (cache_ && cache_->read(row, pixels)) return;
  decode(file, pixels);
  if (cache_) cache_->write(row, pixels);
}

void PhotoReader::decode(std::size_t file, std::byte* pixels) const {
  DecodeOptions options;
  options.color_mode = form_.color_mode;
  options.path = form_.path;
  options.saturate_16 = form_.saturate_16;
  options.apply_orientation = form_.apply_orientation;
  options.limits = limits_;
  if (form_.fast) {
    options.least_height = form_.height;
    options.least_width = form_.width;
  }
  thread_local std::vector<std::uint8_t> memory;
  options.memory = &memory;
  Image image = decode_image(files_->read(file), files_->place(file), options);
  const PixelBox part = form_.keep_aspect_ratio ? middle_part(image.height, image.width, form_.height, form_.width)
                                                : PixelBox{0, 0, image.width, image.height};
  if (part.right <= part.left || part.bottom <= part.top)
    fail(ErrorKind::format, files_->place(file) + ": no part of its " + std::to_string(image.width) + "x" +
                                std::to_string(image.height) + " pixels has the proportions of " +
                                std::to_string(form_.width) + "x" + std::to_string(form_.height) + ".");
  if (form_.path == DecodePath::pillow) {
    auto* to = reinterpret_cast<std::uint8_t*>(pixels);
    if (image.height == form_.height && image.width == form_.width)
      std::memcpy(to, image.pixels.data(), image.pixels.size());
    else
      pillow_resize({image.pixels.data(), image.height, image.width}, part, image.channels,
                    pillow_filter_named(form_.interpolation), {to, form_.height, form_.width});
    memory = std::move(image.pixels);
    return;
  }
  if (form_.pad_to_aspect_ratio) return resize_with_pad(image, form_, reinterpret_cast<float*>(pixels));
  Image cut;
  if (form_.keep_aspect_ratio) {
    cut = Image(part.bottom - part.top, part.right - part.left, image.channels);
    for (std::int64_t y = 0; y < cut.height; ++y)
      std::memcpy(cut.row(y), image.row(part.top + y) + part.left * image.channels, cut.row_bytes());
  }
  const Image& seen = form_.keep_aspect_ratio ? cut : image;
  tf_resize(seen.pixels.data(), seen.height, seen.width, seen.channels, tf_resize_named(form_.interpolation),
            reinterpret_cast<float*>(pixels), form_.height, form_.width);
  memory = std::move(image.pixels);
}

}  // namespace fovea
