#include "cli/train_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

namespace fovea::cli {

void TrainOptions::add(CLI::App& app) {
  app.add_option("DATA", data, "mnist, fashion_mnist, an .npz file or a folder of IDX files")->required();
  app.add_option("--model", model, "A named network (digits, lenet5, fashion, tinyvgg), a file or a run folder");
  app.add_option("--set", set, "NAME=VALUE for a parameter of a .layers file")->take_all()->allow_extra_args(false);
  app.add_option("--like", like, "Repeat the options of this run folder, with changes");
  app.add_option("--validation", validation, "Data to validate on: DATA or DATA:SPLIT");
  app.add_option("--validation-split", validation_split, "Fraction of the training data, its end, to validate on")
      ->check(CLI::Range(0.0, 0.999));
  app.add_option("--epochs", epochs, "Passes over the data")->check(CLI::NonNegativeNumber)->capture_default_str();
  app.add_option("--batch-size", batch_size, "Samples in a step")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--preprocess", preprocess, "auto, none, rescale=1/255 or tf")->capture_default_str();
  app.add_option("--optimizer", optimizer, "A Keras call: adam, \"SGD(learning_rate=0.01, momentum=0.9)\" (default: adam)");
  app.add_option("--loss", loss, "auto, or a Keras call: sparse_categorical_crossentropy, ...")->capture_default_str();
  app.add_option("--metrics", metrics, "Names of metrics (default: accuracy)")->take_all()->delimiter(',');
  app.add_option("--callback", callbacks, "A Keras call, may be repeated: \"EarlyStopping(monitor='val_loss', patience=5)\"")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--seed", seed, "Of weights, shuffling and dropout")->capture_default_str();
  app.add_flag("--no-shuffle", no_shuffle, "Take the data in its order");
  app.add_option("--steps-per-epoch", steps_per_epoch, "Steps in an epoch (default: all the data)")->check(CLI::PositiveNumber);
  app.add_option("--validation-steps", validation_steps, "Steps of a validation (default: all of it)")->check(CLI::PositiveNumber);
  app.add_flag("--deterministic", deterministic, "The same results at any number of threads");
  app.add_option("--threads", threads, "Threads (default: all cores)")->check(CLI::PositiveNumber);
  app.add_option("--out", out, "The run folder (default: runs/DATA-N)");
  app.add_flag("--overwrite", overwrite, "Replace the run folder if it exists");
  app.add_option("--step-log", step_log, "A CSV file with the loss of every step");
  app.add_flag("--show-keras", show_keras, "Print the equivalent Keras program and stop");
  where.add(app);
}

namespace {
constexpr std::array<const char*, 6> of_one_run{"DATA", "--out", "--overwrite", "--like", "--help", "--show-keras"};
}

Json given_options(const CLI::App& app) {
  Json options = Json::object();
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    if (option->count() == 0 || std::find(of_one_run.begin(), of_one_run.end(), name) != of_one_run.end()) continue;
    Json values = Json::list();
    for (const std::string& value : option->results()) values.push_back(value);
    options[name] = std::move(values);
  }
  return options;
}

void repeat_options(CLI::App& app, const Json& options) {
  for (const auto& [name, values] : options.as_object()) {
    CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr) fail(ErrorKind::usage, "--like: that run used " + name + ", which this version does not have.");
    // --set and --callback gather: what was given now comes on top of what was there.
    if (option->count() > 0 && name != "--set") continue;
    const auto now = option->results();
    option->clear();
    for (const Json& value : values.as_list()) option->add_result(value.as_string());
    for (const std::string& value : now) option->add_result(value);
    option->run_callback();
  }
}

}  // namespace fovea::cli
