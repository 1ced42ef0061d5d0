#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/feeding.h"

namespace fovea::cli {

/// The options of `fovea train` as they were typed.
struct TrainOptions {
  std::string data;
  ModelArguments model;
  std::vector<std::string> set;
  std::string like;
  std::string validation;
  std::optional<double> validation_split;
  std::int64_t epochs = 5;
  std::int64_t batch_size = 32;
  std::string optimizer;  ///< empty: the file's, else adam
  std::string loss;       ///< empty: the file's, else auto
  std::vector<std::string> metrics;
  std::vector<std::string> callbacks;
  std::uint64_t seed = 0;
  bool no_shuffle = false;
  std::int64_t steps_per_epoch = 0;
  std::int64_t validation_steps = 0;
  bool deterministic = false;
  int threads = 0;
  std::string out;
  bool overwrite = false;
  std::string step_log;
  bool show_keras = false;
  std::string class_mode = "auto";
  bool augment_validation = false;
  std::string balance = "none";
  std::string on_bad_image;  ///< empty: skip, or stop with --compat keras
  PhotoArguments photos;
  DataArguments where;

  /// What is held out of the training part: --validation-split, else what an ImageDataGenerator in --augment says; absent
  /// where nobody says.
  std::optional<double> held_out() const;
  /// All of them.
  void add(CLI::App& app);
  /// DATA, the model and how its pictures are read: what every command that feeds a training's data has.
  void add_source(CLI::App& app);
  /// What a batch is made of besides: labels, parts and their order.
  void add_batches(CLI::App& app);
  void add_batch_size(CLI::App& app);
  void add_seed(CLI::App& app);
};

/// --metrics as typed: names and calls, each at a comma that no bracket or quote encloses.
std::vector<MetricChoice> metric_choices(const std::vector<std::string>& texts);

/// Options given on the command line, as {"--epochs": ["10"], ...}: what --like repeats. DATA, --out, --overwrite and
/// --like itself belong to one run alone and are left out.
Json given_options(const CLI::App& app);

/// Adds the options of an earlier run to those that were not given now. One that excludes an option given now is left out.
/// Errors   usage: the earlier run has an option that no longer exists; with `some`, those that `app` lacks are left out
void repeat_options(CLI::App& app, const Json& options, bool some = false);

}  // namespace fovea::cli
