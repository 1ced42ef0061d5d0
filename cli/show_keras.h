#pragma once
#include "cli/train_options.h"

namespace fovea::cli {

/// The Keras program that does what `fovea train` was asked to do, for people who want to compare or move on.
std::string keras_program(const TrainOptions& options, const OpenedModel& opened, const DataSet& data);

}  // namespace fovea::cli
