#include "fovea/data/images/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

#include "fovea/base/machine_error.h"
#include "fovea/base/text.h"
#include "fovea/data/images/codec.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace {

using images::Codec;
using images::Encoded;

const std::array codecs{&images::jpeg_codec, &images::png_codec,  &images::webp_codec, &images::gif_codec,
                        &images::bmp_codec,  &images::tiff_codec, &images::pnm_codec};

const Codec& codec_of(const Encoded& file) {
  images::check_bytes(file.who, file.bytes.size(), file.options.limits);
  const auto found = std::ranges::find_if(codecs, [&](const Codec* codec) { return codec->matches(file.bytes); });
  if (found == codecs.end())
    fail(ErrorKind::format,
         fmt::format("{}: is no picture: its content is {}. JPEG, PNG, WebP, GIF, BMP, TIFF and PNM are read.",
                     file.who, describe_content(file.bytes)));
  return **found;
}

ImageHeader checked_header(const Codec& codec, const Encoded& file) {
  ImageHeader header = codec.header(file);
  header.format = codec.format;
  if (header.height < 1 || header.width < 1)
    file.refuse(
        ErrorKind::format, codec.format,
        fmt::format("has no pixels: its header says {} x {}. Get the file again.", header.width, header.height));
  check_size(file, codec.format, header.height, header.width);
  return header;
}

Image decoded(const Codec& codec, const Encoded& file, const ImageHeader& header) {
  const DecodeOptions& options = file.options;
  Image image = images::converted(codec.decode(file, header), options.color_mode, options.path);
  if (options.apply_orientation || codec.format == ImageFormat::tiff)
    image = images::oriented(std::move(image), header.orientation);
  return image;
}

/// Memory that cannot be had says nothing of the picture.
template <class Work>
auto with_machine_memory(const std::string& who, const Work& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    throw MachineError(who + ": needs more memory than this machine can give.");
  }
}

/// The mode of a file that has these channels. Units    as ImageHeader::mode
std::string_view mode_of(ColorMode mode) {
  return mode == ColorMode::grayscale ? "L" : mode == ColorMode::rgb ? "RGB" : "RGBA";
}

constexpr std::array<std::string_view, 3> mode_names{"grayscale", "rgb", "rgba"};
constexpr std::array<std::string_view, 7> format_names{"JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF", "PNM"};

}  // namespace

Image::Image(std::int64_t height, std::int64_t width, std::int64_t channels)
    : height(height), width(width), channels(channels), pixels(static_cast<std::size_t>(height * width * channels)) {}

void WholePicture::begin(std::int64_t height, std::int64_t width, std::int64_t channels) {
  image = Image(height, width, channels);
}

void RowSink::take(const Image& picture) {
  begin(picture.height, picture.width, picture.channels);
  add(picture.pixels.data(), picture.height);
}

void WholePicture::add(const std::uint8_t* rows, std::int64_t count) {
  std::memcpy(image.row(come_), rows, static_cast<std::size_t>(count) * image.row_bytes());
  come_ += count;
}

std::string_view to_string(ImageFormat format) { return format_names[static_cast<std::size_t>(format)]; }

ColorMode color_mode_named(const std::string& name) {
  const auto found = std::ranges::find(mode_names, name);
  if (found == mode_names.end())
    fail(ErrorKind::usage, "color_mode is grayscale, rgb or rgba. Received '" + name + "'. " +
                               suggest(name, {mode_names.begin(), mode_names.end()}));
  return static_cast<ColorMode>(found - mode_names.begin());
}

bool is_picture(std::string_view first_bytes) {
  return std::ranges::any_of(codecs, [&](const Codec* codec) { return codec->matches(first_bytes); });
}

ImageHeader image_header(std::string_view bytes, const std::string& who, const ReadLimits& limits) {
  return with_machine_memory(who, [&] {
    DecodeOptions options;
    options.limits = limits;
    const Encoded file{bytes, who, options};
    return checked_header(codec_of(file), file);
  });
}

Image decode_image(std::string_view bytes, const std::string& who, const DecodeOptions& options) {
  return with_machine_memory(who, [&] {
    const Encoded file{bytes, who, options};
    const Codec& codec = codec_of(file);
    return decoded(codec, file, checked_header(codec, file));
  });
}

void decode_image(std::string_view bytes, const std::string& who, const DecodeOptions& options, RowSink& to) {
  with_machine_memory(who, [&] {
    const Encoded file{bytes, who, options};
    const Codec& codec = codec_of(file);
    const ImageHeader header = checked_header(codec, file);
    const bool upright = !options.apply_orientation || header.orientation == 1;
    if (codec.decode_rows != nullptr && upright && header.mode == mode_of(options.color_mode))
      return codec.decode_rows(file, header, to);
    to.take(decoded(codec, file, header));
  });
}

namespace images {

void Encoded::refuse(ErrorKind kind, ImageFormat format, const std::string& text) const {
  fail(kind, fmt::format("{}: this {} picture {}", who, to_string(format), text));
}

void Encoded::cut_off(ImageFormat format) const {
  refuse(ErrorKind::format, format,
         fmt::format("is cut off: the file ends after {} bytes, before its picture does. Get the file again.",
                     bytes.size()));
}

void check_bytes(const std::string& who, std::uintmax_t size, const ReadLimits& limits) {
  if (size > static_cast<std::uintmax_t>(limits.picture_bytes))
    fail(ErrorKind::resource, fmt::format("{}: the file of a picture has too many bytes, {}: {}.", who, size,
                                          limit_words("picture_bytes", limits.picture_bytes)));
}

void check_size(const Encoded& file, ImageFormat format, std::int64_t height, std::int64_t width) {
  const ReadLimits& limits = file.options.limits;
  if (std::max(height, width) > limits.picture_side)
    file.refuse(ErrorKind::resource, format,
                fmt::format("says that it has {} x {} pixels, a side too long: {}.", width, height,
                            limit_words("picture_side", limits.picture_side)));
  if (height * width > limits.picture_pixels)
    file.refuse(ErrorKind::resource, format,
                fmt::format("says that it has {} x {} = {} pixels, too many: {}.", width, height, height * width,
                            limit_words("picture_pixels", limits.picture_pixels)));
}

}  // namespace images
}  // namespace fovea
