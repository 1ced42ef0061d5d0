#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/data/images/image.h"

/// What stands behind decode_image: one file a format.
namespace fovea::images {

/// A picture's file in memory and what is wanted of it.
struct Encoded {
  std::string_view bytes;
  const std::string& who;
  const DecodeOptions& options;

  /// "who: this PNG picture " + text. What a decoder refuses, it refuses so.
  [[noreturn]] void refuse(ErrorKind kind, ImageFormat format, const std::string& text) const;
  /// A file that ends before its picture does.
  [[noreturn]] void cut_off(ImageFormat format) const;
};

/// Reading one format. `decode` is called with what `header` said, within the limits, and gives gray, gray and alpha, RGB or
/// RGBA, whatever is nearest to the file. `decode_rows`, where a format has it, gives the same to a sink.
struct Codec {
  ImageFormat format;
  bool (*matches)(std::string_view bytes);
  ImageHeader (*header)(const Encoded& file);
  Image (*decode)(const Encoded& file, const ImageHeader& header);
  void (*decode_rows)(const Encoded& file, const ImageHeader& header, RowSink& to) = nullptr;
};

extern const Codec jpeg_codec, png_codec, webp_codec, gif_codec, bmp_codec, tiff_codec, pnm_codec;

/// Refuses files that are too long.
void check_bytes(const std::string& who, std::uintmax_t size, const ReadLimits& limits);
/// Refuses sides and areas beyond the limits; formats whose header can change while decoding ask again.
void check_size(const Encoded& file, ImageFormat format, std::int64_t height, std::int64_t width);

/// EXIF's orientation from a block that begins as a TIFF file does ("II*" or "MM"); 1 where there is none.
int exif_orientation(std::string_view tiff_block);
/// Whether turning it upright exchanges a picture's height and width.
inline bool lies_on_its_side(int orientation) { return orientation >= 5; }
/// The picture turned upright.
Image oriented(Image image, int orientation);

/// Gray, gray and alpha, RGB or RGBA to the channels asked for.
Image converted(Image image, ColorMode mode, DecodePath path);

/// Colours of an indexed picture: black and opaque where a file says nothing.
struct Palette {
  Palette();
  void set(std::size_t index, std::uint8_t red, std::uint8_t green, std::uint8_t blue);
  /// Indices become grays: what a file means that lists no colours, or the grays 0, 1, 2, ... and fewer than its indices.
  void set_grays();
  std::uint8_t rgba[256][4] = {};
};
/// Whether colours of three bytes (and `padding` more) are the grays 0, 1, 2, ...
bool is_ramp(std::string_view colors, std::size_t padding = 0);
/// One byte a pixel to RGB, or RGBA where `alpha` is.
Image looked_up(const std::vector<std::uint8_t>& indices, std::int64_t height, std::int64_t width,
                const Palette& palette, bool alpha);

/// CMYK as Pillow converts it: ink 0 is none.
inline void cmyk_to_rgb(const std::uint8_t* cmyk, std::uint8_t* rgb) {
  const int white = 255 - cmyk[3];
  for (int i = 0; i < 3; ++i) {
    const int product = cmyk[i] * white + 128;
    const int value = white - (((product >> 8) + product) >> 8);
    rgb[i] = static_cast<std::uint8_t>(value < 0 ? 0 : value);
  }
}

/// Numbers of 2 and 4 bytes at a place that the caller has checked.
inline std::uint32_t little16(const char* at) {
  return static_cast<unsigned char>(at[0]) | std::uint32_t{static_cast<unsigned char>(at[1])} << 8;
}
inline std::uint32_t little32(const char* at) { return little16(at) | little16(at + 2) << 16; }
inline std::uint32_t big16(const char* at) {
  return static_cast<unsigned char>(at[1]) | std::uint32_t{static_cast<unsigned char>(at[0])} << 8;
}
inline std::uint32_t big32(const char* at) { return big16(at + 2) | big16(at) << 16; }

}  // namespace fovea::images
