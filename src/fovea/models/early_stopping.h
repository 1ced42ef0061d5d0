#pragma once
#include <optional>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/base/named.h"
#include "fovea/models/callback.h"

namespace fovea {

/// Whether a measured value got better. Source   keras/src/callbacks/monitor_callback.py, 3.15
class Monitor {
 public:
  /// mode: "auto" (max for accuracy and its like, else min), "min" or "max". Errors   usage: another mode
  Monitor(std::string who, std::string name, const std::string& mode, double min_delta);
  /// Errors   usage: training will not measure that value, with those that it will
  void check(const std::vector<std::string>& measured) const;
  bool better(double value, double reference) const;
  double worst() const;
  const std::string& name() const { return name_; }

 private:
  std::string who_, name_;
  double min_delta_;
  bool maximize_;
};

struct EarlyStoppingOptions {
  ByName by_name = ByName();
  std::string monitor = "val_loss";
  double min_delta = 0;
  std::int64_t patience = 0;
  std::int64_t verbose = 0;
  std::string mode = "auto";
  std::optional<double> baseline = {};
  bool restore_best_weights = false;
  std::int64_t start_from_epoch = 0;

  static const Fields<EarlyStoppingOptions>& fields();
};

/// Ends training when a measured value has not improved for `patience` epochs.
/// An epoch without the value (training was stopped in it, or validation_freq skips it) neither counts nor waits.
/// Errors   usage: a monitor that is not measured, before the first step (Keras only warns); an unknown mode
/// Source   keras/src/callbacks/early_stopping.py, 3.15
class EarlyStopping : public Callback {
 public:
  using Options = EarlyStoppingOptions;
  explicit EarlyStopping(const Options& options = {});
  void on_train_begin() override;
  void on_epoch_end(const EpochLogs& logs) override;
  void on_train_end(const EpochLogs& logs) override;
  /// Epoch after which training ended, or 0.
  std::int64_t stopped_epoch() const { return stopped_epoch_; }

 private:
  Options options_;
  Monitor monitor_;
  double best_ = 0;
  std::int64_t wait_ = 0, stopped_epoch_ = 0;
  std::vector<Array> best_weights_;
};

template <>
const Registry<Callback>& registry<Callback>();

}  // namespace fovea
