#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>

#include "cli/inputs.h"
#include "fovea/base/file.h"
#include "fovea/data/npy.h"
#include "fovea/data/npz.h"
#include "fovea/data/reference.h"

namespace fovea::cli {
namespace {

struct Options {
  std::string model, split, output;
  std::vector<std::string> inputs;
  std::int64_t top = 1, batch_size = 32;
  DataArguments where;
};

/// What is predicted for: arrays by input, and a name for each row.
struct Rows {
  Arrays x;
  std::string prefix;
  std::int64_t first = 0;
  bool raw = false;  ///< numbers as the model takes them: not scaled
};

Rows read_input(const std::string& text, const Options& options, const Model& model, const Terminal& terminal) {
  const std::filesystem::path path(text);
  if (path.extension() == ".npy") return {{read_npy(path)}, path.filename().string(), 0, true};
  if (path.extension() == ".npz") {
    const auto arrays = read_npz(path);
    Rows rows{{}, path.filename().string(), 0, true};
    for (const Tensor& input : model.input())
      for (const auto& [name, array] : arrays)
        if (name == input.node()->layer->name()) rows.x.push_back(array);
    if (rows.x.size() == model.input().size()) return rows;
  }
  DataReference reference = parse_reference(text);
  if (!options.split.empty()) reference.split = options.split;
  const DataSet data = open(reference.data, options.where, terminal);
  const Split split = select(data, reference);
  return {{split.x}, reference.data + ":" + split.name, reference.index.value_or(0), false};
}

std::string class_name(const OpenedModel& opened, std::size_t index) {
  return index < opened.extras.classes.size() ? opened.extras.classes[index] : std::to_string(index);
}

/// One line a sample: its name, then the best classes with their probabilities.
void print(const Options& options, const OpenedModel& opened, const Rows& rows, const Array& y, const Terminal& terminal, Json& list) {
  const std::int64_t width = y.size() / std::max<std::int64_t>(y.rows(), 1);
  const auto values = y.values<float>();
  std::vector<std::size_t> order(static_cast<std::size_t>(width));
  for (std::int64_t i = 0; i < y.rows(); ++i) {
    const float* row = values.data() + i * width;
    std::iota(order.begin(), order.end(), 0);
    const auto top = static_cast<std::ptrdiff_t>(std::min<std::int64_t>(options.top, width));
    std::partial_sort(order.begin(), order.begin() + top, order.end(), [&](auto a, auto b) { return row[a] != row[b] ? row[a] > row[b] : a < b; });
    std::string line = fmt::format("{}:{}", rows.prefix, rows.first + i);
    Json best = Json::list();
    for (std::ptrdiff_t k = 0; k < top; ++k) {
      // A single unit is the probability of the second class.
      const bool single = width == 1 && opened.extras.classes.size() == 2;
      const std::size_t index = single ? (row[0] > 0.5f ? 1 : 0) : order[static_cast<std::size_t>(k)];
      const double score = static_cast<double>(single && index == 0 ? 1 - row[0] : row[single ? 0 : index]);
      line += fmt::format("  {} {:.4f}", class_name(opened, index), score);
      best.push_back(Json::Object{{"class", class_name(opened, index)}, {"index", static_cast<std::int64_t>(index)}, {"score", score}});
    }
    terminal.result(line);
    list.push_back(Json::Object{{"input", fmt::format("{}:{}", rows.prefix, rows.first + i)}, {"top", best}});
  }
}

void write(const std::string& output, const OpenedModel& opened, const Arrays& results) {
  const std::filesystem::path path(output);
  if (path.extension() == ".npy" && results.size() == 1) return write_npy(path, results[0]);
  if (path.extension() != ".npz")
    fail(ErrorKind::usage, "--output takes a .npy file" + std::string(results.size() > 1 ? "" : " or a .npz file") + ". Received '" + output +
                               "'" + (results.size() > 1 ? "; this model has several outputs, which a .npz file holds by name." : "."));
  std::vector<std::pair<std::string, Array>> named;
  const Tensors outputs = opened.model.outputs();
  for (std::size_t i = 0; i < results.size(); ++i) named.emplace_back(outputs[i].node()->layer->name(), results[i]);
  write_npz(path, named);
}

int predict(const Options& options, const Terminal& terminal) {
  const OpenedModel opened = open_model(options.model, 10, {}, terminal);
  Json list = Json::list();
  if (!options.output.empty() && options.inputs.size() > 1)
    fail(ErrorKind::usage, "--output holds the results of one INPUT. Received " + std::to_string(options.inputs.size()) + ".");
  for (const std::string& input : options.inputs) {
    const Rows rows = read_input(input, options, opened.model, terminal);
    if (rows.raw) opened.model.set_run({});
    const Arrays results = opened.model.predict_all(rows.x, options.batch_size);
    if (!options.output.empty()) {
      write(options.output, opened, results);
      terminal.say(fmt::format("{} predictions of shape {} in {}", results[0].rows(), to_string(results[0].shape()), options.output));
    } else {
      print(options, opened, rows, results[0], terminal, list);
    }
  }
  terminal.object(Json::Object{{"predictions", list}});
  return 0;
}

}  // namespace

Command predict_command() {
  return {"predict", "Say what a model sees", "  fovea predict runs/fashion fashion_mnist:test:8 --top 3\n  fovea predict runs/digits mnist --split test --output pred.npy",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("MODEL", options->model, "A run folder or a model file")->required();
            app.add_option("INPUT", options->inputs, "DATA, DATA:SPLIT:INDEX, or a .npy of (N, H, W, C) raw inputs")->take_all()->required();
            app.add_option("--split", options->split, "train, validation or test (default: test, else validation)");
            app.add_option("--top", options->top, "Classes to show for each sample")->check(CLI::PositiveNumber)->capture_default_str();
            app.add_option("--output", options->output, "Write the raw outputs as .npy (.npz for several outputs)");
            app.add_option("--batch-size", options->batch_size, "Samples at a time")->check(CLI::PositiveNumber);
            options->where.add(app);
            return [options, &terminal] { return predict(*options, terminal); };
          }};
}

}  // namespace fovea::cli
