#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "cli/checks.h"
#include "cli/inputs.h"
#include "cli/limits.h"
#include "fovea/formats/compare.h"
#include "fovea/layers/size.h"
#include "fovea/training/run_folder.h"

namespace fovea::cli {
namespace {

struct Options {
  std::string a, b;
  double tolerance = 0;
};

using Row = std::vector<std::string>;

/// Columns side by side, each as wide as it must be; nothing without rows.
std::string table(const Row& heads, const std::vector<Row>& rows) {
  if (rows.empty()) return "";
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < heads.size(); ++column) {
    widths.push_back(heads[column].size());
    for (const Row& row : rows) widths[column] = std::max(widths[column], row[column].size());
  }
  const auto line = [&](const Row& row) {
    std::string text;
    for (std::size_t column = 0; column < row.size(); ++column)
      text += column + 1 < row.size() ? fmt::format("{:<{}}  ", row[column], widths[column]) : row[column];
    return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  };
  std::string text = line(heads);
  for (const Row& row : rows) text += line(row);
  return text + "\n";
}

std::string shortened(const Json& value) {
  constexpr std::size_t longest = 60;
  std::string text = value.dump();
  return text.size() <= longest ? text : text.substr(0, longest - 3) + "...";
}

std::vector<Row> rows_of(const std::vector<DifferentArgument>& differences, const std::string& of_all) {
  std::vector<Row> rows;
  for (const DifferentArgument& difference : differences)
    rows.push_back({difference.layer.empty() ? of_all : difference.layer, difference.argument,
                    shortened(difference.a), shortened(difference.b)});
  return rows;
}

std::vector<Row> rows_of(const std::vector<DifferentValues>& differences) {
  std::vector<Row> rows;
  for (const DifferentValues& difference : differences)
    if (difference.a == difference.b)
      rows.push_back({difference.path, to_string(difference.a), fmt::format("{:.3g}", difference.largest),
                      fmt::format("{:.3g}", difference.relative), to_string(difference.where)});
    else
      rows.push_back({difference.path, to_string(difference.a) + " and " + to_string(difference.b), "", "", ""});
  return rows;
}

std::string text_of(const ModelDifferences& differences, const Options& options) {
  if (differences.none())
    return fmt::format("the same{}: {} weights compared", options.tolerance > 0 ? " within the tolerance" : "",
                       differences.weights_compared);
  std::vector<Row> layers;
  for (const std::string& layer : differences.only_in_a) layers.push_back({layer, options.a});
  for (const std::string& layer : differences.only_in_b) layers.push_back({layer, options.b});
  std::vector<Row> arguments = rows_of(differences.arguments, "");
  std::ranges::copy(rows_of(differences.compile, "compile"), std::back_inserter(arguments));
  std::ranges::copy(rows_of(differences.extras, "beside"), std::back_inserter(arguments));
  return table({"layer", "only in"}, layers) + table({"of", "argument", options.a, options.b}, arguments) +
         table({"weight", "shape", "largest", "relative", "where"}, rows_of(differences.weights)) +
         table({"optimizer's state", "shape", "largest", "relative", "where"}, rows_of(differences.optimizer)) +
         fmt::format("different: {} layers, {} arguments, {} of {} weights, {} of the optimizer's variables",
                     layers.size(), arguments.size(), differences.weights.size(), differences.weights_compared,
                     differences.optimizer.size());
}

/// JSON has no infinity: null.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json json_of(const std::vector<DifferentArgument>& differences) {
  Json list = Json::list();
  for (const DifferentArgument& d : differences)
    list.push_back(Json::Object{{"layer", d.layer}, {"argument", d.argument}, {"a", d.a}, {"b", d.b}});
  return list;
}

Json json_of(const std::vector<DifferentValues>& differences) {
  Json list = Json::list();
  for (const DifferentValues& d : differences)
    list.push_back(Json::Object{{"path", d.path},
                                {"shape_a", to_json(d.a)},
                                {"shape_b", to_json(d.b)},
                                {"largest", number(d.largest)},
                                {"relative", number(d.relative)},
                                {"where", to_json(d.where)}});
  return list;
}

LoadedModel open(const std::string& name, const Terminal& terminal) {
  LoadedModel loaded = load_model(RunFolder::model_file(name), {.limits = read_limits()});
  for (const std::string& warning : loaded.warnings) terminal.warn(name + ": " + warning);
  return loaded;
}

int diff(const Options& options, const Terminal& terminal) {
  const LoadedModel a = open(options.a, terminal), b = open(options.b, terminal);
  if (a.has_weights != b.has_weights)
    terminal.warn((a.has_weights ? options.b : options.a) + ": has no weights; those of the other are not compared.");
  const ModelDifferences differences = compare_models(a, b, options.tolerance);
  terminal.result(text_of(differences, options));
  terminal.object(Json::Object{{"same", differences.none()},
                               {"only_in_a", to_json(differences.only_in_a)},
                               {"only_in_b", to_json(differences.only_in_b)},
                               {"arguments", json_of(differences.arguments)},
                               {"weights_compared", differences.weights_compared},
                               {"weights", json_of(differences.weights)},
                               {"compile", json_of(differences.compile)},
                               {"optimizer", json_of(differences.optimizer)},
                               {"extras", json_of(differences.extras)}});
  return differences.none() ? 0 : 1;
}

}  // namespace

Command diff_command() {
  return {"diff", "Compare two models: layers, arguments, weights",
          "  fovea diff model.keras model.h5\n  fovea diff runs/fashion/best.keras runs/fashion/model.keras "
          "--tolerance 1e-6\nExit code 0: the same, 1: different, 3: one of them cannot be read.",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("A", options->a, "Any model that fovea reads, or a run folder")->required()->type_name("");
            app.add_option("B", options->b, "Another")->required()->type_name("");
            app.add_option("--tolerance", options->tolerance,
                           "Weights no further apart than this are the same; 0: bit by bit")
                ->check(fovea::cli::number([](double value) { return value >= 0; }, "a number from 0 on"))
                ->capture_default_str()
                ->type_name("T");
            return [options, &terminal] { return diff(*options, terminal); };
          }};
}

}  // namespace fovea::cli
