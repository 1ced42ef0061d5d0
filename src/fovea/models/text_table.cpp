#include "fovea/models/text_table.h"

#include <algorithm>
#include <cmath>

namespace fovea {
namespace {

using Text = std::u32string;

constexpr char32_t space = U' ';

std::size_t without_trailing_spaces(std::u32string_view text) {
  const std::size_t last = text.find_last_not_of(space);
  return last == std::u32string_view::npos ? 0 : last + 1;
}

/// Cuts a text into lines between words; words wider than a line stand alone, or are folded.
std::vector<Text> divide(const Text& text, std::size_t width, bool fold) {
  std::vector<std::size_t> breaks;
  std::size_t position = 0, offset = 0;
  while (position < text.size()) {
    // A word has the spaces around it; those before it only at the start.
    std::size_t end = text.find_first_not_of(space, position);
    if (end == Text::npos) break;
    end = std::min(text.find(space, end), text.size());
    end = std::min(text.find_first_not_of(space, end), text.size());
    const std::size_t length = end - position;
    const std::size_t visible = without_trailing_spaces(std::u32string_view(text).substr(position, length));
    if (width >= offset + visible) {
      offset += length;
    } else if (visible > width && fold) {
      std::size_t start = position;
      for (; end - start > width; start += width)
        if (start > 0) breaks.push_back(start);
      if (start > 0) breaks.push_back(start);
      offset = end - start;
    } else if (visible > width || (offset > 0 && position > 0)) {
      if (position > 0) breaks.push_back(position);
      offset = length;
    }
    position = end;
  }
  std::vector<Text> lines;
  std::size_t start = 0;
  for (const std::size_t at : breaks) {
    lines.push_back(text.substr(start, at - start));
    start = at;
  }
  lines.push_back(text.substr(start));
  return lines;
}

Text fitted(Text line, Justify justify, std::size_t width) {
  if (line.size() > width) line.resize(std::max(width, without_trailing_spaces(line)));
  if (justify != Justify::left) line.resize(without_trailing_spaces(line));
  if (line.size() > width) {
    line.resize(width > 0 ? width - 1 : 0);
    if (width > 0) line += U'…';
  }
  const std::size_t missing = width - line.size();
  const std::size_t before = justify == Justify::right ? missing : justify == Justify::center ? missing / 2 : 0;
  return Text(before, space) + line + Text(missing - before, space);
}

/// Takes `excess` off the widths as evenly as whole numbers allow.
void narrow(std::vector<int>& widths, int excess) {
  int left = static_cast<int>(widths.size());
  for (int& width : widths) {
    // Python rounds halves to even numbers, and so does this.
    const int taken = std::min(width, static_cast<int>(std::nearbyint(static_cast<double>(excess) / left)));
    width -= taken;
    excess -= taken;
    --left;
  }
}

/// Draws line by line into one text.
class Drawing {
 public:
  Drawing(const std::vector<TextColumn>& table, std::vector<int> widths, int columns)
      : table_(table), widths_(std::move(widths)), columns_(static_cast<std::size_t>(columns)) {}

  void rule(char32_t left, char32_t line, char32_t cross, char32_t right) {
    Text text(1, left);
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) text += cross;
      text += Text(static_cast<std::size_t>(widths_[i]), line);
    }
    put(text + right);
  }

  /// Lines that a cell lacks are below its text, in the head above it.
  void row(const std::vector<std::string>& cells, char32_t border, bool head) {
    std::vector<std::vector<Text>> lines;
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      lines.push_back(divide(to_characters(cells[i]), inner(i), false));
      height = std::max(height, lines.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      Text text(1, border);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t missing = head ? height - lines[i].size() : 0;
        Text part = line >= missing && line - missing < lines[i].size() ? lines[i][line - missing] : Text();
        text += space + fitted(std::move(part), table_[i].justify, inner(i)) + space + border;
      }
      put(text);
    }
  }

  std::string take() { return std::move(result_); }

 private:
  std::size_t inner(std::size_t i) const { return static_cast<std::size_t>(std::max(widths_[i] - 2, 0)); }
  void put(const Text& text) { result_ += to_utf8(std::u32string_view(text).substr(0, columns_)) + "\n"; }

  const std::vector<TextColumn>& table_;
  std::vector<int> widths_;
  std::size_t columns_;
  std::string result_;
};

}  // namespace

std::u32string to_characters(std::string_view text) {
  std::u32string characters;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80 && !characters.empty())
      characters.back() = characters.back() << 6 | (byte & 0x3F);
    else
      characters += byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1Fu : byte < 0xF0 ? byte & 0x0Fu : byte & 0x07u;
  }
  return characters;
}

std::string to_utf8(std::u32string_view characters) {
  std::string text;
  for (const char32_t c : characters) {
    const int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr unsigned char first[]{0x00, 0xC0, 0xE0, 0xF0};
    text += static_cast<char>(first[more] | (c >> (6 * more) & (more == 0 ? 0x7F : 0x3F >> more)));
    for (int i = more - 1; i >= 0; --i) text += static_cast<char>(0x80 | (c >> (6 * i) & 0x3F));
  }
  return text;
}

std::string text_table(const std::vector<TextColumn>& table, const std::vector<std::vector<std::string>>& rows,
                       int line_length, int columns) {
  std::vector<int> widths;
  std::vector<std::string> headers;
  int total = 0;
  for (const TextColumn& column : table) {
    widths.push_back(column.width + 2);
    headers.push_back(column.header);
    total += widths.back();
  }
  const int room = line_length - static_cast<int>(table.size()) - 1;
  if (total > room) narrow(widths, total - room);
  Drawing drawing(table, widths, columns);
  drawing.rule(U'┏', U'━', U'┳', U'┓');
  drawing.row(headers, U'┃', true);
  drawing.rule(U'┡', U'━', U'╇', U'┩');
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) drawing.rule(U'├', U'─', U'┼', U'┤');
    drawing.row(rows[i], U'│', false);
  }
  drawing.rule(U'└', U'─', U'┴', U'┘');
  return drawing.take();
}

std::string wrapped_text(std::string_view text, int columns) {
  std::string result;
  for (Text line : divide(to_characters(text), static_cast<std::size_t>(columns), true)) {
    const auto width = static_cast<std::size_t>(columns);
    if (line.size() > width) line.resize(std::max(width, without_trailing_spaces(line)));
    result += to_utf8(line) + "\n";
  }
  return result;
}

}  // namespace fovea
