#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/checks.h"
#include "cli/feeding.h"
#include "fovea/data/reference.h"
#include "fovea/models/check_data.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/losses/check.h"

namespace fovea::cli {
namespace {

struct Options {
  ModelArguments model;
  std::string data, split;
  std::int64_t batch_size = 32;
  PhotoArguments photos;
  DataArguments where;
};

int evaluate(const Options& options, const Terminal& terminal) {
  DataReference reference = parse_reference(options.data);
  if (!options.split.empty()) reference.split = options.split;
  const DataSet data = open(reference.data, options.where, options.photos, terminal);
  need_classes(data);
  const Split split = select(data, reference);
  OpenedModel opened = open_model(
      options.model, {static_cast<std::int64_t>(data.classes.size()), options.photos.size()}, {}, terminal);
  const Model& model = opened.model;
  warn_of_guesses(opened, split.dtype(), terminal);
  const Array labels = match_classes(split.y, data.classes, opened.extras.classes);
  const Tensor output = only_output(model);
  if (!model.compiled()) {
    model.compile({.loss = choose_loss({output.node()->layer->name(), last_activation(output), output.shape(),
                                        labels.shape(), labels.dtype()}),
                   .metrics = {"accuracy"}});
  }
  const Array y = labels_for(compiled_loss(model), labels, output.shape()[-1]);
  const Feeding feeding(data, model, opened.preprocess, options.photos.read_once(), terminal);
  const auto feed =
      feeding.feed(split, normal_labels({compiled_loss(model)}, y)[0], {.batch_size = options.batch_size});
  Json values = Json::object();
  std::string line = fmt::format("{} {} ({} samples):", data.name, split.name, split.samples());
  for (const auto& [name, value] : model.evaluate(*feed)) {
    values[name] = value;
    line += fmt::format("  {} {:.4f}", name, value);
  }
  const std::vector<std::string> bad = left_out(*feed);
  for (const std::string& reason : bad) terminal.warn(reason);
  if (!bad.empty()) {
    line += fmt::format("  ({} of them left out, as {} cannot be read)", bad.size(), bad.size() == 1 ? "it" : "they");
    values["left_out"] = static_cast<std::int64_t>(bad.size());
  }
  terminal.object(values);
  terminal.result(line);
  return 0;
}

}  // namespace

Command evaluate_command() {
  return {"evaluate", "Measure loss and metrics of a model on data",
          "  fovea evaluate runs/fashion fashion_mnist\n"
          "  fovea evaluate runs/digits/best.keras mnist:train --json",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("MODEL", options->model.name, "A run folder (its model.keras) or a model file")
                ->required()
                ->type_name("");
            app.add_option("DATA", options->data, std::string(data_words) + "; DATA:SPLIT names a part")
                ->required()
                ->type_name("");
            app.add_option("--split", options->split,
                           "train, validation or test (default: test, else validation, else train)")
                ->type_name("SPLIT");
            app.add_option("--batch-size", options->batch_size, "Samples at a time; results do not depend on it")
                ->transform(whole_number_from(1))
                ->capture_default_str()
                ->type_name("N");
            options->model.add(app);
            options->model.add_preprocess(app);
            options->photos.add(app);
            options->where.add(app);
            return [options, &terminal] { return evaluate(*options, terminal); };
          }};
}

}  // namespace fovea::cli
