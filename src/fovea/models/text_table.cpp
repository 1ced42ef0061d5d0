#include "fovea/models/text_table.h"

#include <algorithm>
#include <cmath>

namespace fovea {
namespace {

/// Characters, not bytes.
int length(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The first n characters.
std::string prefix(const std::string& text, int n) {
  std::size_t i = 0;
  for (; i < text.size(); ++i)
    if ((text[i] & 0xC0) != 0x80 && n-- == 0) break;
  return text.substr(0, i);
}

/// Words with the spaces after them (and, for the first, before it).
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t end = std::min(text.find_first_not_of(' ', i), text.size());
    end = std::min(text.find(' ', end), text.size());
    end = std::min(text.find_first_not_of(' ', end), text.size());
    words.push_back(text.substr(i, end - i));
    i = end;
  }
  return words;
}

std::string without_trailing_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::vector<std::string> wrap(const std::string& text, int width) {
  std::vector<std::string> lines{""};
  int used = 0;
  for (const std::string& word : words_of(text)) {
    const int bare = length(without_trailing_spaces(word));
    if (width - used < bare && !lines.back().empty()) {
      lines.emplace_back();
      used = 0;
    }
    lines.back() += word;
    used += length(word);
  }
  for (std::string& line : lines) {
    while (length(line) > width && line.back() == ' ') line.pop_back();
    if (length(line) > width) line = prefix(line, width - 1) + "…";
  }
  return lines;
}

std::string justified(const std::string& line, int width, Justify justify) {
  const std::string text = justify == Justify::left ? line : without_trailing_spaces(line);
  const int room = width - length(text);
  const int before = justify == Justify::left ? 0 : justify == Justify::right ? room : room / 2;
  return std::string(static_cast<std::size_t>(before), ' ') + text + std::string(static_cast<std::size_t>(room - before), ' ');
}

std::string repeat(const char* text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TextTable::TextTable(std::vector<Column> columns, int width) : columns_(std::move(columns)) {
  const int count = static_cast<int>(columns_.size());
  int excess = -(width - (count + 1));
  for (const Column& column : columns_) excess += column.width + 2;
  for (int i = 0; i < count && excess > 0; ++i) {
    // Shares are rounded to the nearest, halves to the even, as Python rounds.
    const int share = static_cast<int>(std::nearbyint(static_cast<double>(excess) / (count - i)));
    columns_[static_cast<std::size_t>(i)].width -= share;
    excess -= share;
  }
}

void TextTable::draw_row(std::string& text, const std::vector<std::string>& cells, const char* line) const {
  std::vector<std::vector<std::string>> lines;
  std::size_t height = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    lines.push_back(wrap(cells[i], columns_[i].width));
    height = std::max(height, lines.back().size());
  }
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      text += std::string(line) + " " + justified(row < lines[i].size() ? lines[i][row] : "", columns_[i].width, columns_[i].justify) + " ";
    text += std::string(line) + "\n";
  }
}

void TextTable::draw_line(std::string& text, const char* left, const char* fill, const char* middle, const char* right) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) text += (i == 0 ? left : middle) + repeat(fill, columns_[i].width + 2);
  text += std::string(right) + "\n";
}

std::string TextTable::draw() const {
  std::string text;
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  draw_line(text, "┏", "━", "┳", "┓");
  draw_row(text, titles, "┃");
  draw_line(text, "┡", "━", "╇", "┩");
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (i > 0) draw_line(text, "├", "─", "┼", "┤");
    draw_row(text, rows_[i], "│");
  }
  draw_line(text, "└", "─", "┴", "┘");
  return text;
}

}  // namespace fovea
