#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "fovea/formats/saved_model.h"

namespace fovea {

/// Writes a whole model as Keras 2 wrote .h5 files: its config, weights by layer, what it was compiled with, the optimizer's
/// state, and extras as the root's attribute `fovea`. tf_keras 2 opens it and trains on; Keras 3.15 opens it (see
/// keras2_node).
/// Errors   unsupported: as keras2_node; usage: a chain that is not built yet
/// Source   tf_keras/src/saving/legacy/hdf5_format.py, 2.21
void save_hdf5_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras = {});

/// Writes what Keras 3's save_weights() writes: `.weights.h5`, with the optimizer's state where the model is compiled.
void save_weights(const Model& model, const std::filesystem::path& path);

}  // namespace fovea
