#pragma once
#include "cli/train_options.h"

namespace fovea::cli {

/// What `fovea train` was asked to do, resolved.
struct KerasRun {
  const TrainOptions& options;
  const OpenedModel& opened;
  const DataSet& data;
  const DataSet* validation_data;  ///< where `validation` comes from
  const Split* validation;         ///< null: none, or a fraction
  const CompileOptions& compile;
};

/// The Keras program that does the same, for people who want to compare or move on.
/// Errors   unsupported: data that a few lines of Python cannot read
std::string keras_program(const KerasRun& run);

}  // namespace fovea::cli
