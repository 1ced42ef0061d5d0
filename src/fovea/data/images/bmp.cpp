#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "fovea/data/images/codec.h"

namespace fovea::images {
namespace {

constexpr std::size_t file_header_bytes = 14;
enum Compression : std::uint32_t { raw = 0, rle8 = 1, rle4 = 2, bitfields = 3, alpha_bitfields = 6 };

/// Everything that stands before the pixels.
struct Layout {
  std::int64_t height = 0, width = 0;
  bool top_down = false;
  std::uint32_t bits = 0, compression = raw;
  std::array<std::uint32_t, 4> masks{};  ///< red, green, blue, alpha of 16 and 32 bits a pixel
  std::size_t palette = 0, colors = 0, color_bytes = 4;
  std::size_t pixels = 0;  ///< where they begin

  bool indexed() const { return bits <= 8; }
  bool run_lengths() const { return compression == rle8 || compression == rle4; }
  bool has_alpha() const { return masks[3] != 0; }
};

/// A core header: sizes of 16 bits and colours of three bytes.
void read_core(const char* at, Layout& layout) {
  layout.width = little16(at + 4);
  layout.height = little16(at + 6);
  layout.bits = little16(at + 10);
  layout.color_bytes = 3;
}

void read_info(const char* at, Layout& layout) {
  const auto height = static_cast<std::int32_t>(little32(at + 8));
  layout.width = static_cast<std::int32_t>(little32(at + 4));
  layout.top_down = height < 0;
  layout.height = std::abs(std::int64_t{height});
  layout.bits = little16(at + 14);
  layout.compression = little32(at + 16);
  layout.colors = little32(at + 32);
}

/// Masks follow a header of 40 bytes or stand in a longer one at the same place; alpha's is there in longer ones only.
std::size_t read_masks(const Encoded& file, std::size_t header_bytes, Layout& layout) {
  if (layout.compression != bitfields && layout.compression != alpha_bitfields) {
    if (layout.bits == 16) layout.masks = {0x7c00, 0x3e0, 0x1f, 0};
    if (layout.bits == 32) layout.masks = {0xff0000, 0xff00, 0xff, 0};
    return 0;
  }
  const std::size_t count = layout.compression == alpha_bitfields || header_bytes >= 56 ? 4 : 3;
  const std::size_t at = file_header_bytes + 40, end = at + 4 * count;
  if (end > file.bytes.size()) file.cut_off(ImageFormat::bmp);
  for (std::size_t i = 0; i < count; ++i) layout.masks[i] = little32(&file.bytes[at + 4 * i]);
  if (layout.bits == 32 && layout.masks == std::array<std::uint32_t, 4>{})
    layout.masks = {0xff0000, 0xff00, 0xff, 0xff000000};
  return header_bytes == 40 ? 4 * count : 0;
}

void check_kind(const Encoded& file, const Layout& layout) {
  constexpr std::array<std::uint32_t, 7> depths{1, 2, 4, 8, 16, 24, 32};
  if (std::ranges::find(depths, layout.bits) == depths.end())
    file.refuse(ErrorKind::unsupported, ImageFormat::bmp,
                fmt::format("has {} bits a pixel; 1, 2, 4, 8, 16, 24 and 32 are read.", layout.bits));
  const bool fits = layout.compression == raw || (layout.compression == rle8 && layout.bits == 8) ||
                    (layout.compression == rle4 && layout.bits == 4) ||
                    ((layout.compression == bitfields || layout.compression == alpha_bitfields) && layout.bits >= 16);
  if (!fits)
    file.refuse(ErrorKind::unsupported, ImageFormat::bmp,
                fmt::format("is compressed in way {} at {} bits a pixel; plain, RLE4, RLE8 and bit fields are read.",
                            layout.compression, layout.bits));
}

Layout layout_of(const Encoded& file) {
  constexpr std::array<std::size_t, 7> known{12, 40, 52, 56, 64, 108, 124};
  const std::string_view bytes = file.bytes;
  if (bytes.size() < file_header_bytes + 4) file.cut_off(ImageFormat::bmp);
  const std::size_t header_bytes = little32(&bytes[file_header_bytes]);
  if (std::ranges::find(known, header_bytes) == known.end())
    file.refuse(ErrorKind::unsupported, ImageFormat::bmp,
                fmt::format("has a header of {} bytes; 12, 40, 52, 56, 64, 108 and 124 are known.", header_bytes));
  if (bytes.size() < file_header_bytes + header_bytes) file.cut_off(ImageFormat::bmp);
  Layout layout;
  const char* header = &bytes[file_header_bytes];
  if (header_bytes == 12)
    read_core(header, layout);
  else
    read_info(header, layout);
  check_kind(file, layout);
  layout.palette = file_header_bytes + header_bytes + read_masks(file, header_bytes, layout);
  if (layout.indexed() && layout.colors == 0) layout.colors = std::size_t{1} << layout.bits;
  layout.pixels = little32(&bytes[10]);
  // Some programs write where the palette begins, or nothing.
  if (layout.pixels == 0 || (layout.indexed() && layout.pixels == file_header_bytes + header_bytes))
    layout.pixels = layout.palette + (layout.indexed() ? layout.colors * layout.color_bytes : 0);
  return layout;
}

ImageHeader header(const Encoded& file) {
  const Layout layout = layout_of(file);
  ImageHeader header;
  header.height = layout.height;
  header.width = layout.width;
  header.mode = layout.indexed() ? "P" : layout.has_alpha() ? "RGBA" : "RGB";
  return header;
}

Palette palette_of(const Encoded& file, const Layout& layout) {
  Palette palette;
  const std::size_t count = std::min<std::size_t>(layout.colors, 256);
  if (is_ramp(file.bytes.substr(std::min(layout.palette, file.bytes.size()), count * layout.color_bytes),
              layout.color_bytes - 3))
    palette.set_grays();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = layout.palette + i * layout.color_bytes;
    if (at + 3 > file.bytes.size()) file.cut_off(ImageFormat::bmp);
    const auto* color = reinterpret_cast<const std::uint8_t*>(&file.bytes[at]);
    palette.set(i, color[2], color[1], color[0]);
  }
  return palette;
}

/// Indices from runs, filled from the first stored row on. What the runs leave out is index 0.
class Runs {
 public:
  Runs(std::string_view data, const Layout& layout)
      : left_(data),
        four_bits_(layout.compression == rle4),
        width_(layout.width),
        indices_(static_cast<std::size_t>(layout.height * layout.width)) {}

