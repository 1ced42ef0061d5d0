#pragma once
#include <filesystem>

#include "fovea/formats/saved_model.h"

namespace fovea {

/// Saves a model under a name that ends in .keras, with its weights, what compile() was given and the optimizer's
/// state. Whatever fails, the file that was there stays. Errors   usage: another ending; resource: it cannot be
/// written
void save_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras = {});

struct LoadOptions {
  std::filesystem::path weights = {};  ///< a file whose weights replace those of the model's; empty: none
  bool by_name = false;                ///< its layers are matched by name, not by order
};

/// Reads a model, whatever the file's name says: .keras archives and unzipped ones, whole models in the HDF5 files of Keras
/// 1, 2 and 3, TensorFlow.js layers models, Keras' JSON and .layers texts. The last two have no weights: they begin with
/// the values that their initializers give, unless `options` names a file of weights.
/// Errors   unreadable: no such file; unsupported: another kind of file, with the way to one that is read; format: a
///          broken one
LoadedModel load_model(const std::filesystem::path& path, const LoadOptions& options = {});
/// The same of a file's bytes; `name` stands for it in errors, and its ending tells a .layers text.
LoadedModel load_model(std::string bytes, const std::string& name);

}  // namespace fovea
