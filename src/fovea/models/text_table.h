#pragma once
#include <string>
#include <vector>

namespace fovea {

enum class Justify : std::uint8_t { left, right, center };

/// A table drawn with lines around every cell. Words wrap at spaces; what is still too wide ends in an ellipsis.
/// Units    widths in characters
/// Source   the layout of rich.table.Table, with which Keras draws summaries
class TextTable {
 public:
  struct Column {
    std::string title;
    Justify justify;
    int width;  ///< without the two spaces around
  };
  /// Columns are narrowed evenly until the table is `width` wide.
  TextTable(std::vector<Column> columns, int width);
  void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string draw() const;

 private:
  void draw_row(std::string& text, const std::vector<std::string>& cells, const char* line) const;
  void draw_line(std::string& text, const char* left, const char* fill, const char* middle, const char* right) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace fovea
