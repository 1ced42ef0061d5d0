#include "fovea/data/images/load_img.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/data/images/codec.h"
#include "fovea/data/images/encode.h"
#include "fovea/kernels/image/pillow_resize.h"

namespace fovea {
namespace {

Image resized(const std::string& who, const Image& image, const LoadImgOptions& options, PillowFilter filter) {
  const auto [height, width] = *options.target_size;
  if (height < 1 || width < 1)
    fail(ErrorKind::usage,
         fmt::format("load_img: target_size is a height and a width of at least 1. Received ({}, {}).", height,
                     width));
  if (height == image.height && width == image.width) return image;
  const PixelBox box = options.keep_aspect_ratio ? middle_part(image.height, image.width, height, width)
                                                 : PixelBox{0, 0, image.width, image.height};
  if (box.right <= box.left || box.bottom <= box.top)
    fail(ErrorKind::usage,
         fmt::format(
             "load_img: {}: no part of {} x {} pixels has the proportions {} x {}; leave keep_aspect_ratio out.", who,
             image.width, image.height, width, height));
  Image result(height, width, image.channels);
  pillow_resize({image.pixels.data(), image.height, image.width}, box, image.channels, filter,
                {result.pixels.data(), height, width});
  return result;
}

}  // namespace

Image load_img(const std::filesystem::path& path, const LoadImgOptions& options) {
  DecodeOptions decode;
  decode.color_mode = color_mode_named(options.color_mode);
  decode.saturate_16 = options.saturate_16;
  decode.apply_orientation = options.apply_orientation;
  decode.limits = options.limits;
  const PillowFilter filter = pillow_filter_named(options.interpolation);
  const std::string who = path.string();
  Image image = decode_image(read_file(path, options.limits.picture_bytes, "picture_bytes"), who, decode);
  return options.target_size ? resized(who, image, options, filter) : image;
}

Array img_to_array(const Image& image) {
  Array array({image.height, image.width, image.channels});
  std::copy(image.pixels.begin(), image.pixels.end(), array.values<float>().begin());
  return array;
}

Image array_to_img(const Array& array, bool scale) {
  const Shape& shape = array.shape();
  if (shape.rank() != 3 || shape.count() < 1 || (shape[2] != 1 && shape[2] != 3 && shape[2] != 4))
    fail(ErrorKind::shape,
         fmt::format("array_to_img: takes (height, width, 1, 3 or 4 channels). Received {}.", to_string(shape)));
  const Array numbers = array.cast(DType::f32);
  const auto values = numbers.values<float>();
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const float low = *least, range = *most - low;
  Image image(shape[0], shape[1], shape[2]);
  std::transform(values.begin(), values.end(), image.pixels.begin(), [&](float value) {
    if (scale) value = (range != 0 ? (value - low) / range : value - low) * 255;
    return value > 0 ? static_cast<std::uint8_t>(std::min(value, 255.0f)) : std::uint8_t{0};
  });
  return image;
}

void save_img(const std::filesystem::path& path, const Array& array, const SaveImgOptions& options) {
  const std::string suffix = path.extension().string();
  const std::string format =
      to_lower(!options.file_format.empty() || suffix.empty() ? options.file_format : suffix.substr(1));
  const bool jpeg = format == "jpeg" || format == "jpg";
  if (!jpeg && format != "png")
    fail(ErrorKind::usage,
         fmt::format(
             "save_img: {}: writes png and jpeg. Received the format '{}'; say one by file_format or the name's end.",
             path.string(), format));
  const Image image = array_to_img(array, options.scale);
  if (!jpeg) return write_file(path, encode_png(image));
  write_file(path,
             encode_jpeg(image.channels == 4 ? images::converted(image, ColorMode::rgb, DecodePath::pillow) : image,
                         options.quality));
}

}  // namespace fovea
