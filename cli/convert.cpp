#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "cli/checks.h"
#include "cli/inputs.h"
#include "fovea/base/text.h"
#include "fovea/models/summary_rows.h"
#include "fovea/training/run_folder.h"

namespace fovea::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  ModelArguments in;
  std::string out;
  bool overwrite = false;
  std::int64_t classes = 10;
  std::vector<std::string> set;
};

/// The file or folder that a model is read from, through links; a file in a folder that is a model is part of it.
bool is_part_of(const fs::path& file, const fs::path& model) {
  std::error_code error;
  if (fs::equivalent(file, model, error)) return true;
  const fs::path folder = fs::absolute(file).parent_path();
  return fs::is_directory(model, error) && !RunFolder::is_run(model) && fs::equivalent(folder, model, error);
}

void check_output(const Options& options) {
  model_form(options.out);
  std::error_code error;
  if (!fs::exists(options.out, error)) return;
  const fs::path in = RunFolder::model_file(options.in.name);
  for (const fs::path& source : {in, fs::path(options.in.weights)})
    if (!source.empty() && is_part_of(options.out, source))
      fail(ErrorKind::usage, options.out + ": is what is read (" + source.string() + "). Name another OUT.");
  if (fs::is_directory(options.out, error)) fail(ErrorKind::usage, options.out + ": is a folder. OUT names a file.");
  if (!options.overwrite)
    fail(ErrorKind::usage, options.out + ": exists. Name another OUT, or replace it with --overwrite.");
}

int convert(const Options& options, const Terminal& terminal) {
  check_output(options);
  const ModelForm form = model_form(options.out);
  const bool holds_weights = form != ModelForm::json && form != ModelForm::layers;
  ModelArguments in = options.in;
  in.refuse_nan = holds_weights;
  const OpenedModel opened = open_model(in, options.classes, parse_parameters(options.set), terminal);
  const Model& model = opened.model;
  save_model(model, options.out, opened.extras);
  std::vector<std::string> missing = left_out(model, opened.extras, options.out);
  if (!opened.from_file) std::erase(missing, "weights");
  for (const std::string& what : missing) terminal.warn(options.out + ": without " + what);
  if (holds_weights && !opened.from_file)
    terminal.warn(options.in.name + ": has no weights; those of " + options.out + " are random.");
  const auto layers = static_cast<std::int64_t>(listed_layers(model.network()).size());
  terminal.say(fmt::format("{}: {} layers, {} parameters", options.out, layers, with_commas(model.count_params())));
  static constexpr const char* forms[] = {"keras", "hdf5", "weights", "json", "layers"};
  terminal.object(Json::Object{{"input", options.in.name},
                               {"output", options.out},
                               {"format", forms[static_cast<std::size_t>(form)]},
                               {"layers", layers},
                               {"parameters", model.count_params()},
                               {"left_out", to_json(missing)}});
  return 0;
}

}  // namespace

Command convert_command() {
  return {"convert", "Write a model in another format",
          "  fovea convert runs/fashion fashion.h5\n  fovea convert old.h5 model.keras\n"
          "  fovea convert model.json model.keras --weights weights.h5",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("IN", options->in.name, "Any model that fovea reads: a file, a folder, a run folder")
                ->required()
                ->type_name("");
            app.add_option(
                   "OUT", options->out,
                   "Its end chooses the format: .keras; .h5 or .hdf5 (Keras 2's form); .weights.h5; .json; .layers")
                ->required()
                ->type_name("");
            app.add_flag("--overwrite", options->overwrite, "Replace OUT if it exists");
            app.add_option("--classes", options->classes, "Classes of a named network or a .layers file")
                ->transform(whole_number_from(1))
                ->capture_default_str()
                ->type_name("N");
            options->in.add(app);
            options->in.add_preprocess(app);
            app.add_option("--set", options->set, "A parameter of a .layers file; may be repeated")
                ->take_all()
                ->allow_extra_args(false)
                ->type_name("NAME=VALUE");
            return [options, &terminal] { return convert(*options, terminal); };
          }};
}

}  // namespace fovea::cli
