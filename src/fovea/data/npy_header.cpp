#include "fovea/data/npy_header.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "fovea/base/error.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

/// Reads the few Python literals that an .npy header is made of. Nothing is evaluated.
class HeaderText {
 public:
  HeaderText(std::string_view text, const std::string& who) : text_(text), who_(who) {}

  NpyHeader parse() {
    NpyHeader header;
    bool has_descr = false, has_order = false, has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = string();
      expect(':');
      if (key == "descr" && !has_descr)
        has_descr = true, header.format = descr();
      else if (key == "fortran_order" && !has_order)
        has_order = true, header.fortran_order = truth();
      else if (key == "shape" && !has_shape)
        has_shape = true, header.shape = shape();
      else
        broken("key '" + key + "' is unknown or comes twice");
      if (!accept(',') && peek() != '}') broken("',' or '}' is missing");
    }
    if (peek() != '\0') broken("text follows the closing '}'");
    if (!has_descr || !has_order || !has_shape) broken("descr, fortran_order or shape is missing");
    return header;
  }

 private:
  [[noreturn]] void broken(const std::string& why) {
    fail(ErrorKind::format, fmt::format("{}: broken .npy header at byte {}: {}.", who_, position_, why));
  }
  char peek() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n')) ++position_;
    return position_ < text_.size() ? text_[position_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++position_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) broken(fmt::format("'{}' is missing", c));
  }
  bool accept_word(std::string_view word) {
    peek();
    if (!text_.substr(position_).starts_with(word)) return false;
    position_ += word.size();
    return true;
  }
  std::string string() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') broken("a quoted string is missing");
    const std::size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) broken("a string has no end");
    std::string value(text_.substr(position_ + 1, end - position_ - 1));
    position_ = end + 1;
    return value;
  }
  bool truth() {
    if (accept_word("True")) return true;
    if (accept_word("False")) return false;
    broken("True or False is missing");
  }
  std::int64_t number() {
    std::int64_t value = 0;
    const char first = peek();
    if (first < '0' || first > '9') broken("a dimension is no whole number");
    for (; position_ < text_.size() && text_[position_] >= '0' && text_[position_] <= '9'; ++position_)
      if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, text_[position_] - '0', &value))
        broken("a dimension exceeds 64 bits");
    accept('L');  // Python 2 wrote 28L
    return value;
  }
  Shape shape() {
    Shape result;
    expect('(');
    while (!accept(')')) {
      if (result.rank() == Shape::max_rank)
        fail(ErrorKind::unsupported,
             fmt::format("{}: the array has more than {} dimensions.", who_, Shape::max_rank));
      result.push_back(number());
      if (!accept(',') && peek() != ')') broken("',' or ')' is missing");
    }
    return result;
  }
  ElementFormat descr() {
    if (peek() == '[')
      fail(ErrorKind::unsupported,
           who_ + ": holds records (a structured dtype). Save each field as an array of its own.");
    const std::string text = string();
    if (text.find('O') != std::string::npos)
      fail(ErrorKind::unsupported,
           who_ + ": holds Python objects (dtype '" + text +
               "'), which numpy stores as a pickle. Reading a pickle can run code, so fovea never does. Save numbers "
               "instead: numpy.asarray(values, dtype='float32').");
    std::optional<ElementFormat> format;
    if (text.size() == 3 && std::string_view("<>|=").find(text[0]) != std::string_view::npos && text[2] >= '1' &&
        text[2] <= '8')
      format = ElementFormat{text[1], static_cast<std::size_t>(text[2] - '0'), text[0] == '>'};
    if (!format || !format->known())
      fail(ErrorKind::unsupported,
           who_ + ": dtype '" + text +
               "' is none of the numbers fovea reads: bool, integers of 1 to 8 bytes, float16, "
               "float32, float64. Convert it with numpy's astype first.");
    return *format;
  }

  std::string_view text_;
  const std::string& who_;
  std::size_t position_ = 0;
};

std::string_view descr_of(DType dtype) {
  switch (dtype) {
    case DType::u8:
      return "|u1";
    case DType::i32:
      return "<i4";
    case DType::i64:
      return "<i8";
    case DType::f64:
      return "<f8";
    case DType::f32:
    case DType::bf16:
      break;
  }
  return "<f4";
}

}  // namespace

NpyHeader parse_npy_header(std::string_view text, const std::string& who) { return HeaderText(text, who).parse(); }

NpyHeader read_npy_header(ByteSource& source, const ReadLimits& limits) {
  std::string head(8, '\0');
  head.resize(source.read(head.data(), head.size()));
  if (head.size() < 8 || !head.starts_with(magic)) {
    std::string more(504, '\0');
    more.resize(source.read(more.data(), more.size()));
    fail(ErrorKind::format, fmt::format("{}: is no .npy array: its content is {}. Save it with numpy.save.",
                                        source.who(), describe_content(head + more)));
  }
  const int version = static_cast<unsigned char>(head[6]);
  if (version < 1 || version > 3)
    fail(ErrorKind::unsupported, fmt::format("{}: .npy version {} is unknown (1 to 3 are).", source.who(), version));
  std::array<unsigned char, 4> length{};
  const std::size_t width = version == 1 ? 2 : 4;
  const bool has_length = source.read(length.data(), width) == width;
  const std::uint64_t size = length[0] | length[1] << 8 | length[2] << 16 | std::uint64_t{length[3]} << 24;
  if (size > static_cast<std::uint64_t>(limits.npy_header_bytes))
    fail(ErrorKind::format,
         fmt::format("{}: claims a header of {} bytes: {}. No array of numbers needs one.", source.who(), size,
                     limit_words("npy_header_bytes", limits.npy_header_bytes)));
  std::string text(size, '\0');
  if (!has_length || source.read(text.data(), size) < size)
    fail(ErrorKind::format, fmt::format("{}: ends inside its .npy header after {} bytes. Get the file again.",
                                        source.who(), source.taken()));
  return parse_npy_header(text, source.who());
}

std::string npy_header_bytes(const Shape& shape, DType dtype) {
  std::string text =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", descr_of(dtype), to_string(shape));
  constexpr std::size_t before = 10, alignment = 64;
  text.append(alignment - 1 - (before + text.size()) % alignment, ' ');
  text += '\n';
  std::string bytes(magic);
  bytes += {'\1', '\0', static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return bytes + text;
}

}  // namespace fovea
