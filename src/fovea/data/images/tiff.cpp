#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>

#include "fovea/data/images/codec.h"

namespace fovea::images {
namespace {

/// The file in memory, as libtiff's callbacks see it, and its first complaint.
struct Input {
  std::string_view bytes;
  std::uint64_t at = 0;
  char message[160] = "";
};

extern "C" {
static tmsize_t on_read(thandle_t handle, void* to, tmsize_t count) {
  Input& input = *static_cast<Input*>(handle);
  const std::uint64_t left = input.bytes.size() - std::min<std::uint64_t>(input.at, input.bytes.size());
  const std::uint64_t taken = std::min<std::uint64_t>(left, static_cast<std::uint64_t>(std::max<tmsize_t>(count, 0)));
  if (taken > 0) std::memcpy(to, &input.bytes[input.at], taken);
  input.at += taken;
  return static_cast<tmsize_t>(taken);
}
static tmsize_t on_write(thandle_t, void*, tmsize_t) { return 0; }
static toff_t on_seek(thandle_t handle, toff_t offset, int from) {
  Input& input = *static_cast<Input*>(handle);
  input.at = offset + (from == SEEK_CUR ? input.at : from == SEEK_END ? input.bytes.size() : 0);
  return input.at;
}
static int on_close(thandle_t) { return 0; }
static toff_t on_size(thandle_t handle) { return static_cast<Input*>(handle)->bytes.size(); }
static int on_map(thandle_t handle, void** base, toff_t* size) {
  const Input& input = *static_cast<Input*>(handle);
  *base = const_cast<char*>(input.bytes.data());  // libtiff only reads there: the file is open for reading
  *size = input.bytes.size();
  return 1;
}
static void on_unmap(thandle_t, void*, toff_t) {}
static int on_error(TIFF*, void* data, const char*, const char* format, va_list values) {
  Input& input = *static_cast<Input*>(data);
  if (input.message[0] == '\0') std::vsnprintf(input.message, sizeof input.message, format, values);
  return 1;
}
static int on_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }
}

struct Close {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

[[noreturn]] void damaged(const Encoded& file, const Input& input) {
  const std::string_view message = input.message;
  if (message.starts_with("Failed to allocate memory") || message.starts_with("No space for") ||
      message.starts_with("Out of memory"))
    throw std::bad_alloc();
  file.refuse(ErrorKind::format, ImageFormat::tiff,
              fmt::format("is damaged or cut off: {}. Get the file again.",
                          input.message[0] == '\0' ? "its directory cannot be read" : input.message));
}

/// What the first directory says of its samples.
struct Layout {
  std::uint32_t height = 0, width = 0;
  std::uint16_t bits = 1, samples = 1, photometric = 0, planar = PLANARCONFIG_CONTIG, format = SAMPLEFORMAT_UINT,
                compression = 1;
  std::uint16_t orientation = 1, extra = EXTRASAMPLE_UNSPECIFIED;
  bool subsampled = false;

  int colors() const {
    return photometric == PHOTOMETRIC_RGB || photometric == PHOTOMETRIC_YCBCR ? 3
           : photometric == PHOTOMETRIC_SEPARATED                             ? 4
                                                                              : 1;
  }
  bool is_plain_ycbcr() const {
    return photometric == PHOTOMETRIC_YCBCR && planar == PLANARCONFIG_CONTIG && compression == COMPRESSION_NONE &&
           !subsampled && bits == 8;
  }
  /// Luma and chroma that the library turns to RGB, as Pillow lets it; JPEG's own decoder does that by itself.
  bool by_library() const {
    const bool jpeg = planar == PLANARCONFIG_CONTIG && compression == COMPRESSION_JPEG;
    return photometric == PHOTOMETRIC_YCBCR && !jpeg && !is_plain_ycbcr();
  }
  bool has_alpha() const {
    return samples > colors() && extra != EXTRASAMPLE_UNSPECIFIED && photometric != PHOTOMETRIC_SEPARATED;
  }
};

class Reader {
 public:
  explicit Reader(const Encoded& file) : file_(file), input_{file.bytes} {
    const std::unique_ptr<TIFFOpenOptions, Close> options(TIFFOpenOptionsAlloc());
    if (options == nullptr) throw std::bad_alloc();
    constexpr tmsize_t most_at_once = tmsize_t{1} << 30;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), most_at_once);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), on_error, &input_);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), on_warning, &input_);
    tiff_.reset(TIFFClientOpenExt("picture", "r", &input_, on_read, on_write, on_seek, on_close, on_size, on_map,
                                  on_unmap, options.get()));
    if (tiff_ == nullptr) damaged(file_, input_);
    read_layout();
  }

  const Layout& layout() const { return layout_; }
  std::int64_t pages() { return TIFFNumberOfDirectories(tiff_.get()); }
  Image decode();

 private:
  void read_layout();
  void check_kind() const;
  Image samples();
  Image by_library();
  void read_block(bool tiles, std::uint32_t block, std::int64_t top, std::int64_t left, std::int64_t height,
                  std::int64_t width, int plane, std::vector<std::uint8_t>& buffer, Image& image);
  std::uint8_t sample(const std::uint8_t* row, std::size_t index) const;
  Image finished(const Image& samples);

  const Encoded& file_;
  Input input_;
  std::unique_ptr<TIFF, Close> tiff_;
  Layout layout_;
};