  /// False where the data ends before the picture does.
  bool read() {
    while (at_ < indices_.size()) {
      if (left_.size() < 2) return false;
      const std::uint8_t count = take(), value = take();
      if (count > 0) {
        run(count, value);
      } else if (value == 0) {
        end_of_line();
      } else if (value == 1) {
        return false;
      } else if (value == 2) {
        if (left_.size() < 2) return false;
        const std::int64_t right = take(), up = take();
        at_ = std::min(at_ + static_cast<std::size_t>(right + up * width_), indices_.size());
        column_ = static_cast<std::int64_t>(at_) % width_;
      } else if (!literal(value)) {
        return false;
      }
    }
    return true;
  }
  const std::vector<std::uint8_t>& indices() const { return indices_; }

 private:
  std::uint8_t take() {
    const auto byte = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return byte;
  }
  void put(std::uint8_t index) {
    if (at_ < indices_.size()) indices_[at_++] = index;
  }
  std::uint8_t part(std::uint8_t byte, std::int64_t i) const {
    return !four_bits_ ? byte : i % 2 == 0 ? byte >> 4 : byte & 15;
  }
  /// Runs end with their row.
  void run(std::int64_t count, std::uint8_t value) {
    count = std::clamp<std::int64_t>(width_ - column_, 0, count);
    for (std::int64_t i = 0; i < count; ++i) put(part(value, i));
    column_ += count;
  }
  void end_of_line() {
    const auto width = static_cast<std::size_t>(width_);
    at_ = std::min((at_ + width - 1) / width * width, indices_.size());
    column_ = 0;
  }
  /// Pixels as they are, padded to two bytes.
  bool literal(std::int64_t count) {
    const std::size_t bytes = static_cast<std::size_t>(four_bits_ ? (count + 1) / 2 : count);
    if (left_.size() < bytes) return false;
    for (std::int64_t i = 0; i < count; ++i)
      put(part(static_cast<std::uint8_t>(left_[static_cast<std::size_t>(four_bits_ ? i / 2 : i)]), i));
    left_.remove_prefix(std::min(bytes + bytes % 2, left_.size()));
    column_ += count;
    return true;
  }

