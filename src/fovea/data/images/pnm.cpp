#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fovea/data/images/codec.h"

namespace fovea::images {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Words between spaces and comments.
class Words {
 public:
  explicit Words(const Encoded& file, std::string_view left) : file_(file), left_(left) {}

  std::string_view next() {
    skip();
    const auto* end = std::find_if(left_.begin(), left_.end(), [](char c) { return is_space(c) || c == '#'; });
    const std::string_view word = left_.substr(0, static_cast<std::size_t>(end - left_.begin()));
    left_.remove_prefix(word.size());
    return word;
  }
  std::int64_t number() {
    const std::string_view word = next();
    const bool digits = word.size() <= 10 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits)
      file_.refuse(
          ErrorKind::format, ImageFormat::pnm,
          fmt::format("is damaged: a number is expected where {:?} stands. Get the file again.", word.substr(0, 20)));
    std::int64_t value = 0;
    for (const char c : word) value = 10 * value + (c - '0');
    return value;
  }
  /// A digit of a plain bitmap, which needs no spaces around it.
  int bit() {
    skip();
    const char digit = left_.front();
    if (digit != '0' && digit != '1')
      file_.refuse(ErrorKind::format, ImageFormat::pnm,
                   fmt::format("is damaged: 0 or 1 is expected where {:?} stands. Get the file again.", digit));
    left_.remove_prefix(1);
    return digit - '0';
  }
  /// What follows the one space after the header.
  std::string_view rest() const { return left_.substr(std::min<std::size_t>(1, left_.size())); }

 private:
  /// To the next word, which must be there.
  void skip() {
    for (;;) {
      while (!left_.empty() && is_space(left_.front())) left_.remove_prefix(1);
      if (!left_.starts_with('#')) break;
      left_.remove_prefix(std::min(left_.find_first_of("\r\n"), left_.size()));
    }
    if (left_.empty()) file_.cut_off(ImageFormat::pnm);
  }

  const Encoded& file_;
  std::string_view left_;
};

struct Layout {
  std::int64_t height = 0, width = 0, channels = 1, most = 1;
  bool plain = false, bits = false;
  std::string_view data;
};

/// PAM: lines of a name and a value.
void read_pam(const Encoded& file, Words& words, Layout& layout) {
  for (std::string_view name = words.next(); name != "ENDHDR"; name = words.next()) {
    if (name == "WIDTH")
      layout.width = words.number();
    else if (name == "HEIGHT")
      layout.height = words.number();
    else if (name == "DEPTH")
      layout.channels = words.number();
    else if (name == "MAXVAL")
      layout.most = words.number();
    else if (name == "TUPLTYPE")
      words.next();
    else
      file.refuse(ErrorKind::format, ImageFormat::pnm,
                  fmt::format("is damaged: its header has no line {:?}. Get the file again.", name.substr(0, 20)));
  }
  if (layout.channels < 1 || layout.channels > 4)
    file.refuse(ErrorKind::unsupported, ImageFormat::pnm,
                fmt::format("has {} channels; 1 to 4 are read.", layout.channels));
}

Layout layout_of(const Encoded& file) {
  Layout layout;
  const char kind = file.bytes[1];
  Words words(file, file.bytes.substr(2));
  if (kind == '7') {
    read_pam(file, words, layout);
  } else {
    layout.plain = kind <= '3';
    layout.bits = kind == '1' || kind == '4';
    layout.channels = kind == '3' || kind == '6' ? 3 : 1;
    layout.width = words.number();
    layout.height = words.number();
    if (!layout.bits) layout.most = words.number();
  }
  if (layout.most < 1 || layout.most > 65535)
    file.refuse(
        ErrorKind::format, ImageFormat::pnm,
        fmt::format("is damaged: its largest value is 1 to 65535; received {}. Get the file again.", layout.most));
  layout.data = words.rest();
  return layout;
}

ImageHeader header(const Encoded& file) {
  constexpr const char* modes[] = {"L", "LA", "RGB", "RGBA"};
  const Layout layout = layout_of(file);
  ImageHeader header;
  header.height = layout.height;
  header.width = layout.width;
  header.mode = layout.bits ? "1" : layout.channels == 1 && layout.most > 255 ? "I" : modes[layout.channels - 1];
  return header;
}

/// A table of 0..255 for every value of a file: rounded as Pillow does, half to even. Gray of more than 8 bits is read as 16
/// bits first.
std::vector<std::uint8_t> byte_table(const Layout& layout, bool saturate) {
  std::vector<std::uint8_t> table;
  const bool deep = layout.channels == 1 && layout.most > 255;
  for (std::int64_t value = 0; value <= layout.most; ++value) {
    const double part = static_cast<double>(value) / static_cast<double>(layout.most);
    const int scaled = static_cast<int>(std::nearbyint(part * (deep ? 65535 : 255)));
    table.push_back(static_cast<std::uint8_t>(!deep ? scaled : saturate ? std::min(scaled, 255) : scaled >> 8));
  }
  return table;
}

void read_bits(const Encoded& file, const Layout& layout, Image& image) {
  Words words(file, layout.data);
  const auto stride = static_cast<std::size_t>((layout.width + 7) / 8);
  if (!layout.plain && layout.data.size() < stride * static_cast<std::size_t>(layout.height))
    file.cut_off(ImageFormat::pnm);
  for (std::int64_t y = 0; y < layout.height; ++y)
    for (std::int64_t x = 0; x < layout.width; ++x) {
      const std::size_t at = stride * static_cast<std::size_t>(y) + static_cast<std::size_t>(x / 8);
      const int ink = layout.plain ? words.bit() : layout.data[at] >> (7 - x % 8) & 1;
      image.row(y)[x] = ink != 0 ? 0 : 255;
    }
}

Image decode(const Encoded& file, const ImageHeader&) {
  const Layout layout = layout_of(file);
  Image image(layout.height, layout.width, layout.channels);
  if (layout.bits) {
    read_bits(file, layout, image);
    return image;
  }
  const std::vector<std::uint8_t> table = byte_table(layout, file.options.saturate_16);
  const std::size_t bytes = layout.most > 255 ? 2 : 1, count = image.pixels.size();
  if (!layout.plain && layout.data.size() < bytes * count) file.cut_off(ImageFormat::pnm);
  Words words(file, layout.data);
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t value = layout.plain ? words.number()
                               : bytes == 2 ? big16(&layout.data[2 * i])
                                            : static_cast<unsigned char>(layout.data[i]);
    if (value > layout.most && layout.plain)
      file.refuse(ErrorKind::format, ImageFormat::pnm,
                  fmt::format("is damaged: it holds {} although its largest value is {}. Get the file again.", value,
                              layout.most));
    image.pixels[i] = table[static_cast<std::size_t>(std::min(value, layout.most))];
  }
  return image;
}

bool matches(std::string_view bytes) {
  return bytes.size() >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '7' &&
         (is_space(bytes[2]) || bytes[2] == '#');
}

}  // namespace

const Codec pnm_codec{ImageFormat::pnm, matches, header, decode};

}  // namespace fovea::images