void Reader::read_layout() {
  TIFF* const tiff = tiff_.get();
  Layout& l = layout_;
  if (TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &l.width) == 0 ||
      TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &l.height) == 0)
    damaged(file_, input_);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &l.bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &l.samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &l.planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &l.format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &l.compression);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &l.orientation);
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &l.photometric);
  std::uint16_t across = 1, down = 1;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_YCBCRSUBSAMPLING, &across, &down);
  l.subsampled = across != 1 || down != 1;
  std::uint16_t extras = 0, *kinds = nullptr;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extras, &kinds);
  if (extras > 0) l.extra = kinds[0];
  if (extras == 0 && l.samples == l.colors() + 1) l.extra = EXTRASAMPLE_UNASSALPHA;  // some programs forget to say
}

void Reader::check_kind() const {
  const Layout& l = layout_;
  const bool known = l.photometric <= PHOTOMETRIC_PALETTE || l.photometric == PHOTOMETRIC_SEPARATED ||
                     l.photometric == PHOTOMETRIC_YCBCR;
  const bool depth = l.bits == 1 || l.bits == 2 || l.bits == 4 || l.bits == 8 ||
                     (l.bits == 16 && l.photometric != PHOTOMETRIC_PALETTE) ||
                     (l.bits == 32 && l.colors() == 1 && l.photometric != PHOTOMETRIC_PALETTE);
  const bool format = l.format == SAMPLEFORMAT_UINT || l.format == SAMPLEFORMAT_VOID ||
                      (l.format == SAMPLEFORMAT_INT && l.bits >= 16) ||
                      (l.format == SAMPLEFORMAT_IEEEFP && l.bits == 32);
  if (!known || !depth || !format || l.samples < l.colors() || l.samples > 6)
    file_.refuse(
        ErrorKind::unsupported, ImageFormat::tiff,
        fmt::format(
            "has {} samples of {} bits (format {}, photometric {}); gray, palette, RGB, CMYK and YCbCr of 1 to 16 "
            "bits and gray of 32 are read.",
            l.samples, l.bits, l.format, l.photometric));
  if (TIFFIsCODECConfigured(l.compression) == 0)
    file_.refuse(ErrorKind::unsupported, ImageFormat::tiff,
                 fmt::format("is compressed in way {}, which this machine's libtiff does not read. Convert it.",
                             l.compression));
}

