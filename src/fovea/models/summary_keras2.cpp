#include <fmt/format.h>

#include <algorithm>

#include "fovea/base/text.h"
#include "fovea/models/summary_rows.h"

namespace fovea {
namespace {

/// Rows of Keras 2's table: columns end at fixed positions, long cells go on below, nested rows stand between bars.
class Keras2Table {
 public:
  Keras2Table(int line_length, std::vector<int> positions) : line_length_(line_length), positions_(std::move(positions)) {}

  void rule(const char* fill) {
    for (int i = 0; i < line_length_; ++i) text_ += fill;
    text_ += "\n";
  }

  void row(std::vector<std::string> left, int level = 0) {
    while (std::any_of(left.begin(), left.end(), [](const auto& cell) { return !cell.empty(); })) {
      std::string line;
      for (std::size_t c = 0; c < left.size(); ++c) {
        const bool last = c + 1 == positions_.size();
        const int space = last ? 0 : 2;
        int cutoff = positions_[c] - (c > 0 ? positions_[c - 1] : 0) - space - (last ? 0 : 1) - (c == 0 ? level : 0);
        std::string fits = left[c].substr(0, static_cast<std::size_t>(std::max(cutoff, 0)));
        for (const char* end : {"),", "},", "],", "',"})
          if (const auto at = fits.find(end); at != std::string::npos) fits = fits.substr(0, at + 2);
        if (c == 0) line += std::string(static_cast<std::size_t>(level), '|') + " ";
        line += fits + std::string(static_cast<std::size_t>(space), ' ');
        left[c] = left[c].substr(std::min(left[c].size(), fits.empty() ? static_cast<std::size_t>(std::max(cutoff, 0)) : fits.size()));
        const int width = positions_[c] - (last ? level : 0);
        if (static_cast<int>(line.size()) < width) line.resize(static_cast<std::size_t>(width), ' ');
      }
      text_ += line + std::string(static_cast<std::size_t>(level), '|') + "\n";
    }
  }

  void between(const char* fill, int level) {
    const std::string bars(static_cast<std::size_t>(level), '|');
    text_ += bars;
    for (int i = 0; i < line_length_ - 2 * level; ++i) text_ += fill;
    text_ += bars + "\n";
  }

  std::string text_;

 private:
  int line_length_;
  std::vector<int> positions_;
};

}  // namespace

std::string summary_keras2(const Model& model, const SummaryOptions& options) {
  const bool chain = is_chain(model.network());
  int line_length = options.line_length > 0 ? options.line_length : chain ? 65 : 98;
  std::vector<int> positions;
  for (double p : chain ? std::vector<double>{0.45, 0.85, 1.0} : std::vector<double>{0.3, 0.6, 0.70, 1.0})
    positions.push_back(static_cast<int>(line_length * p));
  std::vector<std::string> header{"Layer (type)", "Output Shape", "Param #"};
  if (!chain) header.emplace_back("Connected to");
  if (options.show_trainable) {
    line_length += 11;
    positions.push_back(line_length);
    header.emplace_back("Trainable");
  }
  Keras2Table table(line_length, positions);
  table.rule("_");
  table.row(header);
  table.rule("=");
  const auto rows = summary_rows(model.network(), options.expand_nested);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SummaryRow& row = rows[i];
    std::vector<std::string> cells{row.name + " (" + row.class_name + ")", row.class_name == "InputLayer" ? "[" + row.shape + "]" : row.shape,
                                   row.built ? std::to_string(row.parameters) : "0 (unused)"};
    if (!chain) {
      std::vector<std::string> quoted;
      for (const std::string& connection : row.connections) quoted.push_back("'" + connection + "'");
      cells.push_back("[" + join(quoted, ", ") + "]");
    }
    if (options.show_trainable) cells.push_back(row.trainable == "N" ? "N" : "Y");
    table.row(cells, row.level);
    const int next = i + 1 < rows.size() ? rows[i + 1].level : 0;
    if (next > row.level) table.between("¯", next);
    if (next <= row.level && !row.last_of_level) table.between(" ", row.level);
    for (int level = row.level; level > next; --level) {
      table.between("¯", level - 1);
      table.between(" ", level - 1);
    }
  }
  table.rule("=");
  const SummaryTotals totals = summary_totals(model);
  const auto line = [&](const char* what, std::int64_t count, std::int64_t bytes) {
    table.text_ += fmt::format("{} params: {} ({})\n", what, count, readable_bytes(bytes, "Byte"));
  };
  line("Total", totals.trainable + totals.fixed, totals.trainable_bytes + totals.fixed_bytes);
  line("Trainable", totals.trainable, totals.trainable_bytes);
  line("Non-trainable", totals.fixed, totals.fixed_bytes);
  table.rule("_");
  return "Model: \"" + model.name() + "\"\n" + table.text_;
}

}  // namespace fovea
