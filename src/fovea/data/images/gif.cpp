#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "fovea/data/images/codec.h"

namespace fovea::images {
namespace {

/// Takes bytes from the front; what is missing at the end of a file is not there.
class Bytes {
 public:
  explicit Bytes(std::string_view left) : left_(left) {}

  bool ended() const { return left_.empty(); }
  std::string_view left() const { return left_; }
  std::string_view take(std::size_t count) {
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(taken.size());
    return taken;
  }
  std::uint8_t byte() { return static_cast<std::uint8_t>(take(1).front()); }
  /// The next block of data; none at the end of a row of blocks or where the file ends inside one.
  std::optional<std::string_view> block() {
    const std::size_t size = ended() ? 0 : byte();
    if (size == 0 || left_.size() < size) return std::nullopt;
    return take(size);
  }
  void pass_blocks() {
    while (block()) continue;
  }
  /// The table of colours that flags announce.
  std::string_view colors(char flags) { return (flags & 0x80) == 0 ? "" : take(std::size_t{3} << ((flags & 7) + 1)); }

 private:
  std::string_view left_;
};

/// What stands before the first frame's pixels, and how many frames there are.
struct Layout {
  std::int64_t height = 0, width = 0;  ///< of the screen, grown where the first frame reaches beyond it
  std::int64_t top = 0, left = 0, frame_height = 0, frame_width = 0, frames = 0;
  std::int64_t most_height = 0, most_width = 0;  ///< of any frame: TensorFlow's screen
  bool interlaced = false;
  int transparent = -1;
  std::string_view colors;  ///< three bytes each
  std::string_view data;    ///< the size of codes, then blocks of them
};

/// Walks over all blocks without looking into compressed pixels. A file that is cut off ends the walk.
Layout layout_of(std::string_view file) {
  Layout layout;
  Bytes bytes(file);
  const std::string_view screen = bytes.take(13);
  if (screen.size() < 13) return layout;
  layout.width = little16(&screen[6]);
  layout.height = little16(&screen[8]);
  layout.colors = bytes.colors(screen[10]);
  while (!bytes.ended()) {
    const std::uint8_t kind = bytes.byte();
    if (kind == ';') break;
    if (kind == '!' && !bytes.ended()) {
      constexpr std::uint8_t graphic_control = 0xf9;
      const bool graphic = bytes.byte() == graphic_control;
      const std::optional<std::string_view> block = bytes.block();
      if (graphic && layout.frames == 0 && block && block->size() >= 4 && ((*block)[0] & 1) != 0)
        layout.transparent = static_cast<std::uint8_t>((*block)[3]);
      if (block) bytes.pass_blocks();
    } else if (kind == ',') {
      const std::string_view frame = bytes.take(9);
      if (frame.size() < 9) break;
      const std::string_view own_colors = bytes.colors(frame[8]);
      layout.most_width = std::max<std::int64_t>(layout.most_width, little16(&frame[4]));
      layout.most_height = std::max<std::int64_t>(layout.most_height, little16(&frame[6]));
      if (layout.frames++ == 0) {
        layout.left = little16(&frame[0]);
        layout.top = little16(&frame[2]);
        layout.frame_width = little16(&frame[4]);
        layout.frame_height = little16(&frame[6]);
        layout.width = std::max(layout.width, layout.left + layout.frame_width);
        layout.height = std::max(layout.height, layout.top + layout.frame_height);
        layout.interlaced = (frame[8] & 0x40) != 0;
        if (!own_colors.empty()) layout.colors = own_colors;
        layout.data = bytes.left();
      }
      bytes.take(1);
      bytes.pass_blocks();
    }
  }
  return layout;
}

/// Pixels from codes of growing length (LZW): below `clear` a pixel, above `end` a string that came before and one pixel more.
class Codes {
 public:
  Codes(std::string_view blocks, int pixel_bits) : bytes_(blocks), pixel_bits_(pixel_bits), clear_(1 << pixel_bits) {
    start();
  }

  /// False at the end of the codes, of the file, or where a code means nothing.
  bool read(std::uint8_t* to, std::size_t count) {
    while (count > 0) {
      const std::size_t taken = std::min(count, string_.size() - at_);
      to = std::copy_n(string_.begin() + static_cast<std::ptrdiff_t>(at_), taken, to);
      at_ += taken;
      count -= taken;
      if (count > 0 && !next_string()) return false;
    }
    return true;
  }
  bool ran_out() const { return ran_out_; }

 private:
  static constexpr int most_bits = 12, most_codes = 1 << most_bits, none = -1;

  void start() {
    bits_ = pixel_bits_ + 1;
    next_ = clear_ + 2;
    last_ = none;
  }

  int next_code() {
    while (held_bits_ < bits_) {
      if (block_.empty()) {
        const std::optional<std::string_view> block = bytes_.block();
        if (!block) {
          ran_out_ = true;
          return none;
        }
        block_ = *block;
      }
      held_ |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(block_.front())) << held_bits_;
      block_.remove_prefix(1);
      held_bits_ += 8;
    }
    const int code = static_cast<int>(held_ & ((1u << bits_) - 1));
    held_ >>= bits_;
    held_bits_ -= bits_;
    return code;
  }

