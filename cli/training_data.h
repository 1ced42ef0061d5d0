#pragma once
#include <optional>

#include "cli/feeding.h"
#include "cli/train_options.h"

namespace fovea::cli {

/// The data of a training run: opened, cut into parts, and fed to the model.
class TrainingData {
 public:
  /// Opens DATA and what --validation names, and holds out --validation-split: the last fraction of arrays, as Keras does,
  /// a seeded part of each class of photos. Photos without a validation part give 20 %; with --compat keras Keras' part, and
  /// none unasked.
  TrainingData(const TrainOptions& options, const Terminal& terminal);

  const DataSet& set() const { return data_; }
  /// Where the validation part comes from.
  const DataSet& validation_set() const { return other_ ? *other_ : data_; }
  const Split& train() const { return train_; }
  const Split* validation() const { return validation_ ? &*validation_ : nullptr; }
  const Split* test() const { return data_.find("test"); }
  /// The class of a training sample. Input    row: from 0
  std::string class_of(std::int64_t row) const;
  /// A training sample by its name: its file, or DATA:train:ROW.
  std::string name_of(std::int64_t row) const;
  /// The part of training data that was held out for validation, where it has none of its own; else 0.
  double held_out() const { return held_out_; }
  /// What was done, line by line: "data", "split", what is odd about it.
  void tell() const;

  /// Prepares the feeds for a model; what its photos need is kept in `preprocess`.
  void prepare_feeds(const Model& model, Preprocess& preprocess);
  /// Of the training part, from here on.
  const Feeding& feeding() const { return *feeding_; }
  const DrawnAugmenter* augmenter() const { return augmentation_.augmenter.get(); }
  /// The training samples as a pass takes them.
  std::vector<std::int64_t> order(std::int64_t pass) const;

  /// Whether the labels of training data are mixed, so that the loss must take numbers for all classes.
  bool mixes_labels() const { return augmentation_.augmenter && augmentation_.augmenter->mixes_labels(); }

  /// Input    classes: the model's, in the order of its output; changed: by the augmenter
  std::unique_ptr<BatchFeed> training_feed(const Model& model, const Named<Loss>& loss,
                                           const std::vector<std::string>& classes, bool changed = true);
  std::unique_ptr<BatchFeed> validation_feed(const Model& model, const Named<Loss>& loss,
                                             const std::vector<std::string>& classes);
  std::unique_ptr<BatchFeed> test_feed(const Model& model, const Named<Loss>& loss,
                                       const std::vector<std::string>& classes);

 private:
  std::unique_ptr<BatchFeed> feed(const Feeding& feeding, const DataSet& data, const Split& split, const Model& model,
                                  const Named<Loss>& loss, const std::vector<std::string>& classes,
                                  const Feeding::Options& options) const;
  /// Whether photos are as Keras lists them.
  bool by_keras() const { return options_.photos.keras() && data_.files; }
  void hold_out_part();
  /// Photos lie class by class, of which a few steps would see the first alone: those are taken in one random order.
  std::function<std::vector<std::int64_t>(std::int64_t pass)> validation_order() const;
  FlowOptions flow_over(std::int64_t samples) const;
  void balance();

  const TrainOptions& options_;
  const Terminal& terminal_;
  std::optional<double> asked_;  ///< to hold out; absent where nobody says
  DataSet data_;
  std::optional<DataSet> other_;  ///< of --validation
  Split train_;
  std::optional<Split> validation_;
  Array weights_;  ///< of training samples, with --balance weights
  std::string split_words_;
  double held_out_ = 0;
  OnBadPhoto on_bad_;
  std::optional<Feeding> feeding_, other_feeding_;
  Augmentation augmentation_, of_validation_;
};

}  // namespace fovea::cli
