#pragma once
#include "cli/training_setup.h"

namespace fovea::cli {

/// The Keras program that does the same, for people who want to compare or move on. Everything in `setup` is chosen.
/// Errors   unsupported: data that a few lines of Python cannot read, what Keras has nothing for
std::string keras_program(const TrainOptions& options, const TrainingSetup& setup);

/// What a program does to its data.
struct KerasData {
  std::string imports, lines;
  std::vector<std::string> fit;  ///< arguments of model.fit()
  std::string test;              ///< arguments of model.evaluate(); empty: there is no test part
};

/// Of photos: image_dataset_from_directory, or flow_from_directory where --augment is an ImageDataGenerator.
KerasData keras_photos(const TrainOptions& options, const TrainingSetup& setup);

/// What is done to pixels before the first layer, as an expression of `x`, an expression for float numbers.
/// Errors   unsupported: what was measured on pictures, which Keras keeps in no file
std::string scaled(const Preprocess& preprocess, const std::string& x);

/// A text as Python writes it.
std::string quoted(const std::string& text);

}  // namespace fovea::cli
