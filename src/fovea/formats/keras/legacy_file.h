#pragma once
#include <string>

#include "fovea/formats/hdf5_file.h"
#include "fovea/formats/saved_model.h"

namespace fovea {

/// Where Keras 1, 2 and 3 put a model's config into an HDF5 file, and fovea its extras: attributes of the root.
inline constexpr const char* model_config_attribute = "model_config";
inline constexpr const char* extras_attribute = "fovea";

/// Reads a whole model from the HDF5 file of Keras 1, 2 (standalone or tf.keras) or 3's legacy form, with what it was
/// compiled with and its optimizer's state.
/// Errors   format: parts that are missing or do not fit each other; unsupported: as model_from_config
LoadedModel load_legacy(Hdf5Reader file, const std::string& who, const ReadLimits& limits = {});

}  // namespace fovea
