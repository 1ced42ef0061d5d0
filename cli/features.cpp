#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "cli/checks.h"
#include "cli/predicting.h"
#include "fovea/base/text.h"
#include "fovea/base/whole_number.h"
#include "fovea/pictures/feature_maps.h"

namespace fovea::cli {
namespace {

struct Options {
  ModelArguments model;
  std::string picture, output, grid, colours = "viridis";
  std::vector<std::string> layers{"all"};
  std::int64_t maps = 64;
  PredictArguments predicting{.most = 16};
};

/// What is looked at, and its name.
struct Wanted {
  Tensor tensor;
  std::string name;
};

/// All that a model computes on the way, in its order; a layer that is called again has its count behind its name.
std::vector<Wanted> all_layers(const Model& model) {
  std::vector<Wanted> wanted;
  std::map<std::string, int> calls;
  for (const auto& node : model.network().calls()) {
    if (node->layer->class_name() == "InputLayer") continue;
    const int call = calls[node->layer->name()]++;
    for (std::size_t i = 0; i < node->output_shapes.size(); ++i)
      wanted.push_back({Tensor(node, static_cast<int>(i)),
                        node->layer->name() + (call > 0 ? fmt::format(", call {}", call + 1) : std::string())});
  }
  return wanted;
}

/// --layer: names, indices as Keras' model.layers has them (negative from the end), or all.
std::vector<Wanted> wanted_layers(const Model& model, const std::vector<std::string>& words) {
  std::vector<Wanted> wanted;
  for (const std::string& word : words) {
    if (word == "all") {
      std::ranges::copy(all_layers(model), std::back_inserter(wanted));
      continue;
    }
    const auto index = whole_number(word);
    const Layer layer = index ? model.get_layer(static_cast<int>(*index)) : model.get_layer(word);
    wanted.push_back({layer.output(), layer.name()});
  }
  return wanted;
}

/// --grid ROWSxCOLUMNS
std::pair<std::int64_t, std::int64_t> parse_grid(const std::string& text) {
  if (text.empty()) return {0, 0};
  const std::vector<std::string> parts = split(text, 'x');
  const auto rows = parts.size() == 2 ? whole_number(parts[0]) : std::nullopt,
             columns = parts.size() == 2 ? whole_number(parts[1]) : std::nullopt;
  if (!rows || !columns || *rows < 1 || *columns < 1)
    fail(ErrorKind::usage, "--grid is ROWSxCOLUMNS, such as 3x2. Received '" + text + "'.");
  return {*rows, *columns};
}

int features(const Options& options, const Terminal& terminal) {
  if (options.picture.empty() && options.output.empty())
    fail(ErrorKind::usage,
         "features writes a picture (-o FILE.png) or numbers (--output FILE.npy). Give one of them.");
  if (!options.output.empty() && options.predicting.inputs.size() > 1)
    fail(ErrorKind::usage,
         fmt::format("--output holds the numbers of one INPUT. Received {}.", options.predicting.inputs.size()));
  const auto [rows, columns] = parse_grid(options.grid);
  const ColourMap colours = colour_map_named(options.colours);
  OpenedModel opened = open_model(options.model, 10, {}, terminal);
  const std::vector<Wanted> wanted = wanted_layers(opened.model, options.layers);
  std::vector<Tensor> tensors;
  for (const Wanted& one : wanted) tensors.push_back(one.tensor);
  opened.model = Model(opened.model.input(), tensors);
  std::vector<LayerMaps> drawn;
  Json list = Json::list();
  int status = 0;
  for (const std::string& input : options.predicting.inputs) {
    const std::optional<Predicted> predicted = predict_input(input, options.predicting, opened, terminal, status);
    if (!predicted) continue;
    const bool several = options.predicting.inputs.size() > 1 || predicted->names.size() > 1;
    for (std::size_t sample = 0; sample < predicted->names.size(); ++sample)
      for (std::size_t i = 0; i < wanted.size() && !predicted->bad.contains(sample); ++i) {
        const Array& all = predicted->results[i];
        const Shape shape = all.shape().tail(1);
        const std::string title = wanted[i].name + " " + to_string(shape);
        drawn.push_back({several ? predicted->names[sample] + ": " + title : title,
                         all.slice(static_cast<std::int64_t>(sample), 1).reshaped(shape)});
        list.push_back(Json::Object{
            {"input", predicted->names[sample]}, {"layer", wanted[i].name}, {"shape", to_string(shape)}});
      }
    if (options.output.empty()) continue;
    std::vector<std::pair<std::string, Array>> arrays;
    for (std::size_t i = 0; i < wanted.size(); ++i) arrays.emplace_back(wanted[i].name, predicted->results[i]);
    write_arrays(options.output, arrays);
    terminal.say(fmt::format("{} layer{} of {} sample{} in {}", wanted.size(), wanted.size() == 1 ? "" : "s",
                             predicted->names.size(), predicted->names.size() == 1 ? "" : "s", options.output));
  }
  if (!options.picture.empty() && !drawn.empty()) {
    draw_feature_maps(drawn, {.rows = rows, .columns = columns, .most = options.maps, .colours = colours})
        .write(options.picture);
    terminal.say(fmt::format("drew {} layer{} in {}", drawn.size(), drawn.size() == 1 ? "" : "s", options.picture));
  }
  terminal.object(Json::Object{{"features", list}});
  return status;
}

}  // namespace

Command features_command() {
  return {"features", "Draw what each layer makes of a picture",
          "  fovea features runs/digits mnist:train:2 --layer 0 --grid 3x2 -o maps.png\n"
          "  fovea features runs/pets my.jpg --layer all -o grid.png\n"
          "  fovea features model.keras my.jpg --layer conv2d_1 --output maps.npy",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("MODEL", options->model.name, "A run folder (its model.keras) or a model file")
                ->required()
                ->type_name("");
            app.add_option(
                   "--layer", options->layers,
                   "A layer's name, its index as Keras' model.layers counts (negative: from the end), or all; "
                   "may be given again")
                ->take_all()
                ->type_name("LAYER");
            app.add_option("-o", options->picture, "The picture: a .png, .jpg, .svg or .pdf")->type_name("FILE");
            app.add_option("--output", options->output,
                           "The numbers, float32: a .npy, or a .npz with an array for each layer")
                ->type_name("FILE");
            app.add_option("--grid", options->grid, "Rows and columns of maps (default: as many as fit)")
                ->type_name("ROWSxCOLUMNS");
            app.add_option("--maps", options->maps, "Maps of a layer that are drawn at most")
                ->transform(whole_number_from(1))
                ->capture_default_str()
                ->type_name("N");
            app.add_option("--colours,--colors", options->colours, "viridis or gray")
                ->capture_default_str()
                ->type_name("NAME");
            options->model.add(app);
            options->model.add_preprocess(app);
            options->predicting.add(app);
            return [options, &terminal] { return features(*options, terminal); };
          }};
}

}  // namespace fovea::cli
