#include "fovea/data/photos/shown_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "fovea/base/error.h"

namespace fovea {
namespace {

/// How many bytes the character at the beginning takes; 0: it is none that is shown as it is.
std::size_t shown_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return lead >= 0x20 && lead != 0x7f && lead != '\\' ? 1 : 0;
  const std::size_t count = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < count) return 0;
  std::uint32_t code = lead & (0x7fu >> count);
  for (std::size_t i = 1; i < count; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3fu);
  }
  const bool overlong = (count == 3 && code < 0x800) || (count == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  const bool control = code < 0xa0 || code == 0x2028 || code == 0x2029;
  const bool turns_text = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return overlong || surrogate || control || turns_text || code > 0x10ffff ? 0 : count;
}

std::string shown(std::string_view text, std::string_view meant) {
  std::string result;
  while (!text.empty()) {
    const std::size_t count = meant.find(text[0]) != std::string_view::npos ? 1 : shown_bytes(text);
    if (count == 0) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    result += text.substr(0, count);
    text.remove_prefix(std::max<std::size_t>(count, 1));
  }
  return result;
}

}  // namespace

std::string shown_name(std::string_view name) { return shown(name, ""); }
std::string shown_text(std::string_view text) { return shown(text, "\n\t\\"); }

std::string name_shown_as(std::string_view shown) {
  std::string name;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i] != '\\') {
      name += shown[i];
      continue;
    }
    unsigned value = 0;
    const std::string_view digits = shown.substr(i + 1, 3);
    const char* end = digits.data() + digits.size();
    const bool fine = digits.size() == 3 && digits[0] == 'x' &&
                      std::from_chars(digits.data() + 1, end, value, 16) == std::from_chars_result{end, std::errc()};
    if (!fine)
      fail(ErrorKind::format, "'" + std::string(shown) + "': \\xHH is what may follow a backslash in a name.");
    name += static_cast<char>(value);
    i += 3;
  }
  return name;
}

}  // namespace fovea
