#pragma once
#include <optional>

#include "cli/training_data.h"
#include "fovea/models/compile.h"

namespace fovea::cli {

/// What a run trains, and on what, as its options say: data, model, what is done to pixels, loss and metrics. `train`
/// goes on from here; commands that show what it would do end here.
class TrainingSetup {
 public:
  /// Opens the data. With `tell` everything chosen is said.
  TrainingSetup(const TrainOptions& options, const Terminal& terminal, bool tell);

  TrainingData& data() { return data_; }
  const TrainingData& data() const { return data_; }
  const OpenedModel& opened() const { return *opened_; }
  const Model& model() const { return opened_->model; }
  const CompileOptions& compile_options() const { return compile_; }
  /// In the order of the model's output.
  const std::vector<std::string>& classes() const;

  /// The model, what it does to pixels, and how its data is read. Errors   usage: they do not fit
  void choose_network();
  /// Optimizer, loss and metrics: as given, else as the model's file has them, else adam, auto and accuracy.
  void choose_objectives();
  /// Makes the model ready for a step; feeds can be had from here on.
  void compile();
  /// Input    changed: by the augmenter
  std::unique_ptr<BatchFeed> training_feed(bool changed = true) {
    return data_.training_feed(model(), compile_.loss.one, classes(), changed);
  }
  std::unique_ptr<BatchFeed> validation_feed() {
    return data_.validation_feed(model(), compile_.loss.one, classes());
  }
  std::unique_ptr<BatchFeed> test_feed() { return data_.test_feed(model(), compile_.loss.one, classes()); }

 private:
  void say(const std::string& line) const {
    if (tell_) terminal_.say(line);
  }
  void check_class_mode(std::int64_t classes) const;
  /// Takes --labels for a new model. Names that are not the data's own are refused.
  void name_classes();
  /// Two ways of scaling pixels that were both asked for are refused.
  void check_scaling() const;

  const TrainOptions& options_;
  const Terminal& terminal_;
  bool tell_;
  TrainingData data_;
  std::optional<OpenedModel> opened_;
  CompileOptions compile_;
};

}  // namespace fovea::cli
