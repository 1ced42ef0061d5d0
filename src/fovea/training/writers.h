#pragma once
#include <fstream>
#include <string>
#include <vector>

#include "fovea/models/early_stopping.h"
#include "fovea/training/run_folder.h"

/// Callbacks that write into a run folder as training goes.
namespace fovea {

/// history.csv: epoch (from 1), loss, each metric, val_ of each, learning_rate, seconds. Rewritten whole after each epoch;
/// what an epoch did not measure (training was stopped in it) is left empty.
class HistoryWriter : public Callback {
 public:
  explicit HistoryWriter(std::filesystem::path path) : path_(std::move(path)) {}
  void on_epoch_end(const EpochLogs& logs) override;

 private:
  std::filesystem::path path_;
  std::string text_;
};

/// Saves the model after each epoch as model.keras, and as best.keras where val_loss (without validation: loss) is the
/// lowest so far. An epoch that was stopped before its end is never the best.
class ModelSaver : public Callback {
 public:
  ModelSaver(const std::filesystem::path& folder, SavedExtras extras);
  void on_train_begin() override;
  void on_epoch_end(const EpochLogs& logs) override;
  /// Epoch of the best model, counted from 1; 0 before the first.
  std::int64_t best_epoch() const { return best_epoch_; }
  const std::string& monitored() const { return monitored_; }

 private:
  std::filesystem::path latest_, best_;
  SavedExtras extras_;
  std::string monitored_;
  double lowest_ = 0;
  std::int64_t best_epoch_ = 0;
};

/// --step-log: one line a step with that batch's own loss, regularisation included, and the metrics so far in the epoch.
class StepLog : public Callback {
 public:
  /// Errors   resource: the file cannot be written
  explicit StepLog(const std::filesystem::path& path);
  void on_batch_end(const BatchLogs& logs) override;
  void on_train_end(const EpochLogs& logs) override;

 private:
  void check();
  std::filesystem::path path_;
  std::ofstream file_;
  std::int64_t step_ = 0;
};

}  // namespace fovea
