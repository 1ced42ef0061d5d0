#pragma once
#include <filesystem>

#include "fovea/formats/saved_model.h"

namespace fovea {

/// Saves a model under a name that ends in .keras, with its weights, what compile() was given and the optimizer's
/// state. Whatever fails, the file that was there stays. Errors   usage: another ending; resource: it cannot be
/// written
void save_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras = {});

/// Reads a model, whatever the file's name says: .keras archives (by content), Keras' JSON and .layers texts. The
/// last two have no weights: they begin with the values that their initializers give. Errors   unreadable: no such
/// file, a folder; unsupported: another kind of file; format: a broken one
LoadedModel load_model(const std::filesystem::path& path);
/// The same of a file's bytes; `name` stands for it in errors, and its ending tells a .layers text.
LoadedModel load_model(std::string bytes, const std::string& name);

}  // namespace fovea
