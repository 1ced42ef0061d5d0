#pragma once
#include <filesystem>

#include "fovea/base/limits.h"
#include "fovea/formats/keras/weight_store.h"
#include "fovea/formats/saved_model.h"

namespace fovea {

/// What a Keras 3 archive holds beside extras_entry.
inline constexpr const char* config_entry = "config.json";
inline constexpr const char* metadata_entry = "metadata.json";
inline constexpr const char* weights_entry = "model.weights.h5";
inline constexpr const char* weight_index_entry = "model.weights.json";  ///< where they are in several files

/// Writes a Keras 3 archive: metadata.json, config.json with compile_config, model.weights.h5 with the optimizer's
/// state, and assets/fovea.json where there are extras. The old file stays until the new one is whole.
/// Errors   resource: it cannot be written; unsupported: as model_node
/// Source   keras/src/saving/saving_lib.py, 3.15
void save_keras(const Model& model, const std::filesystem::path& path, const SavedExtras& extras = {});

/// True of a folder that is an unzipped archive.
bool is_saved_folder(const std::filesystem::path& path);

/// Reads what real Keras (3, or 2.12 to 2.15 in this form) or save_keras wrote, an archive or an unzipped one.
/// Errors   unreadable: no such file; format: damaged, parts that are missing or do not fit each other;
///          unsupported: as model_from_config
LoadedModel load_keras(const std::filesystem::path& path, const ReadLimits& limits = {});
/// The same of a file's bytes; `name` stands for it in errors.
LoadedModel parse_keras(std::string bytes, const std::string& name, const ReadLimits& limits = {});

/// The weights alone of what load_keras reads. Errors   as there
WeightStore open_saved_weights(const std::filesystem::path& path, const ReadLimits& limits = {});

}  // namespace fovea
