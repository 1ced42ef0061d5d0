#include "cli/inputs.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "cli/interrupt.h"
#include "cli/limits.h"
#include "fovea/base/text.h"
#include "fovea/formats/foreign_file.h"
#include "fovea/formats/labels_file.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/named_networks.h"
#include "fovea/models/trainer.h"
#include "fovea/training/run_folder.h"

namespace fovea::cli {

void DataArguments::add(CLI::App& app) {
  app.add_option("--data-dir", data_dir, "Folder to look in first for mnist and fashion_mnist")
      ->type_name("DIR")
      ->group("Machine");
  app.add_flag("--offline", offline, "Download nothing")->group("Machine");
}

DataSet open(const std::string& spec, const DataArguments& arguments, const Terminal& terminal) {
  DataOptions options;
  options.data_dir = arguments.data_dir;
  options.offline = arguments.offline;
  options.limits = read_limits();
  options.follow_links = arguments.follow_links;
  int last_percent = -1;
  options.progress = [&](const Transfer& transfer) {
    const std::uint64_t done = transfer.received, total = transfer.total;
    if (interrupted()) fail(ErrorKind::unreadable, "Interrupted while downloading.");
    const int percent = total > 0 ? static_cast<int>(done * 100 / total) : 0;
    if (percent / 10 != last_percent / 10)
      terminal.say(fmt::format("downloading  {} of {} MiB", done >> 20, total >> 20));
    last_percent = percent;
  };
  return open_data(spec, options);
}

void ModelArguments::add(CLI::App& app) {
  CLI::Option* file =
      app.add_option("--weights", weights, "Weights for MODEL: .weights.h5, .weights.json, .keras or a legacy .h5")
          ->type_name("FILE")
          ->group("Model");
  app.add_flag("--by-name", by_name, "Match the layers of --weights by name, not by order")
      ->group("Model")
      ->needs(file);
  app.add_flag("--allow-nan", allow_nan, "Take weights that are NaN or infinite as they are")->group("Model");
  app.add_option(
         "--labels", labels,
         "Names of the classes: one a line, or class_indices.json (default: what the model holds, or labels.txt or "
         "class_indices.json beside it)")
      ->type_name("FILE")
      ->group("Model");
}

void ModelArguments::add_preprocess(CLI::App& app, const std::string& more) {
  app.add_option(
         "--preprocess", preprocess,
         "What happens to pixels before the first layer: auto, none, rescale=1/255, tf, torch or caffe" + more)
      ->capture_default_str()
      ->type_name("MODE")
      ->group("Model");
}

namespace {

/// Names of classes for a model that holds none. A file that nobody named and that does not fit is left alone.
std::vector<std::string> class_names_for(const ModelArguments& arguments, const std::filesystem::path& file,
                                         const Model& model, const Terminal& terminal) {
  const std::filesystem::path path =
      arguments.labels.empty() ? labels_beside(file) : std::filesystem::path(arguments.labels);
  if (path.empty() || model.outputs().size() != 1) return {};
  const std::int64_t units = model.output().shape()[-1];
  std::vector<std::string> names = read_labels(path);
  const auto count = static_cast<std::int64_t>(names.size());
  if (count == units || (units == 1 && count == 2)) return names;
  const std::string text =
      fmt::format("{}: names {} classes, and the model has {} outputs.", path.string(), count, units);
  if (!arguments.labels.empty()) fail(ErrorKind::usage, text);
  terminal.warn(text + " It is left aside.");
  return {};
}

/// Weights with values that are no numbers, by name.
std::vector<std::string> not_finite(const Model& model) {
  std::vector<std::string> names;
  for (const Weight& weight : model.weights()) {
    const Array& value = weight.variable->value;
    const Array values = value.dtype() == DType::f32 ? value : value.cast(DType::f32);  // not copied if it need not
    if (!std::ranges::all_of(values.values<float>(), [](float value) { return std::isfinite(value); }))
      names.push_back(weight.variable->path);
  }
  return names;
}

/// Nothing that a model with such weights predicts means anything.
void check_finite(const ModelArguments& arguments, const Model& model, const Terminal& terminal) {
  const std::vector<std::string> names = arguments.allow_nan ? std::vector<std::string>() : not_finite(model);
  if (names.empty()) return;
  const std::string text =
      fmt::format("{}: {} of its {} weights hold NaN or infinite values: {}. --allow-nan takes them as they are.",
                  arguments.name, names.size(), model.weights().size(), join(names, ", "));
  if (arguments.refuse_nan) fail(ErrorKind::format, text);
  terminal.warn(text);
}

OpenedModel read_model(const ModelArguments& arguments, const NetworkWishes& wishes,
                       const std::map<std::string, Json>& parameters, const Terminal& terminal) {
  namespace fs = std::filesystem;
  std::error_code error;
  const std::string& name = arguments.name;
  if (!parameters.empty() && fs::path(name).extension() != ".layers")
    fail(ErrorKind::usage, "--set gives values to the free names of a .layers file. Received '" +
                               parameters.begin()->first + "' for MODEL '" + name + "'.");
  if (!fs::exists(name, error) && !is_checkpoint(name)) {
    if (is_named_network(name) && !arguments.weights.empty())
      fail(ErrorKind::usage, "--weights belongs to a model that a file describes. Received MODEL '" + name + "'.");
    if (is_named_network(name)) return {named_network(name, wishes), {}, {}, name};
    fail(ErrorKind::usage, "MODEL '" + name + "' is neither a file, nor a run folder, nor a named network. " +
                               suggest(name, named_networks()));
  }
  const fs::path file = RunFolder::model_file(name);
  if (file.extension() == ".layers" && arguments.weights.empty())
    return {read_layers_file(file, wishes.classes, parameters, read_limits()), {}, {}, file.string()};
  LoadedModel loaded =
      load_model(file, {.weights = arguments.weights, .by_name = arguments.by_name, .limits = read_limits()});
  if (loaded.has_weights) check_finite(arguments, loaded.model, terminal);
  for (const std::string& warning : loaded.warnings) terminal.warn(file.string() + ": " + warning);
  if (loaded.extras.classes.empty() || !arguments.labels.empty())
    loaded.extras.classes = class_names_for(arguments, file, loaded.model, terminal);
  Preprocess preprocess;
  if (!loaded.extras.preprocess.is_null()) preprocess = Preprocess::from_json(loaded.extras.preprocess);
  loaded.model.set_run({.scaling = preprocess.scaling});
  return {loaded.model,  loaded.extras,      preprocess,
          file.string(), loaded.has_weights, !loaded.extras.preprocess.is_null()};
}

}  // namespace

OpenedModel open_model(const ModelArguments& arguments, const NetworkWishes& wishes,
                       const std::map<std::string, Json>& parameters, const Terminal& terminal) {
  OpenedModel opened = read_model(arguments, wishes, parameters, terminal);
  if (arguments.preprocess == "auto") return opened;
  // How photos were resized stays what the file says.
  opened.preprocess.scaling = Preprocess::choose(arguments.preprocess, opened.model, DType::u8).scaling;
  opened.extras.preprocess = opened.preprocess.to_json();
  opened.knows_scaling = true;
  opened.model.set_run({.scaling = opened.preprocess.scaling});
  return opened;
}

void warn_of_guesses(const OpenedModel& opened, DType pixels, const Terminal& terminal) {
  if (!opened.from_file)
    terminal.warn(opened.path + ": is not trained; its weights are random.");
  else if (!opened.knows_scaling && pixels == DType::u8 && !Preprocess::takes_raw_pixels(opened.model))
    terminal.warn(opened.path +
                  ": says nothing of how its inputs were scaled; pixels are given as they are, 0 to 255. "
                  "--preprocess rescale=1/255, tf, torch or caffe scales them.");
}

Tensor only_output(const Model& model) {
  const std::size_t inputs = model.input().size(), outputs = model.outputs().size();
  if (inputs != 1 || outputs != 1)
    fail(ErrorKind::unsupported,
         fmt::format("{}: has {} input{} and {} output{}. The command line trains and measures models with one of "
                     "each; the C++ library takes any.",
                     model.network().who(), inputs, inputs == 1 ? "" : "s", outputs, outputs == 1 ? "" : "s"));
  return model.output();
}

Named<Loss> compiled_loss(const Model& model) {
  const LossChoice& choice = model.trainer().compile_options().loss;
  return choice.one || choice.by_output.empty() ? choice.one : choice.by_output[0].second;
}

std::map<std::string, Json> parse_parameters(const std::vector<std::string>& settings) {
  std::map<std::string, Json> parameters;
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) fail(ErrorKind::usage, "--set takes NAME=VALUE. Received '" + setting + "'.");
    parameters[setting.substr(0, equals)] =
        parse_literal(setting.substr(equals + 1), "--set " + setting.substr(0, equals));
  }
  return parameters;
}

std::shared_ptr<KernelChoices> measured_kernels() {
  static const auto choices = std::make_shared<KernelChoices>(KernelChoices::default_file());
  return choices;
}

Array match_classes(const Array& labels, const std::vector<std::string>& data,
                    const std::vector<std::string>& model) {
  if (data.empty() || model.empty() || data == model || labels.dtype() != DType::i64) return labels;
  std::vector<std::int64_t> index;
  for (const std::string& name : data) {
    const auto found = std::find(model.begin(), model.end(), name);
    if (found == model.end())
      fail(ErrorKind::usage,
           "The data has a class '" + name + "' that the model was not trained on. " + suggest(name, model));
    index.push_back(found - model.begin());
  }
  Array matched = labels.clone();
  for (std::int64_t& label : matched.values<std::int64_t>()) label = index.at(static_cast<std::size_t>(label));
  return matched;
}

Array labels_for(const Named<Loss>& loss, const Array& labels, std::int64_t classes) {
  const bool one_hot = loss && loss->labels() == LabelForm::values && labels.dtype() == DType::i64 && classes > 1;
  return one_hot ? to_categorical(labels, classes) : labels;
}

}  // namespace fovea::cli
