#pragma once
#include <string>
#include <vector>

#include "fovea/models/model.h"

namespace fovea {

/// The names of a model's outputs, those of their layers; none of a chain that is not built.
std::vector<std::string> output_names(const Network& network);

/// Keras' compile_config of a compiled model: optimizer (with its current learning rate), loss, loss_weights, metrics
/// and the settings that fovea has no use for. A loss with all defaults is written as its name.
/// Source   keras/src/trainers/trainer.py get_compile_config, 3.15
Json compile_config(const Model& model);

/// The same with all metrics as objects: what "accuracy" and the like stand for by their output's shape and loss.
Json resolved_compile_config(const Model& model);

/// Compiles a model as such a config says. What fovea does not have is added to `warnings`; without its optimizer or
/// loss the model stays as it is, and false is returned.
bool compile_from_config(const Model& model, const Json& config, std::vector<std::string>& warnings);

}  // namespace fovea
