#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>
#include <span>

#include "cli/checks.h"
#include "cli/inputs.h"
#include "fovea/base/file.h"
#include "fovea/data/npy.h"
#include "fovea/data/npz.h"
#include "fovea/data/reference.h"

namespace fovea::cli {
namespace {

struct Options {
  ModelArguments model;
  std::string split, output;
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

Rows read_input(const std::string& text, const Options& options, const OpenedModel& opened,
                const Terminal& terminal) {
  const std::filesystem::path path(text);
  if (path.extension() == ".npy") return {{read_npy(path)}, path.filename().string(), 0, true};
  if (path.extension() == ".npz") {
    const auto arrays = read_npz(path);
    Rows rows{{}, path.filename().string(), 0, true};
    for (const Tensor& input : opened.model.input())
      for (const auto& [name, array] : arrays)
        if (name == input.node()->layer->name()) rows.x.push_back(array);
    if (rows.x.size() == opened.model.input().size()) return rows;
  }
  DataReference reference = parse_reference(text);
  if (!options.split.empty()) reference.split = options.split;
  const DataSet data = open(reference.data, options.where, terminal);
  const Split split = select(data, reference);
  warn_of_guesses(opened, split.x.dtype(), terminal);
  return {{split.x}, reference.data + ":" + split.name, reference.index.value_or(0), false};
}

std::string class_name(const OpenedModel& opened, std::size_t index) {
  return index < opened.extras.classes.size() ? opened.extras.classes[index] : std::to_string(index);
}

/// The scores of a sample's classes: a single unit is the probability of the second of two.
std::vector<double> scores_of(std::span<const float> row, std::size_t classes) {
  if (row.size() == 1 && classes == 2) return {1 - static_cast<double>(row[0]), static_cast<double>(row[0])};
  return {row.begin(), row.end()};
}

/// One line a sample: its name, then the best classes with their scores.
void print(const Options& options, const OpenedModel& opened, const Rows& rows, const Array& y,
           const Terminal& terminal, Json& list) {
  const auto width = static_cast<std::size_t>(y.size() / std::max<std::int64_t>(y.rows(), 1));
  for (std::int64_t i = 0; i < y.rows(); ++i) {
    const auto row = y.values<float>().subspan(static_cast<std::size_t>(i) * width, width);
    const std::vector<double> scores = scores_of(row, opened.extras.classes.size());
    std::vector<std::size_t> all(scores.size()),
        order(std::min(scores.size(), static_cast<std::size_t>(options.top)));
    std::iota(all.begin(), all.end(), 0);
    std::partial_sort_copy(all.begin(), all.end(), order.begin(), order.end(),
                           [&](auto a, auto b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
    std::string line = fmt::format("{}:{}", rows.prefix, rows.first + i);
    Json best = Json::list();
    for (const std::size_t index : order) {
      line += fmt::format("  {} {:.4f}", class_name(opened, index), scores[index]);
      best.push_back(Json::Object{{"class", class_name(opened, index)},
                                  {"index", static_cast<std::int64_t>(index)},
                                  {"score", scores[index]}});
    }
    terminal.result(line);
    list.push_back(Json::Object{{"input", fmt::format("{}:{}", rows.prefix, rows.first + i)}, {"top", best}});
  }
}

void write(const std::string& output, const OpenedModel& opened, const Arrays& results) {
  const std::filesystem::path path(output);
  if (path.extension() == ".npy" && results.size() == 1) return write_npy(path, results[0]);
  if (path.extension() != ".npz")
    fail(ErrorKind::usage,
         "--output takes a .npy file" + std::string(results.size() > 1 ? "" : " or a .npz file") + ". Received '" +
             output + "'" +
             (results.size() > 1 ? "; this model has several outputs, which a .npz file holds by name." : "."));
  std::vector<std::pair<std::string, Array>> named;
  const Tensors outputs = opened.model.outputs();
  for (std::size_t i = 0; i < results.size(); ++i) named.emplace_back(outputs[i].node()->layer->name(), results[i]);
  write_npz(path, named);
}

int predict(const Options& options, const Terminal& terminal) {
  const OpenedModel opened = open_model(options.model, 10, {}, terminal);
  Json list = Json::list();
  if (!options.output.empty() && options.inputs.size() > 1)
    fail(ErrorKind::usage,
         "--output holds the results of one INPUT. Received " + std::to_string(options.inputs.size()) + ".");
  for (const std::string& input : options.inputs) {
    const Rows rows = read_input(input, options, opened, terminal);
    opened.model.set_run({.scaling = rows.raw ? InputScaling{} : opened.preprocess.scaling});
    const Arrays results = opened.model.predict_all(rows.x, options.batch_size);
    if (!options.output.empty()) {
      write(options.output, opened, results);
      list.push_back(
          Json::Object{{"input", rows.prefix}, {"output", options.output}, {"samples", results[0].rows()}});
      terminal.say(fmt::format("{} predictions of shape {} in {}", results[0].rows(), to_string(results[0].shape()),
                               options.output));
    } else {
      print(options, opened, rows, results[0], terminal, list);
    }
  }
  terminal.object(Json::Object{{"predictions", list}});
  return 0;
}

}  // namespace

Command predict_command() {
  return {"predict", "Say what a model sees",
          "  fovea predict runs/fashion fashion_mnist:test:8 --top 3\n  fovea predict runs/digits mnist --split test "
          "--output pred.npy",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("MODEL", options->model.name, "A run folder (its model.keras) or a model file")
                ->required()
                ->type_name("");
            app.add_option("INPUT", options->inputs,
                           "DATA, DATA:SPLIT or DATA:SPLIT:INDEX, as evaluate takes it; a .npy of (N, H, W, C) "
                           "numbers that the model takes as they are; a .npz with an array for each input's name")
                ->take_all()
                ->required()
                ->type_name("");
            app.add_option("--split", options->split,
                           "train, validation or test (default: test, else validation, else train)")
                ->type_name("SPLIT");
            app.add_option("--top", options->top, "Classes to show for each sample")
                ->transform(whole_number(1))
                ->capture_default_str()
                ->type_name("K");
            app.add_option("--output", options->output,
                           "Write the raw outputs, float32: a .npy, or a .npz with an array for each output's name")
                ->type_name("FILE");
            app.add_option("--batch-size", options->batch_size, "Samples at a time; results do not depend on it")
                ->transform(whole_number(1))
                ->capture_default_str()
                ->type_name("N");
            options->model.add(app);
            options->where.add(app);
            return [options, &terminal] { return predict(*options, terminal); };
          }};
}

}  // namespace fovea::cli
