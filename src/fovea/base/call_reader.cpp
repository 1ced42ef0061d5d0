#include "fovea/base/call_reader.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace fovea {
namespace {

constexpr std::size_t max_text = std::size_t{1} << 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_word_start(c) || is_digit(c); }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

void append_utf8(std::string& out, std::uint32_t point) {
  const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xC0 | point >> 6);
  } else {
    if (point < 0x10000) {
      byte(0xE0 | point >> 12);
    } else {
      byte(0xF0 | point >> 18);
      byte(0x80 | (point >> 12 & 0x3F));
    }
    byte(0x80 | (point >> 6 & 0x3F));
  }
  byte(0x80 | (point & 0x3F));
}

}  // namespace

CallReader::CallReader(std::string_view text, const std::string& who, ErrorKind kind)
    : text_(text), source_(std::make_shared<TextSource>(TextSource{who, kind})) {
  if (text.size() > max_text)
    place().fail("A text of calls has at most 1 MiB. Received " + std::to_string(text.size()) + " bytes.");
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

void CallReader::advance() {
  const char c = text_[at_++];
  if (c == '\n') {
    ++line_;
    column_ = 1;
  } else if (!is_continuation(c)) {
    ++column_;
  }
}

bool CallReader::accept(char wanted) {
  if (at_end() || peek() != wanted) return false;
  advance();
  return true;
}

void CallReader::skip(bool lines) {
  while (!at_end()) {
    const char c = peek();
    if (c == '#') {
      while (!at_end() && peek() != '\n') advance();
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || (c == '\n' && lines)) {
      advance();
    } else {
      return;
    }
  }
}

std::string CallReader::received() const {
  if (at_end()) return "the end";
  if (peek() == '\n' || peek() == ';') return peek() == ';' ? "';'" : "the end of the line";
  std::size_t end = at_ + 1;
  if (is_word(peek())) {
    while (end < text_.size() && end - at_ < 40 && is_word(text_[end])) ++end;
  } else {
    while (end < text_.size() && is_continuation(text_[end])) ++end;
  }
  const char c = peek();
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "a control character";
  const std::string quote = c == '\'' ? "\"" : "'";
  return quote + std::string(text_.substr(at_, end - at_)) + quote;
}

void CallReader::expected(const std::string& what) const {
  std::string text = "Expected " + what + ". Received " + received() + ".";
  const char c = peek();
  if (!at_end() && static_cast<unsigned char>(c) >= 0x80)
    text += " Text copied from a document often has curly quotes or special spaces: type them anew.";
  else if (c != '\0' && std::string_view("+-*/%<>=!&|^~@").find(c) != std::string_view::npos)
    text += " Nothing is evaluated here: write the value itself.";
  place().fail(text);
}

bool CallReader::at_word() const { return is_word_start(peek()); }

std::string CallReader::word() {
  if (!at_word()) expected("a name");
  std::string result;
  for (; is_word(peek()); advance()) result += peek();
  return result;
}

bool CallReader::at_number() const {
  const char c = peek(), next = peek(1);
  return is_digit(c) || (c == '.' && is_digit(next)) || ((c == '-' || c == '+') && (is_digit(next) || next == '.'));
}

void CallReader::digits(std::string& out) {
  for (; is_digit(peek()) || (peek() == '_' && !out.empty() && is_digit(out.back()) && is_digit(peek(1))); advance())
    if (peek() != '_') out += peek();
}

Json CallReader::plain_number() {
  const TextPlace start = place();
  std::string text;
  if (peek() == '-') text += '-';
  if (peek() == '-' || peek() == '+') advance();
  const std::size_t sign = text.size();
  digits(text);
  bool real = false, any = text.size() > sign;
  if (accept('.')) {
    real = true;
    text += '.';
    const std::size_t point = text.size();
    digits(text);
    any = any || text.size() > point;
  }
  if (!any) expected("a number");
  if (peek() == 'e' || peek() == 'E') {
    real = true;
    text += 'e';
    advance();
    if (peek() == '-' || peek() == '+') {
      text += peek();
      advance();
    }
    if (!is_digit(peek())) expected("the digits of an exponent");
    digits(text);
  }
  if (is_word(peek())) expected("the end of a number");

  const auto read = [&](auto value) -> Json {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc()) start.fail("The number " + text.substr(0, 40) + " does not fit into 64 bits.");
    return value;
  };
  return real ? read(double{}) : read(std::int64_t{});
}

Json CallReader::number() {
  const Json first = plain_number();
  skip(false);
  if (!accept('/')) return first;
  skip(false);
  const TextPlace start = place();
  if (!at_number()) expected("the number that is divided by");
  const double divisor = plain_number().as_double(), ratio = first.as_double() / divisor;
  if (!std::isfinite(ratio)) start.fail("A ratio must be a finite number. Received a division by 0 or nearly 0.");
  return ratio;
}

void CallReader::escape(std::string& out) {
  const TextPlace start = place();
  advance();
  const char c = peek();
  std::size_t length = 0;
  switch (c) {
    case '\\':
    case '\'':
    case '"':
      out += c;
      break;
    case 'n':
      out += '\n';
      break;
    case 't':
      out += '\t';
      break;
    case 'r':
      out += '\r';
      break;
    case 'x':
      length = 2;
      break;
    case 'u':
      length = 4;
      break;
    case 'U':
      length = 8;
      break;
    default:
      out += '\\';
      return;  // Python keeps the backslash of an escape it does not know: 'C:\data'
  }
  advance();
  if (length == 0) return;
  const std::string_view hex = text_.substr(at_, length);
  std::uint32_t point = 0;
  const auto result = std::from_chars(hex.data(), hex.data() + hex.size(), point, 16);
  if (hex.size() < length || result.ec != std::errc() || result.ptr != hex.data() + length || point > 0x10FFFF ||
      (point >= 0xD800 && point < 0xE000))
    start.fail("The escape \\" + std::string(1, c) + " needs " + std::to_string(length) +
               " hexadecimal digits of a character. For a backslash write \\\\.");
  append_utf8(out, point);
  for (std::size_t i = 0; i < length; ++i) advance();
}

std::string CallReader::quoted() {
  const TextPlace start = place();
  const char quote = peek();
  advance();
  std::string result;
  for (;;) {
    if (at_end() || peek() == '\n')
      start.fail("A text that starts with " + std::string(1, quote) +
                 " must end with it on the same line. Received the end of the line.");
    if (accept(quote)) return result;
    if (peek() == '\\' && peek(1) != '\0' && peek(1) != '\n') {
      escape(result);
    } else {
      result += peek();
      advance();
    }
  }
}

}  // namespace fovea
