#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/limits.h"

namespace fovea {

/// A picture of unsigned bytes, rows from the top, the channels of a pixel side by side: gray, RGB or RGBA.
/// Units    px; 0 is black, 255 white; alpha 0 is transparent
struct Image {
  std::int64_t height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> pixels;

  Image() = default;
  /// Black. Errors   std::bad_alloc
  Image(std::int64_t height, std::int64_t width, std::int64_t channels);

  std::size_t row_bytes() const { return static_cast<std::size_t>(width * channels); }
  std::uint8_t* row(std::int64_t y) { return pixels.data() + static_cast<std::size_t>(y) * row_bytes(); }
  const std::uint8_t* row(std::int64_t y) const { return pixels.data() + static_cast<std::size_t>(y) * row_bytes(); }
  bool operator==(const Image&) const = default;
};

enum class ImageFormat : std::uint8_t { jpeg, png, webp, gif, bmp, tiff, pnm };

/// "JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF", "PNM".
std::string_view to_string(ImageFormat format);

/// The channels that are asked for. Names are Keras': "grayscale", "rgb", "rgba".
enum class ColorMode : std::uint8_t { grayscale, rgb, rgba };

/// Errors   usage: a name that is none of them
ColorMode color_mode_named(const std::string& name);
inline std::int64_t channels_of(ColorMode mode) {
  return mode == ColorMode::grayscale ? 1 : mode == ColorMode::rgb ? 3 : 4;
}

/// Whose arithmetic is followed where libraries differ.
enum class DecodePath : std::uint8_t {
  pillow,  ///< what Keras' load_img and flow_from_directory get
  tf       ///< what tf.io.decode_image and image_dataset_from_directory get
};

struct DecodeOptions {
  ColorMode color_mode = ColorMode::rgb;
  DecodePath path = DecodePath::pillow;
  /// Gray pictures of 16 bits: values above 255 become 255, as Pillow's convert does, instead of the high byte.
  bool saturate_16 = false;
  /// Turns the picture as its EXIF data says. Keras does not look at it. A TIFF file's own orientation is always followed.
  bool apply_orientation = false;
  /// A JPEG may be decoded smaller, by eighths, as long as neither side goes below these; 0: in full.
  std::int64_t least_height = 0, least_width = 0;
  ReadLimits limits = {};
};

/// Takes a picture from a decoder, some rows at a time.
class RowSink {
 public:
  virtual ~RowSink() = default;
  /// Called once, before any row.
  virtual void begin(std::int64_t height, std::int64_t width, std::int64_t channels) = 0;
  /// The next rows from the top, nothing between them; they are gone after the call.
  virtual void add(const std::uint8_t* rows, std::int64_t count) = 0;
  /// Instead of both: all of a picture at once.
  virtual void take(const Image& picture);
};

/// Keeps a picture whose rows come one after the other.
class WholePicture : public RowSink {
 public:
  void begin(std::int64_t height, std::int64_t width, std::int64_t channels) override;
  void add(const std::uint8_t* rows, std::int64_t count) override;
  bool complete() const { return come_ == image.height; }

  Image image;

 private:
  std::int64_t come_ = 0;  ///< rows
};

/// What a file says of its picture before any pixel is decoded.
struct ImageHeader {
  ImageFormat format = ImageFormat::jpeg;
  std::int64_t height = 0, width = 0;
  std::string
      mode;  ///< what is stored, in Pillow's names: "1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16"
  std::int64_t frames = 1;
  int orientation = 1;  ///< EXIF: 1 is upright
};

/// Whether a file that begins so is a picture of a kind that is read.
bool is_picture(std::string_view first_bytes);

/// Reads the header alone. The content decides the format, never a name.
/// Input    who: names the picture in errors
/// Errors   format: no picture, or one cut off in its header; unsupported: a kind that is not read; resource: beyond limits
ImageHeader image_header(std::string_view bytes, const std::string& who, const ReadLimits& limits = {});

/// Decodes a JPEG, PNG, WebP, GIF, BMP, TIFF, PPM, PGM, PBM or PAM picture; of an animation the first frame.
/// Output   the channels of options.color_mode. Alpha is left out where it is not asked for, not blended; gray is
///          0.299 R + 0.587 G + 0.114 B, rounded as Pillow does, or cut off as TensorFlow does
/// Errors   format: no picture, damaged or cut off; unsupported: a kind that is not read; resource: beyond the limits;
///          MachineError: memory that cannot be had
/// Source   Pillow 13.0 Image.open(...).convert(...); tf.io.decode_image (TensorFlow 2.21) where path is tf
Image decode_image(std::string_view bytes, const std::string& who, const DecodeOptions& options = {});
/// The same to a sink: JPEGs of the channels that are asked for come as they are decoded, others as a whole. Of one that is
/// damaged, some rows may have come before the error.
void decode_image(std::string_view bytes, const std::string& who, const DecodeOptions& options, RowSink& to);

}  // namespace fovea
