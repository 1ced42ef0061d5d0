#include "fovea/models/summary.h"

#include <fmt/format.h>

#include "fovea/base/text.h"
#include "fovea/models/layer_costs.h"
#include "fovea/models/summary_keras2.h"
#include "fovea/models/summary_rows.h"
#include "fovea/models/text_table.h"

namespace fovea {
namespace {

/// The shapes that the last call gave.
std::string output_shape(const LayerBase& layer) {
  std::vector<Shape> shapes;
  const auto* network = dynamic_cast<const Network*>(&layer);
  if (const auto calls = calls_of(layer); !calls.empty())
    shapes = calls.back()->output_shapes;
  else if (network != nullptr && network->complete())
    for (const Tensor& output : network->outputs()) shapes.push_back(output.shape());
  if (shapes.empty()) return "?";
  std::vector<std::string> texts;
  for (const Shape& shape : shapes) {
    std::vector<std::string> dims;
    for (const auto dim : shape) dims.push_back(dim == None ? "None" : std::to_string(dim));
    texts.push_back("(" + join(dims, ", ") + ")");
  }
  return texts.size() == 1 ? texts[0] : "[" + join(texts, ", ") + "]";
}

std::string parameters(const LayerBase& layer) {
  const auto* network = dynamic_cast<const Network*>(&layer);
  const bool built = layer.built() || (network != nullptr && network->complete());
  return built ? with_commas(count_params(layer)) : "0 (unbuilt)";
}

/// The table of Keras 3: which columns there are and how wide.
class Table {
 public:
  Table(const Model& model, const SummaryOptions& options) : model_(model), options_(options) {
    const Network& network = model.network();
    chain_ = is_chain(network);
    if (options.memory) costs_ = layer_costs(network);
    choose_columns();
    for (const SummaryRow& row : summary_rows(network, options.expand_nested)) rows_.push_back(cells(row));
  }

  std::string text() const { return text_table(columns_, rows_, line_length_, screen_); }

  std::string totals() const {
    const WeightCounts counts = count_weights(model_);
    const WeightCount &trainable = counts.trainable, &frozen = counts.frozen, &optimizer = counts.optimizer;
    std::string text = line("Total", {trainable.parameters + frozen.parameters + optimizer.parameters,
                                      trainable.bytes + frozen.bytes + optimizer.bytes});
    text += line("Trainable", trainable) + line("Non-trainable", frozen);
    if (counts.optimizer_built) text += line("Optimizer", optimizer);
    if (!options_.memory) return text;
    if (costs_.empty()) return text + " Multiply-adds and activations: unknown, as the input's size is\n";
    LayerCosts sum;
    for (const auto& layer : listed_layers(model_.network())) {
      sum.multiply_adds += costs_.at(layer.get()).multiply_adds;
      sum.activation_bytes += costs_.at(layer.get()).activation_bytes;
    }
    return text + fmt::format(" Multiply-adds: {} a sample\n Activations: {} a sample\n",
                              with_commas(sum.multiply_adds),
                              readable_size(static_cast<double>(sum.activation_bytes), "B"));
  }

 private:
  static std::string line(const char* what, const WeightCount& count) {
    return fmt::format(" {} params: {} ({})\n", what, with_commas(count.parameters), readable_size(count.bytes, "B"));
  }

  void choose_columns() {
    std::vector<double> ends =
        chain_ ? std::vector<double>{0.45, 0.80, 1.0} : std::vector<double>{0.3, 0.56, 0.74, 1.0};
    std::vector<TextColumn> columns{
        {"Layer (type)", Justify::left}, {"Output Shape", Justify::left}, {"Param #", Justify::right}};
    if (!chain_) columns.push_back({"Connected to", Justify::left});
    int length = chain_ ? 88 : 108;
    if (options_.show_trainable) {
      length += 12;
      for (double& end : ends) end *= 0.90;
      ends.push_back(1.0);
      columns.push_back({"Trainable", Justify::center});
    }
    if (options_.line_length > 0)
      length = options_.line_length;
    else
      length = std::min(length, options_.columns - 4);
    int current = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns[i].width = static_cast<int>(ends[i] * length) - current;
      if (columns[i].width < 4)
        fail(ErrorKind::usage,
             "summary: a line of " + std::to_string(length) + " characters is too short for the columns.");
      current += columns[i].width;
    }
    line_length_ = length;
    screen_ = options_.columns;
    if (options_.memory) {
      for (const char* header : {"Multiply-adds", "Activations", "Receptive field"}) {
        columns.push_back({header, Justify::right, 15});
        line_length_ += 18;
      }
      screen_ = std::max(screen_, line_length_);
    }
    columns_ = std::move(columns);
  }

  std::vector<std::string> cells(const SummaryRow& row) const {
    const LayerBase& layer = *row.layer;
    const std::string indent = row.level == 0 ? "" : std::string(static_cast<std::size_t>(row.level) * 3, ' ') + "└ ";
    std::vector<std::string> cells{fmt::format("{}{} ({})", indent, layer.name(), layer.keras_class()),
                                   output_shape(layer), parameters(layer)};
    if (!chain_) cells.push_back(row.connections.empty() ? "-" : join(row.connections, ", "));
    if (options_.show_trainable) cells.emplace_back(layer.weights().empty() ? "-" : layer.trainable() ? "Y" : "N");
    if (!options_.memory) return cells;
    const auto found = costs_.find(&layer);
    if (found == costs_.end()) {
      cells.insert(cells.end(), 3, "?");
      return cells;
    }
    const LayerCosts& costs = found->second;
    cells.push_back(with_commas(costs.multiply_adds));
    cells.push_back(readable_size(static_cast<double>(costs.activation_bytes), "B"));
    cells.push_back(costs.whole_field ? "all" : fmt::format("{}x{}", costs.field_height, costs.field_width));
    return cells;
  }

  const Model& model_;
  const SummaryOptions& options_;
  bool chain_ = true;
  int line_length_ = 0, screen_ = 0;
  std::map<const LayerBase*, LayerCosts> costs_;
  std::vector<TextColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace

std::string summary(const Model& model, const SummaryOptions& options) {
  if (options.style == SummaryStyle::keras2) return summary_keras2(model, options);
  const Table table(model, options);
  return wrapped_text("Model: \"" + model.name() + "\"", options.columns) + table.text() + table.totals();
}

}  // namespace fovea
