#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>
#include <optional>
#include <span>

#include "cli/checks.h"
#include "cli/predicting.h"
#include "fovea/pictures/predicted_pictures.h"

namespace fovea::cli {
namespace {

struct Options {
  ModelArguments model;
  std::string output, picture;
  std::int64_t top = 1;
  PredictArguments predicting;
};

std::string class_name(const OpenedModel& opened, std::size_t index) {
  return index < opened.extras.classes.size() ? opened.extras.classes[index] : std::to_string(index);
}

/// The scores of a sample's classes: a single unit is the probability of the second of two.
std::vector<double> scores_of(std::span<const float> row, std::size_t classes) {
  if (row.size() == 1 && classes == 2) return {1 - static_cast<double>(row[0]), static_cast<double>(row[0])};
  return {row.begin(), row.end()};
}

/// A class of a sample.
struct Scored {
  std::string name;
  std::size_t index = 0;
  double score = 0;
};

/// The best --top classes of a sample, the best first.
std::vector<Scored> best_classes(const Options& options, const OpenedModel& opened, const Array& results,
                                 std::size_t row) {
  const auto width = static_cast<std::size_t>(results.size() / std::max<std::int64_t>(results.rows(), 1));
  const std::vector<double> scores =
      scores_of(results.values<float>().subspan(row * width, width), opened.extras.classes.size());
  std::vector<std::size_t> all(scores.size()), order(std::min(scores.size(), static_cast<std::size_t>(options.top)));
  std::iota(all.begin(), all.end(), 0);
  std::partial_sort_copy(all.begin(), all.end(), order.begin(), order.end(),
                         [&](auto a, auto b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  std::vector<Scored> best;
  for (const std::size_t index : order) best.push_back({class_name(opened, index), index, scores[index]});
  return best;
}

/// One line a sample: its name, then the best classes with their scores.
void print(const Options& options, const OpenedModel& opened, const Predicted& rows, const Terminal& terminal,
           Json& list) {
  for (std::size_t i = 0; i < rows.names.size(); ++i) {
    if (rows.bad.contains(i)) continue;
    std::string line = rows.names[i];
    Json best = Json::list();
    for (const Scored& scored : best_classes(options, opened, rows.results[0], i)) {
      line += fmt::format("  {} {:.4f}", scored.name, scored.score);
      best.push_back(Json::Object{
          {"class", scored.name}, {"index", static_cast<std::int64_t>(scored.index)}, {"score", scored.score}});
    }
    terminal.result(line);
    list.push_back(Json::Object{{"input", rows.names[i]}, {"top", best}});
  }
}

constexpr std::size_t most_drawn = 60;

/// Adds the samples to what --picture draws, as long as there is room.
void add_pictures(const Options& options, const OpenedModel& opened, const Predicted& rows,
                  std::vector<PredictedPicture>& pictures) {
  for (std::size_t i = 0; i < rows.names.size() && pictures.size() < most_drawn; ++i) {
    if (rows.bad.contains(i)) continue;
    PredictedPicture& picture = pictures.emplace_back(PredictedPicture{rows.picture(i), rows.names[i], {}});
    for (const Scored& scored : best_classes(options, opened, rows.results[0], i))
      picture.classes.emplace_back(scored.name, scored.score);
  }
}

int predict(const Options& options, const Terminal& terminal) {
  OpenedModel opened = open_model(options.model, 10, {}, terminal);
  int status = 0;
  Json list = Json::list();
  std::vector<PredictedPicture> pictures;
  std::size_t drawable = 0;
  if (!options.output.empty() && options.predicting.inputs.size() > 1)
    fail(ErrorKind::usage, "--output holds the results of one INPUT. Received " +
                               std::to_string(options.predicting.inputs.size()) + ".");
  for (const std::string& input : options.predicting.inputs) {
    const std::optional<Predicted> rows = predict_input(input, options.predicting, opened, terminal, status);
    if (!rows) continue;
    const Arrays& results = rows->results;
    if (!options.picture.empty()) add_pictures(options, opened, *rows, pictures);
    drawable += rows->names.size() - rows->bad.size();
    if (!options.output.empty()) {
      std::vector<std::pair<std::string, Array>> arrays;
      const std::vector<std::string> names = output_names(opened.model);
      for (std::size_t i = 0; i < results.size(); ++i) arrays.emplace_back(names[i], results[i]);
      write_arrays(options.output, arrays);
      list.push_back(Json::Object{{"input", rows->name}, {"output", options.output}, {"samples", results[0].rows()}});
      terminal.say(fmt::format("{} predictions of shape {} in {}", results[0].rows(), to_string(results[0].shape()),
                               options.output));
    } else {
      print(options, opened, *rows, terminal, list);
    }
  }
  if (!pictures.empty()) {
    draw_predicted_pictures(pictures).write(options.picture);
    terminal.say(drawable > pictures.size() ? fmt::format("drew the first {} of {} pictures in {}", pictures.size(),
                                                          drawable, options.picture)
                                            : fmt::format("drew {} picture{} in {}", pictures.size(),
                                                          pictures.size() == 1 ? "" : "s", options.picture));
  }
  terminal.object(Json::Object{{"predictions", list}});
  return status;
}

}  // namespace

Command predict_command() {
  return {"predict", "Say what a model sees",
          "  fovea predict runs/fashion fashion_mnist:test:8 --top 3\n"
          "  fovea predict runs/pets my.jpg --picture out.png\n"
          "  fovea predict runs/digits mnist --split test --output pred.npy",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("MODEL", options->model.name, "A run folder (its model.keras) or a model file")
                ->required()
                ->type_name("");
            app.add_option("--top", options->top, "Classes to show for each sample")
                ->transform(whole_number_from(1))
                ->capture_default_str()
                ->type_name("K");
            app.add_option("--output", options->output,
                           "Write the raw outputs, float32: a .npy, or a .npz with an array for each output's name")
                ->type_name("FILE");
            app.add_option("--picture", options->picture,
                           "Draw the samples, the first 60, with what the model sees: a .png, .jpg, .svg or .pdf")
                ->type_name("FILE");
            options->model.add(app);
            options->model.add_preprocess(app);
            options->predicting.add(app);
            return [options, &terminal] { return predict(*options, terminal); };
          }};
}

}  // namespace fovea::cli
