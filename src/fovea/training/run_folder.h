#pragma once
#include <filesystem>
#include <string>

#include "fovea/base/json.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/model.h"

namespace fovea {

/// The folder of one training run: run.json (what was run on what, and how it ended), model.keras (the latest weights),
/// best.keras, history.csv. It appears under its name at once, with run.json in it, and everything in it is replaced by
/// rename: whatever was saved stays readable.
class RunFolder {
 public:
  /// Refuses a folder that create() would refuse, before any work is done. Errors   usage: it exists, is not empty, and
  /// `overwrite` is false or it is no run
  static void check_free(const std::filesystem::path& path, bool overwrite);
  /// Makes a new folder. Errors   those of check_free(); resource: it cannot be written
  static RunFolder create(const std::filesystem::path& path, Json run, bool overwrite);
  /// Opens one that is there. Errors   unreadable, format: no run.json, or a broken one
  static RunFolder open(const std::filesystem::path& path);
  /// PARENT/NAME-N with the first N that is free, made as an empty folder, so that no other run takes it.
  static std::filesystem::path take_next(const std::filesystem::path& parent, const std::string& name);
  static bool is_run(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  static std::filesystem::path model_path(const std::filesystem::path& run) { return run / "model.keras"; }
  /// The file that a MODEL names: a run's model.keras, else what it says.
  static std::filesystem::path model_file(const std::filesystem::path& model) {
    return is_run(model) ? model_path(model) : model;
  }
  static std::filesystem::path best_path(const std::filesystem::path& run) { return run / "best.keras"; }
  static std::filesystem::path history_path(const std::filesystem::path& run) { return run / "history.csv"; }

  const Json& run() const { return run_; }
  /// Sets a member of run.json and writes it.
  void set(const std::string& key, Json value);

 private:
  RunFolder(std::filesystem::path path, Json run) : path_(std::move(path)), run_(std::move(run)) {}
  std::filesystem::path path_;
  Json run_;
};

}  // namespace fovea
