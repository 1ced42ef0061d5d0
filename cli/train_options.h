#pragma once
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
  double validation_split = 0;
  std::int64_t epochs = 5;
  std::int64_t batch_size = 32;
  std::string preprocess = "auto";
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
  std::string augment;
  bool augment_validation = false;
  std::string balance = "none";
  std::string on_bad_image = "skip";
  PhotoArguments photos;
  DataArguments where;

  void add(CLI::App& app);
  /// `where`, with what the options of photos say of it.
  DataArguments where_to_look() const {
    DataArguments arguments = where;
    arguments.follow_links = photos.follow_links;
    return arguments;
  }
};

/// --metrics as typed: names and calls, each at a comma that no bracket or quote encloses.
std::vector<MetricChoice> metric_choices(const std::vector<std::string>& texts);

/// Options given on the command line, as {"--epochs": ["10"], ...}: what --like repeats. DATA, --out, --overwrite and
/// --like itself belong to one run alone and are left out.
Json given_options(const CLI::App& app);

/// Adds the options of an earlier run to those that were not given now. One that excludes an option given now is left out.
/// Errors   usage: the earlier run has an option that no longer exists
void repeat_options(CLI::App& app, const Json& options);

}  // namespace fovea::cli