/// A sample as 0..255: 16 bits by their high byte (or clipped), 32 bits clipped as Pillow does.
std::uint8_t Reader::sample(const std::uint8_t* row, std::size_t index) const {
  const std::size_t bits = layout_.bits;
  if (bits < 8) {
    const unsigned most = (1u << bits) - 1, value = row[index * bits / 8] >> (8 - bits - index * bits % 8) & most;
    return static_cast<std::uint8_t>(layout_.photometric == PHOTOMETRIC_PALETTE ? value : value * 255 / most);
  }
  if (bits == 8) return row[index];
  if (bits == 16) {
    std::uint16_t value = 0;
    std::memcpy(&value, row + 2 * index, sizeof value);
    if (layout_.format == SAMPLEFORMAT_INT)
      return static_cast<std::uint8_t>(std::clamp<int>(static_cast<std::int16_t>(value), 0, 255));
    const bool saturate = file_.options.saturate_16 && layout_.colors() == 1;
    return static_cast<std::uint8_t>(saturate ? std::min<int>(value, 255) : value >> 8);
  }
  if (layout_.format == SAMPLEFORMAT_IEEEFP) {
    float value = 0;
    std::memcpy(&value, row + 4 * index, sizeof value);
    return value > 0 ? static_cast<std::uint8_t>(std::min(value, 255.0f)) : 0;
  }
  std::int32_t value = 0;
  std::memcpy(&value, row + 4 * index, sizeof value);
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

/// One strip or tile of one plane (or of all) into its place.
void Reader::read_block(bool tiles, std::uint32_t block, std::int64_t top, std::int64_t left, std::int64_t height,
                        std::int64_t width, int plane, std::vector<std::uint8_t>& buffer, Image& image) {
  TIFF* const tiff = tiff_.get();
  const auto row_bytes = static_cast<std::size_t>(tiles ? TIFFTileRowSize(tiff) : TIFFScanlineSize(tiff));
  const auto size = static_cast<tmsize_t>(buffer.size());
  const tmsize_t needed = static_cast<tmsize_t>(row_bytes) * height;
  const tmsize_t got = tiles ? TIFFReadEncodedTile(tiff, block, buffer.data(), size)
                             : TIFFReadEncodedStrip(tiff, block, buffer.data(), size);
  if (got < 0 || (!tiles && got < needed)) damaged(file_, input_);
  const bool planes = layout_.planar == PLANARCONFIG_SEPARATE;
  const std::size_t samples = planes ? 1 : layout_.samples, channels = static_cast<std::size_t>(image.channels);
  for (std::int64_t y = 0; y < height; ++y) {
    const std::uint8_t* row = buffer.data() + static_cast<std::size_t>(y) * row_bytes;
    std::uint8_t* to = image.row(top + y) + static_cast<std::size_t>(left) * channels;
    for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x)
      for (std::size_t s = 0; s < samples; ++s)
        to[x * channels + (planes ? static_cast<std::size_t>(plane) : s)] = sample(row, x * samples + s);
  }
}

/// All samples as bytes, one channel each.
Image Reader::samples() {
  TIFF* const tiff = tiff_.get();
  const bool tiles = TIFFIsTiled(tiff) != 0, planes = layout_.planar == PLANARCONFIG_SEPARATE;
  std::uint32_t block_height = layout_.height, block_width = layout_.width;
  if (tiles) {
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &block_width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &block_height);
    check_size(file_, ImageFormat::tiff, block_height, block_width);
  } else {
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &block_height);
  }
  const std::int64_t rows = std::clamp<std::int64_t>(block_height, 1, tiles ? block_height : layout_.height);
  const tmsize_t bytes = tiles ? TIFFTileSize(tiff) : TIFFVStripSize(tiff, static_cast<std::uint32_t>(rows));
  if (bytes <= 0 || block_width == 0 || block_height == 0) damaged(file_, input_);
  std::vector<std::uint8_t> buffer(static_cast<std::size_t>(bytes));
  Image image(layout_.height, layout_.width, layout_.samples);
  std::uint32_t block = 0;
  for (int plane = 0; plane < (planes ? layout_.samples : 1); ++plane)
    for (std::int64_t top = 0; top < image.height; top += rows)
      for (std::int64_t left = 0; left < image.width; left += block_width, ++block)
        read_block(tiles, block, top, left, std::min(rows, image.height - top),
                   std::min<std::int64_t>(block_width, image.width - left), plane, buffer, image);
  return image;
}

/// The library's own conversion.
Image Reader::by_library() {
  Image image(layout_.height, layout_.width, 4);
  auto* to = reinterpret_cast<std::uint32_t*>(image.pixels.data());
  if (TIFFReadRGBAImageOriented(tiff_.get(), layout_.width, layout_.height, to, ORIENTATION_TOPLEFT, 1) == 0)
    damaged(file_, input_);
  return image;
}

