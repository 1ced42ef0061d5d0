#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace fovea {

enum class Justify : unsigned char { left, right, center };

/// A column of a table. Units    width: characters, without the space on each side
struct TextColumn {
  std::string header;
  Justify justify = Justify::left;
  int width = 0;
};

/// A table with a heavy head and lines between rows, as the Python library rich draws it: columns are narrowed
/// together until the table is `line_length` wide, words wrap, and what does not fit a line ends in "…". Text is
/// UTF-8, one place a character; lines are cut at `columns`.
/// Source   rich/{table,_wrap,_ratio,text}.py, 15.0
std::string text_table(const std::vector<TextColumn>& table, const std::vector<std::vector<std::string>>& rows,
                       int line_length, int columns);

/// A text wrapped at `columns` as rich prints it; longer words continue on the next line.
std::string wrapped_text(std::string_view text, int columns);

/// UTF-8 as characters, and back.
std::u32string to_characters(std::string_view text);
std::string to_utf8(std::u32string_view characters);

}  // namespace fovea