  std::string_view left_;
  bool four_bits_;
  std::int64_t width_, column_ = 0;
  std::size_t at_ = 0;
  std::vector<std::uint8_t> indices_;
};

/// The bits of a mask as 0..255.
std::uint8_t channel(std::uint32_t pixel, std::uint32_t mask) {
  if (mask == 0) return 0;
  const int shift = std::countr_zero(mask);
  const std::uint64_t most = mask >> shift;
  return static_cast<std::uint8_t>(((pixel & mask) >> shift) * std::uint64_t{255} / most);
}

/// One stored row to RGB, RGBA or indices.
void read_row(const char* row, const Layout& layout, std::uint8_t* to) {
  const std::size_t width = static_cast<std::size_t>(layout.width);
  if (layout.indexed()) {
    const std::size_t bits = layout.bits, mask = (std::size_t{1} << bits) - 1;
    for (std::size_t x = 0; x < width; ++x)
      to[x] = static_cast<std::uint8_t>(static_cast<unsigned char>(row[x * bits / 8]) >> (8 - bits - x * bits % 8) &
                                        mask);
  } else if (layout.bits == 24) {
    for (std::size_t x = 0; x < width; ++x)
      for (std::size_t c = 0; c < 3; ++c) to[3 * x + c] = static_cast<std::uint8_t>(row[3 * x + 2 - c]);
  } else {
    const std::size_t channels = layout.has_alpha() ? 4 : 3;
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint32_t pixel = layout.bits == 16 ? little16(row + 2 * x) : little32(row + 4 * x);
      for (std::size_t c = 0; c < channels; ++c) to[channels * x + c] = channel(pixel, layout.masks[c]);
    }
  }
}

Image decode(const Encoded& file, const ImageHeader&) {
  const Layout layout = layout_of(file);
  if (layout.pixels > file.bytes.size()) file.cut_off(ImageFormat::bmp);
  const std::string_view data = file.bytes.substr(layout.pixels);
  const std::int64_t height = layout.height;
  Image image(height, layout.width, layout.indexed() ? 1 : layout.has_alpha() ? 4 : 3);
  const auto stored_row = [&](std::int64_t y) { return layout.top_down ? y : height - 1 - y; };
  if (layout.run_lengths()) {
    Runs runs(data, layout);
    if (!runs.read()) file.cut_off(ImageFormat::bmp);
    for (std::int64_t y = 0; y < height; ++y)
      std::copy_n(&runs.indices()[static_cast<std::size_t>(y * layout.width)], layout.width,
                  image.row(stored_row(y)));
  } else {
    const std::size_t bits = static_cast<std::size_t>(layout.width) * layout.bits, stride = (bits + 31) / 32 * 4;
    if (data.size() < stride * static_cast<std::size_t>(height - 1) + (bits + 7) / 8) file.cut_off(ImageFormat::bmp);
    for (std::int64_t y = 0; y < height; ++y)
      read_row(&data[stride * static_cast<std::size_t>(y)], layout, image.row(stored_row(y)));
  }
  return layout.indexed() ? looked_up(image.pixels, height, layout.width, palette_of(file, layout), false) : image;
}

/// A text may begin with BM too; the second header's size is small.
bool matches(std::string_view bytes) {
  using namespace std::string_view_literals;
  return bytes.starts_with("BM") && "\0\0\0"sv.starts_with(bytes.substr(std::min<std::size_t>(bytes.size(), 15), 3));
}

}  // namespace

const Codec bmp_codec{ImageFormat::bmp, matches, header, decode};

}  // namespace fovea::images
