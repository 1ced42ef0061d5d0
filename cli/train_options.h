#pragma once
#include <string>
#include <vector>

#include "cli/inputs.h"

namespace fovea::cli {

/// The options of `fovea train` as they were typed.
struct TrainOptions {
  std::string data;
  std::string model;
  std::vector<std::string> set;
  std::string like;
  std::string validation;
  double validation_split = 0;
  std::int64_t epochs = 5;
  std::int64_t batch_size = 32;
  std::string preprocess = "auto";
  std::string optimizer;
  std::string loss = "auto";
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
  DataArguments where;

  void add(CLI::App& app);
};

/// Options given on the command line, as {"--epochs": ["10"], ...}: what --like repeats. DATA, --out, --overwrite and
/// --like itself belong to one run alone and are left out.
Json given_options(const CLI::App& app);

/// Adds the options of an earlier run to those that were not given now.
/// Errors   usage: the earlier run has an option that no longer exists
void repeat_options(CLI::App& app, const Json& options);

}  // namespace fovea::cli
