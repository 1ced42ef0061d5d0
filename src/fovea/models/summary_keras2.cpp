#include "fovea/models/summary_keras2.h"

#include <fmt/format.h>

#include <set>

#include "fovea/base/text.h"
#include "fovea/layers/core/input.h"
#include "fovea/models/summary_rows.h"
#include "fovea/models/text_table.h"

namespace fovea {
namespace {

/// "multiple" where calls differ; an input layer's shape stands in a list.
std::string output_shape(const LayerBase& layer) {
  std::set<std::string> texts;
  for (const auto& call : calls_of(layer)) {
    std::vector<std::string> shapes;
    for (const Shape& shape : call->output_shapes) shapes.push_back(to_string(shape));
    const bool listed = shapes.size() > 1 || dynamic_cast<const InputLayer*>(&layer) != nullptr;
    texts.insert(listed ? "[" + join(shapes, ", ") + "]" : shapes[0]);
  }
  return texts.size() == 1 ? *texts.begin() : "multiple";
}

class Lines {
 public:
  Lines(const Model& model, const SummaryOptions& options) : options_(options), chain_(is_chain(model.network())) {
    length_ = options.line_length > 0 ? options.line_length : chain_ ? 65 : 98;
    for (const double end : chain_ ? std::vector<double>{0.45, 0.85, 1.0} : std::vector<double>{0.3, 0.6, 0.70, 1.0})
      ends_.push_back(static_cast<int>(length_ * end));
    std::vector<std::string> header{"Layer (type)", "Output Shape", "Param #"};
    if (!chain_) header.emplace_back("Connected to");
    if (options.show_trainable) {
      length_ += 11;
      ends_.push_back(length_);
      header.emplace_back("Trainable");
    }
    text_ = "Model: \"" + model.name() + "\"\n" + rule("_");
    row(header, 0);
    text_ += rule("=");
    layers(model.network(), 0);
    text_ += rule("=");
    totals(model);
    text_ += rule("_");
  }

  std::string take() { return std::move(text_); }

 private:
  std::string rule(const char* character) const {
    std::string text;
    for (int i = 0; i < length_; ++i) text += character;
    return text + "\n";
  }

  /// A line that frames a nested model's layers.
  void frame(const char* character, int level) {
    const std::string bars(static_cast<std::size_t>(level), '|');
    text_ += bars;
    for (int i = 0; i < length_ - 2 * level; ++i) text_ += character;
    text_ += bars + "\n";
  }

  void layers(const Network& network, int level) {
    const auto list = listed_layers(network);
    const std::vector<SummaryRow> rows = summary_rows(network, false);
    for (std::size_t i = 0; i < list.size(); ++i) {
      const LayerBase& layer = *list[i];
      std::vector<std::string> cells{fmt::format("{} ({})", layer.name(), layer.keras_class()), output_shape(layer),
                                     std::to_string(count_params(layer))};
      if (!chain_)
        cells.push_back(level > 0 || rows[i].connections.empty() ? "[]"
                                                                 : "['" + join(rows[i].connections, "', '") + "']");
      if (options_.show_trainable) cells.emplace_back(layer.trainable() ? "Y" : "N");
      row(cells, level);
      if (const auto* nested = dynamic_cast<const Network*>(&layer); nested != nullptr && options_.expand_nested) {
        frame("¯", level + 1);
        layers(*nested, level + 1);
        frame("¯", level);
      }
      if (level == 0 || i + 1 < list.size()) frame(" ", level);
    }
  }

  /// Cells continue on further lines, where they can after a bracket or quote and a comma.
  void row(const std::vector<std::string>& cells, int level) {
    std::vector<std::u32string> left;
    for (const std::string& cell : cells) left.push_back(to_characters(cell));
    const auto any = [&] {
      for (const auto& cell : left)
        if (!cell.empty()) return true;
      return false;
    };
    while (any()) {
      std::u32string line;
      for (std::size_t column = 0; column < left.size(); ++column) {
        const bool last = column + 1 == ends_.size();
        int room = ends_[column] - (column > 0 ? ends_[column - 1] : 0) - (last ? 0 : 3) - (column == 0 ? level : 0);
        auto cut = std::min(static_cast<std::size_t>(std::max(room, 1)), left[column].size());
        std::size_t nearest = cut;
        for (const char32_t* stop : {U"),", U"},", U"],", U"',"})
          if (const auto at = std::u32string_view(left[column]).substr(0, cut).find(stop); at != std::u32string::npos)
            nearest = std::min(nearest, at + 2);
        if (column == 0) line += std::u32string(static_cast<std::size_t>(level), U'|') + U' ';
        line += left[column].substr(0, nearest);
        left[column].erase(0, nearest);
        if (!last) line += U"  ";
        const std::size_t wanted = static_cast<std::size_t>(ends_[column] - (level > 0 && last ? level : 0));
        if (line.size() < wanted) line.resize(wanted, U' ');
      }
      text_ += to_utf8(line) + std::string(static_cast<std::size_t>(level), '|') + "\n";
    }
  }

  void totals(const Model& model) {
    const WeightCounts counts = count_weights(model);
    const auto line = [&](const char* what, std::int64_t parameters, double bytes) {
      text_ += fmt::format("{} params: {} ({})\n", what, parameters, readable_size(bytes, "Byte"));
    };
    line("Total", counts.trainable.parameters + counts.frozen.parameters,
         counts.trainable.bytes + counts.frozen.bytes);
    line("Trainable", counts.trainable.parameters, counts.trainable.bytes);
    line("Non-trainable", counts.frozen.parameters, counts.frozen.bytes);
  }

  const SummaryOptions& options_;
  bool chain_;
  int length_ = 0;
  std::vector<int> ends_;
  std::string text_;
};

}  // namespace

std::string summary_keras2(const Model& model, const SummaryOptions& options) { return Lines(model, options).take(); }

}  // namespace fovea
