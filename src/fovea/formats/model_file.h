#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "fovea/base/limits.h"
#include "fovea/formats/saved_model.h"

namespace fovea {

/// What a file of a model holds, by the end of its name.
enum class ModelForm : std::uint8_t {
  keras,    ///< .keras: everything
  hdf5,     ///< .h5, .hdf5: everything, in Keras 2's form
  weights,  ///< .weights.h5: weights and the optimizer's state
  json,     ///< .json: layers and what compile() was given
  layers    ///< .layers: layers
};

/// Errors   usage: another ending
ModelForm model_form(const std::filesystem::path& path);

/// Saves a model in the form that the name's end says; Keras opens every one but .layers. Whatever fails, the file that
/// was there stays. What the form has no place for is left out: see left_out().
/// Errors   usage: another ending; unsupported: what the form cannot say (.h5: all layers that Keras 2 lacks);
///          resource: it cannot be written
void save_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras = {});

/// What save_model() leaves out of a file of that name, in a few words each: "weights", "optimizer state".
std::vector<std::string> left_out(const Model& model, const SavedExtras& extras, const std::filesystem::path& path);

struct LoadOptions {
  std::filesystem::path weights = {};  ///< a file whose weights replace those of the model's; empty: none
  bool by_name = false;                ///< its layers are matched by name, not by order
  ReadLimits limits = {};
};

/// Reads a model, whatever the file's name says: .keras archives and unzipped ones, whole models in the HDF5 files of Keras
/// 1, 2 and 3, TensorFlow.js layers models, Keras' JSON and .layers texts. The last two have no weights: they begin with
/// the values that their initializers give, unless `options` names a file of weights.
/// Errors   unreadable: no such file; unsupported: another kind of file, with the way to one that is read; format: a
///          broken one
LoadedModel load_model(const std::filesystem::path& path, const LoadOptions& options = {});
/// The same of a file's bytes; `name` stands for it in errors, and its ending tells a .layers text.
LoadedModel parse_model(std::string bytes, const std::string& name, const ReadLimits& limits = {});

}  // namespace fovea
