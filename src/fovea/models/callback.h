#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fovea {

class Model;

/// What an epoch or a batch has measured so far: values by Keras' names, in Keras' order.
struct Logs {
  std::int64_t epoch = 0;  ///< counted from 0
  std::int64_t step = 0;   ///< in the epoch, counted from 0
  std::int64_t steps = 0;  ///< in the epoch
  double loss = 0;
  double seconds = 0;        ///< of the epoch so far
  double trained = 0;        ///< of these, for steps of training
  double waited = 0;         ///< of those, for batches that were not ready
  std::int64_t samples = 0;  ///< trained on in the epoch
  double learning_rate = 0;
  std::vector<std::pair<std::string, double>> values;  ///< "loss", "accuracy", "val_loss", ...

  /// The value of that name, or nullptr.
  const double* find(const std::string& name) const {
    for (const auto& [key, value] : values)
      if (key == name) return &value;
    return nullptr;
  }
};
using EpochLogs = Logs;
using BatchLogs = Logs;

/// Hooks of training. Override what is needed. Batch values are running means over the epoch, as in Keras.
/// Source   keras/src/callbacks/callback.py, 3.15
class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_train_begin() {}
  virtual void on_train_end(const EpochLogs& /*logs*/) {}
  virtual void on_epoch_begin(std::int64_t /*epoch*/) {}
  virtual void on_epoch_end(const EpochLogs& /*logs*/) {}
  virtual void on_batch_begin(const BatchLogs& /*logs*/) {}
  virtual void on_batch_end(const BatchLogs& /*logs*/) {}
  /// Behind each batch of validation, and of evaluate() that is given the callback.
  virtual void on_test_batch_end(const BatchLogs& /*logs*/) {}
  /// Called by fit before anything else; callbacks that read or change the model use it.
  virtual void set_model(Model& model) { model_ = &model; }

  bool stop_requested() const { return stop_; }

 protected:
  /// Training ends after the current step, and validation, which tells nothing then.
  void stop_training() { stop_ = true; }
  Model& model() const { return *model_; }
  /// Names of what an epoch of this training measures: "loss", "accuracy", "val_loss", ... An epoch that was stopped, or
  /// that skips validation, lacks some of them.
  const std::vector<std::string>& measured() const { return measured_; }

 private:
  friend class Fit;
  std::vector<std::string> measured_;
  Model* model_ = nullptr;
  bool stop_ = false;
};

}  // namespace fovea
