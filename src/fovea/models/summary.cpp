#include "fovea/models/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "fovea/base/text.h"
#include "fovea/models/cost.h"
#include "fovea/models/summary_rows.h"
#include "fovea/models/text_table.h"

namespace fovea {
namespace {

std::vector<TextTable::Column> make_columns(bool chain, const SummaryOptions& options, int& line_length) {
  std::vector<double> positions = chain ? std::vector<double>{0.45, 0.80, 1.0} : std::vector<double>{0.3, 0.56, 0.74, 1.0};
  std::vector<TextTable::Column> columns{{"Layer (type)", Justify::left, 0}, {"Output Shape", Justify::left, 0}, {"Param #", Justify::right, 0}};
  if (!chain) columns.push_back({"Connected to", Justify::left, 0});
  int usual = chain ? 88 : 108;
  if (options.show_trainable) {
    usual += 12;
    for (double& position : positions) position *= 0.90;
    positions.push_back(1.0);
    columns.push_back({"Trainable", Justify::center, 0});
  }
  line_length = options.line_length > 0 ? options.line_length : std::min(usual, options.columns - 4);
  int current = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].width = static_cast<int>(positions[i] * line_length) - current;
    current += columns[i].width;
    if (columns[i].width < 4) fail(ErrorKind::usage, "summary: a line of " + std::to_string(line_length) + " characters is too short.");
  }
  if (options.memory) {
    for (const char* title : {"Mult-adds", "Activations", "Field"}) columns.push_back({title, Justify::right, 11});
    line_length += 3 * 14;
  }
  return columns;
}

std::string totals_text(const SummaryTotals& totals) {
  const std::int64_t optimizer = totals.optimizer_built ? totals.optimizer : 0;
  const std::int64_t optimizer_bytes = totals.optimizer_built ? totals.optimizer_bytes : 0;
  std::string text;
  const auto line = [&](const char* what, std::int64_t count, std::int64_t bytes) {
    text += fmt::format(" {} params: {} ({})\n", what, with_commas(count), readable_bytes(bytes));
  };
  line("Total", totals.trainable + totals.fixed + optimizer, totals.trainable_bytes + totals.fixed_bytes + optimizer_bytes);
  line("Trainable", totals.trainable, totals.trainable_bytes);
  line("Non-trainable", totals.fixed, totals.fixed_bytes);
  if (totals.optimizer_built) line("Optimizer", optimizer, optimizer_bytes);
  return text;
}

std::string count_text(double count) {
  if (count >= 1e9) return fmt::format("{:.2f} G", count / 1e9);
  if (count >= 1e6) return fmt::format("{:.2f} M", count / 1e6);
  return with_commas(static_cast<long long>(count));
}

}  // namespace

std::string summary(const Model& model, const SummaryOptions& options) {
  if (options.style == SummaryStyle::keras2) return summary_keras2(model, options);
  const bool chain = is_chain(model.network());
  int line_length = 0;
  const auto columns = make_columns(chain, options, line_length);
  TextTable table(columns, line_length);
  const auto costs = options.memory ? layer_costs(model) : std::map<std::string, LayerCost>();
  LayerCost total;
  for (const SummaryRow& row : summary_rows(model.network(), options.expand_nested)) {
    const std::string prefix = row.level > 0 ? std::string(static_cast<std::size_t>(3 * row.level), ' ') + "└ " : "";
    std::vector<std::string> cells{prefix + row.name + " (" + row.class_name + ")", row.shape,
                                   row.built ? with_commas(row.parameters) : "0 (unbuilt)"};
    if (!chain) cells.push_back(row.connections.empty() ? "-" : join(row.connections, ", "));
    if (options.show_trainable) cells.push_back(row.trainable);
    if (options.memory) {
      const auto found = costs.find(row.path);
      const LayerCost cost = found == costs.end() ? LayerCost() : found->second;
      cells.push_back(count_text(cost.multiply_adds));
      cells.push_back(readable_bytes(cost.activation_bytes));
      cells.push_back(cost.receptive_field > 0 ? std::to_string(cost.receptive_field) + " px" : "-");
      total.multiply_adds += cost.multiply_adds;
      total.activation_bytes += cost.activation_bytes;
    }
    table.add_row(std::move(cells));
  }
  std::string text = "Model: \"" + model.name() + "\"\n" + table.draw() + totals_text(summary_totals(model));
  if (options.memory)
    text += fmt::format(" Multiply-adds: {} a sample\n Activations: {} a sample\n", count_text(total.multiply_adds), readable_bytes(total.activation_bytes));
  return text;
}

}  // namespace fovea