Image Reader::decode() {
  check_kind();
  if (layout_.by_library()) return by_library();
  if (layout_.photometric == PHOTOMETRIC_YCBCR && layout_.compression == COMPRESSION_JPEG)
    TIFFSetField(tiff_.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  return finished(samples());
}

/// As Pillow converts it, with the coefficients of JPEG whatever the file's are: in 1/64, rounded up at the half.
void ycbcr_to_rgb(const std::uint8_t* ycbcr, std::uint8_t* rgb) {
  const auto part = [](double coefficient, int chroma) {
    return static_cast<int>(coefficient * 64 * (chroma - 128) + 0.5);
  };
  const int y = ycbcr[0], cb = ycbcr[1], cr = ycbcr[2];
  const int values[3] = {y + (part(1.402, cr) >> 6), y + ((part(-0.34414, cb) + part(-0.71414, cr)) >> 6),
                         y + (part(1.772, cb) >> 6)};
  for (int c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint8_t>(std::clamp(values[c], 0, 255));
}

/// Samples to gray, gray and alpha, RGB or RGBA.
Image Reader::finished(const Image& samples) {
  const Layout& l = layout_;
  const bool alpha = l.has_alpha(), inks = l.photometric == PHOTOMETRIC_SEPARATED;
  const bool plain_luma = l.is_plain_ycbcr() && file_.options.color_mode == ColorMode::grayscale;
  const int colors = inks ? 3 : plain_luma ? 1 : l.colors(), step = l.samples;
  if (l.photometric == PHOTOMETRIC_PALETTE) {
    std::uint16_t *red = nullptr, *green = nullptr, *blue = nullptr;
    if (TIFFGetField(tiff_.get(), TIFFTAG_COLORMAP, &red, &green, &blue) == 0) damaged(file_, input_);
    Palette palette;
    for (std::size_t i = 0; i < std::size_t{1} << l.bits; ++i)
      palette.set(i, static_cast<std::uint8_t>(red[i] >> 8), static_cast<std::uint8_t>(green[i] >> 8),
                  static_cast<std::uint8_t>(blue[i] >> 8));
    std::vector<std::uint8_t> indices;
    for (std::size_t i = 0; i < samples.pixels.size(); i += static_cast<std::size_t>(step))
      indices.push_back(samples.pixels[i]);
    return looked_up(indices, samples.height, samples.width, palette, false);
  }
  Image image(samples.height, samples.width, colors + (alpha ? 1 : 0));
  const std::uint8_t* in = samples.pixels.data();
  std::uint8_t* out = image.pixels.data();
  for (std::int64_t i = 0; i < image.height * image.width; ++i, in += step, out += image.channels) {
    if (inks) {
      cmyk_to_rgb(in, out);
      continue;
    }
    if (l.is_plain_ycbcr() && !plain_luma) {
      ycbcr_to_rgb(in, out);
    } else {
      for (int c = 0; c < colors; ++c)
        out[c] = l.photometric == PHOTOMETRIC_MINISWHITE ? static_cast<std::uint8_t>(255 - in[c]) : in[c];
    }
    if (!alpha) continue;
    const int opacity = out[colors] = in[l.colors()];
    if (l.extra == EXTRASAMPLE_ASSOCALPHA)  // colours were stored multiplied by alpha
      for (int c = 0; c < colors; ++c)
        out[c] = static_cast<std::uint8_t>(opacity == 0 ? 0 : std::min(out[c] * 255 / opacity, 255));
  }
  return image;
}

std::string mode_of(const Layout& layout) {
  if (layout.photometric == PHOTOMETRIC_PALETTE) return "P";
  if (layout.photometric == PHOTOMETRIC_SEPARATED) return "CMYK";
  if (layout.is_plain_ycbcr()) return "YCbCr";
  const std::string colors = layout.colors() == 3 ? "RGB"
                             : layout.bits == 1   ? "1"
                             : layout.bits == 16  ? "I;16"
                             : layout.bits == 32  ? "F"
                                                  : "L";
  return layout.has_alpha() ? colors + "A" : colors;
}

ImageHeader header(const Encoded& file) {
  Reader reader(file);
  ImageHeader header;
  header.height = reader.layout().height;
  header.width = reader.layout().width;
  header.mode = mode_of(reader.layout());
  header.orientation = reader.layout().by_library() ? 1 : reader.layout().orientation;  // the library turns by itself
  header.frames = reader.pages();
  return header;
}

Image decode(const Encoded& file, const ImageHeader&) { return Reader(file).decode(); }

bool matches(std::string_view bytes) {
  using namespace std::string_view_literals;
  return bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv) || bytes.starts_with("II+\0"sv) ||
         bytes.starts_with("MM\0+"sv);
}

}  // namespace

const Codec tiff_codec{ImageFormat::tiff, matches, header, decode};

}  // namespace fovea::images