  bool next_string() {
    int code = next_code();
    while (code == clear_) {
      start();
      code = next_code();
    }
    if (code == none) return false;
    if (code == clear_ + 1) {
      ran_out_ = true;
      return false;
    }
    if (code > next_ || (last_ == none && code > clear_) || (code == next_ && last_ == none)) return false;
    string_.clear();
    at_ = 0;
    // A code that is only now being made is the last string and its own first pixel.
    for (int c = code == next_ ? last_ : code;; c = before_[static_cast<std::size_t>(c)]) {
      string_.push_back(c < clear_ ? static_cast<std::uint8_t>(c) : pixel_[static_cast<std::size_t>(c)]);
      if (c < clear_) break;
    }
    std::reverse(string_.begin(), string_.end());
    if (code == next_) string_.push_back(string_.front());
    if (last_ != none && next_ < most_codes) {
      before_[static_cast<std::size_t>(next_)] = last_;
      pixel_[static_cast<std::size_t>(next_)] = string_.front();
      if (next_ == (1 << bits_) - 1 && bits_ < most_bits) ++bits_;
      ++next_;
    }
    last_ = code;
    return true;
  }

  Bytes bytes_;
  std::string_view block_;
  int pixel_bits_, clear_;
  int bits_ = 0, next_ = 0, last_ = none;
  std::uint32_t held_ = 0;
  int held_bits_ = 0;
  bool ran_out_ = false;
  std::array<int, most_codes> before_{};
  std::array<std::uint8_t, most_codes> pixel_{};
  std::vector<std::uint8_t> string_;
  std::size_t at_ = 0;
};

ImageHeader header(const Encoded& file) {
  const Layout layout = layout_of(file.bytes);
  if (layout.frames == 0 || layout.frame_height == 0 || layout.frame_width == 0)
    file.refuse(ErrorKind::format, ImageFormat::gif,
                "holds no frame with pixels, or is cut off before its first. Get the file again.");
  ImageHeader header;
  header.height = layout.height;
  header.width = layout.width;
  header.frames = layout.frames;
  header.mode = is_ramp(layout.colors) ? "L" : "P";
  return header;
}

/// The rows of the frame in the order in which they are stored.
std::vector<std::int64_t> stored_rows(const Layout& layout) {
  std::vector<std::int64_t> rows;
  constexpr std::array<std::array<std::int64_t, 2>, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  for (const auto& [first, step] : passes)
    for (std::int64_t y = first; layout.interlaced && y < layout.frame_height; y += step) rows.push_back(y);
  for (std::int64_t y = 0; !layout.interlaced && y < layout.frame_height; ++y) rows.push_back(y);
  return rows;
}

Palette palette_of(const Layout& layout) {
  Palette palette;
  const auto* colors = reinterpret_cast<const std::uint8_t*>(layout.colors.data());
  if (is_ramp(layout.colors)) palette.set_grays();
  for (std::size_t i = 0; i < layout.colors.size() / 3; ++i)
    palette.set(i, colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]);
  if (layout.transparent >= 0) palette.rgba[layout.transparent][3] = 0;
  return palette;
}

/// The frame's own pixels, row by row from the top.
std::vector<std::uint8_t> frame_pixels(const Encoded& file, const Layout& layout) {
  constexpr int most_pixel_bits = 11;
  if (layout.data.empty()) file.cut_off(ImageFormat::gif);
  const int pixel_bits = static_cast<std::uint8_t>(layout.data.front());
  if (pixel_bits > most_pixel_bits)
    file.refuse(ErrorKind::format, ImageFormat::gif,
                fmt::format("is damaged: its codes begin with {} bits. Get the file again.", pixel_bits));
  Codes codes(layout.data.substr(1), pixel_bits);
  const auto width = static_cast<std::size_t>(layout.frame_width);
  std::vector<std::uint8_t> pixels(width * static_cast<std::size_t>(layout.frame_height));
  for (const std::int64_t y : stored_rows(layout)) {
    if (codes.read(&pixels[static_cast<std::size_t>(y) * width], width)) continue;
    if (codes.ran_out()) file.cut_off(ImageFormat::gif);
    file.refuse(ErrorKind::format, ImageFormat::gif,
                "is damaged: a code of its pixels means nothing. Get the file again.");
  }
  return pixels;
}

/// The frame on its screen. What it does not cover shows its transparent colour, else the first, as Pillow fills it;
/// TensorFlow's screen is as large as the largest frame, and black there and where the frame is transparent.
Image decode(const Encoded& file, const ImageHeader& header) {
  const Layout layout = layout_of(file.bytes);
  const bool as_tf = file.options.path == DecodePath::tf;
  const std::int64_t height = as_tf ? layout.most_height : header.height,
                     width = as_tf ? layout.most_width : header.width;
  check_size(file, ImageFormat::gif, height, width);
  constexpr std::uint8_t black[4] = {0, 0, 0, 255};
  Palette palette = palette_of(layout);
  if (as_tf && layout.transparent >= 0) palette.set(static_cast<std::size_t>(layout.transparent), 0, 0, 0);
  const std::uint8_t* background = as_tf ? black : palette.rgba[std::max(layout.transparent, 0)];
  const Image frame = looked_up(frame_pixels(file, layout), layout.frame_height, layout.frame_width, palette,
                                file.options.color_mode == ColorMode::rgba);
  if (frame.height == height && frame.width == width && layout.top == 0 && layout.left == 0) return frame;
  Image screen(height, width, frame.channels);
  for (std::uint8_t* to = screen.pixels.data(); to != screen.pixels.data() + screen.pixels.size();)
    to = std::copy_n(background, frame.channels, to);
  const std::int64_t columns = std::min(frame.width, width - layout.left);
  for (std::int64_t y = 0; y < std::min(frame.height, height - layout.top) && columns > 0; ++y)
    std::copy_n(frame.row(y), columns * frame.channels, screen.row(layout.top + y) + layout.left * frame.channels);
  return screen;
}

bool matches(std::string_view bytes) { return bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"); }

}  // namespace

const Codec gif_codec{ImageFormat::gif, matches, header, decode};

}  // namespace fovea::images
