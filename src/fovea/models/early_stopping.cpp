#include "fovea/models/early_stopping.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fovea/models/model.h"

namespace fovea {

Monitor::Monitor(std::string who, std::string name, const std::string& mode, double min_delta)
    : who_(std::move(who)), name_(std::move(name)), min_delta_(std::abs(min_delta)), maximize_(mode == "max") {
  if (mode != "auto" && mode != "min" && mode != "max")
    fail(ErrorKind::usage, who_ + ": mode is 'auto', 'min' or 'max'. Received '" + mode + "'.");
  // Keras asks each metric for its direction; these are the ones that grow when they get better.
  if (mode == "auto")
    for (const char* part : {"acc", "auc", "precision", "recall", "f1", "iou", "top_k"})
      if (name_.find(part) != std::string::npos) maximize_ = true;
}

void Monitor::check(const std::vector<std::string>& measured) const {
  if (std::find(measured.begin(), measured.end(), name_) != measured.end()) return;
  const std::string hint = name_.starts_with("val_") ? " Give validation data to measure it." : "";
  fail(ErrorKind::usage, who_ + ": monitor '" + name_ + "' is not measured. " + suggest(name_, measured) + hint);
}

bool Monitor::better(double value, double reference) const {
  return maximize_ ? value - min_delta_ > reference : value + min_delta_ < reference;
}

double Monitor::worst() const {
  const double infinity = std::numeric_limits<double>::infinity();
  return maximize_ ? -infinity : infinity;
}

const Fields<EarlyStoppingOptions>& EarlyStoppingOptions::fields() {
  using O = EarlyStoppingOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("monitor", &O::monitor)
                                    .add("min_delta", &O::min_delta)
                                    .add("patience", &O::patience)
                                    .add("verbose", &O::verbose)
                                    .add("mode", &O::mode)
                                    .add("baseline", &O::baseline)
                                    .add("restore_best_weights", &O::restore_best_weights)
                                    .add("start_from_epoch", &O::start_from_epoch);
  return list;
}

EarlyStopping::EarlyStopping(const Options& options)
    : options_(options), monitor_("EarlyStopping", options.monitor, options.mode, options.min_delta) {
  if (options.patience < 0)
    fail(ErrorKind::usage,
         "EarlyStopping: patience must be 0 or more. Received " + std::to_string(options.patience) + ".");
}

void EarlyStopping::on_train_begin() {
  monitor_.check(measured());
  wait_ = stopped_epoch_ = 0;
  best_ = monitor_.worst();
  best_weights_.clear();
}

void EarlyStopping::on_epoch_end(const EpochLogs& logs) {
  const double* found = logs.find(monitor_.name());
  if (found == nullptr || logs.epoch < options_.start_from_epoch) return;
  const double value = *found;
  if (options_.restore_best_weights && best_weights_.empty()) best_weights_ = model().get_weights();
  ++wait_;
  if (monitor_.better(value, best_)) {
    best_ = value;
    if (options_.restore_best_weights) best_weights_ = model().get_weights();
    if (!options_.baseline || monitor_.better(value, *options_.baseline)) wait_ = 0;
    return;
  }
  if (wait_ >= options_.patience && logs.epoch > 0) {
    stopped_epoch_ = logs.epoch;
    stop_training();
  }
}

void EarlyStopping::on_train_end(const EpochLogs&) {
  // Keras restores the best weights at the end of training, stopped early or not.
  if (options_.restore_best_weights && !best_weights_.empty()) model().set_weights(best_weights_);
}

template <>
const Registry<Callback>& registry<Callback>() {
  static const Registry<Callback> table("callback", "keras.callbacks",
                                        {entry<Callback, EarlyStopping>("EarlyStopping")});
  return table;
}

}  // namespace fovea
