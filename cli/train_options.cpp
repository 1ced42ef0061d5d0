#include "cli/train_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "cli/checks.h"
#include "fovea/data/image_data_generator.h"
#include "fovea/formats/signatures.h"

namespace fovea::cli {

namespace {
constexpr const char *training = "Training", *validating = "Validation";
}

void TrainOptions::add_source(CLI::App& app) {
  app.add_option("DATA", data, data_words)->required()->type_name("");

  const char* group = "Model";
  app.add_option("--model", model.name,
                 "digits, lenet5, fashion, tinyvgg, a .layers, .keras or .json file, or a run folder (default: one "
                 "that fits the data)")
      ->type_name("NAME|FILE|RUN")
      ->group(group);
  app.add_option("--set", set, "A parameter of a .layers file; may be repeated")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE")
      ->group(group);
  model.add(app);
  model.add_preprocess(app, "; stored in the model");
  photos.add_form(app);
  where.add(app);
}

void TrainOptions::add_batch_size(CLI::App& app) {
  app.add_option("--batch-size", batch_size, "Samples in a step")
      ->transform(whole_number_from(1))
      ->capture_default_str()
      ->type_name("N")
      ->group(training);
}

void TrainOptions::add_seed(CLI::App& app) {
  app.add_option("--seed", seed, "Of weights, shuffling, augmentation and dropout")
      ->transform(whole_number_from(0))
      ->capture_default_str()
      ->type_name("N")
      ->group(training);
}

void TrainOptions::add_batches(CLI::App& app) {
  photos.add_cache(app);
  photos.add_workers(app);
  photos.add_augment(app);
  app.add_option(
         "--on-bad-image", on_bad_image,
         "What becomes of photos that cannot be read: skip (left out and listed; over 5 % end the run), stop, or "
         "quarantine (skip, and list them in the run folder) (default: skip; with --compat keras stop, as it does)")
      ->check(CLI::IsMember({"skip", "stop", "quarantine"}))
      ->type_name("HOW")
      ->group("Photos");

  app.add_option("--class-mode", class_mode,
                 "auto, binary (one unit), categorical (one-hot labels) or sparse (numbers of classes)")
      ->check(CLI::IsMember({"auto", "binary", "categorical", "sparse"}))
      ->capture_default_str()
      ->type_name("MODE")
      ->group(training);
  app.add_option(
         "--balance", balance,
         "none, weights (each class counts alike in the loss) or oversample (photos of rarer classes repeated)")
      ->check(CLI::IsMember({"none", "weights", "oversample"}))
      ->capture_default_str()
      ->type_name("HOW")
      ->group(training);
  add_batch_size(app);
  app.add_option("--loss", loss,
                 "auto (by the last activation and the labels), mse, "
                 "\"CategoricalCrossentropy(label_smoothing=0.1)\", ... (default: the file's, else auto)")
      ->type_name("CALL")
      ->group(training);
  app.add_option("--steps-per-epoch", steps_per_epoch,
                 "Steps in an epoch; the next one goes on where it ended (default: all the data)")
      ->transform(whole_number_from(1))
      ->type_name("N")
      ->group(training);
  app.add_flag("--no-shuffle", no_shuffle, "Take the data in its order")->group(training);
  add_seed(app);

  auto* data_option = app.add_option("--validation", validation,
                                     "Data to validate on (default: the data's own validation part, if it has one)")
                          ->type_name("DATA[:SPLIT]")
                          ->group(validating);
  app.add_option("--validation-split", validation_split,
                 "Hold out this part of the training data: its last samples, or a seeded part of each class of "
                 "photos (default for "
                 "photos without a validation part: 0.2)")
      ->check(number([](double v) { return v >= 0 && v < 1; }, "a fraction, at least 0 and below 1"))
      ->type_name("F")
      ->group(validating)
      ->excludes(data_option);
}

std::optional<double> TrainOptions::held_out() const {
  if (validation_split || !validation.empty() || !photos.generator()) return validation_split;
  const double asked = image_data_generator_from_call(photos.augment).options().validation_split;
  return asked > 0 ? std::optional(asked) : std::nullopt;
}

void TrainOptions::add(CLI::App& app) {
  add_source(app);
  add_batches(app);
  app.add_flag("--augment-validation", augment_validation, "Change validation data too, which is rarely meant")
      ->group("Photos");
  app.add_option("--epochs", epochs, "Passes over the data")
      ->transform(whole_number_from(0))
      ->capture_default_str()
      ->type_name("N")
      ->group(training);
  app.add_option("--optimizer", optimizer,
                 "adam, \"SGD(learning_rate=0.01, momentum=0.9)\", ... (default: the file's, else adam)")
      ->type_name("CALL")
      ->group(training);
  app.add_option("--metrics", metrics,
                 "Names or calls, with commas between: accuracy,\"SparseTopKCategoricalAccuracy(k=3)\" (default: the "
                 "file's, else accuracy)")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("CALLS")
      ->group(training);
  app.add_option("--callback", callbacks, "\"EarlyStopping(monitor='val_loss', patience=5)\"; may be repeated")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("CALL")
      ->group(training);
  app.add_option("--validation-steps", validation_steps,
                 "Steps of a validation; photos are then taken in one random order (default: all of it)")
      ->transform(whole_number_from(1))
      ->type_name("N")
      ->group(validating);

  const char* group = "Run folder";
  app.add_option("--out", out, "Where model.keras, best.keras, history.csv and run.json go (default: runs/DATA-N)")
      ->type_name("RUN")
      ->group(group);
  app.add_flag("--overwrite", overwrite, "Replace the run folder if it is there")->group(group);
  app.add_option("--like", like, "Repeat the options of that run; those given here replace its")
      ->type_name("RUN")
      ->group(group);
  app.add_option("--step-log", step_log, "Also write the loss of every step, as CSV")
      ->type_name("FILE")
      ->group(group);
  app.add_flag("--show-keras", show_keras, "Print the equivalent Keras program instead of training")->group(group);

  group = "Machine";
  app.add_option("--threads", threads, "Threads (default: all cores)")
      ->transform(whole_number_from(1))
      ->type_name("N")
      ->group(group);
  app.add_flag("--deterministic", deterministic, "The same results, bit for bit, at any number of threads")
      ->group(group);
}

namespace {

constexpr std::array<const char*, 6> of_one_run{"DATA", "--out", "--overwrite", "--like", "--help", "--show-keras"};

std::vector<std::string> at_commas(const std::string& text) {
  std::vector<std::string> parts{""};
  int depth = 0;
  char quote = '\0';
  for (const char c : text) {
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if (c == ')' || c == ']') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.emplace_back();
      continue;
    }
    if (c != ' ' || quote != '\0') parts.back() += c;
  }
  return parts;
}

}  // namespace

std::vector<MetricChoice> metric_choices(const std::vector<std::string>& texts) {
  std::vector<MetricChoice> choices;
  for (const std::string& text : texts)
    for (const std::string& part : at_commas(text)) {
      if (part.find('(') == std::string::npos)
        choices.emplace_back(part);
      else
        choices.emplace_back(metric_from_call(part));
    }
  return choices;
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

void repeat_options(CLI::App& app, const Json& options, bool some) {
  for (const auto& [name, values] : options.as_object()) {
    CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr && some) continue;
    if (option == nullptr)
      fail(ErrorKind::usage, "--like: that run used " + name + ", which this version does not have.");
    // What was given now replaces what was there; --set gathers, and the later value of a name counts.
    if (option->count() > 0 && name != "--set") continue;
    const auto excluded = option->get_excludes();
    if (std::any_of(excluded.begin(), excluded.end(), [](const CLI::Option* other) { return other->count() > 0; }))
      continue;
    const auto now = option->results();
    option->clear();
    for (const Json& value : values.as_list()) option->add_result(value.as_string());
    for (const std::string& value : now) option->add_result(value);
    option->run_callback();
  }
}

}  // namespace fovea::cli
