#include "fovea/formats/model_file.h"

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/sniff.h"
#include "fovea/formats/blame_file.h"
#include "fovea/formats/foreign_file.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/keras/legacy_file.h"
#include "fovea/formats/keras/weights_file.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/tfjs/layers_model.h"
#include "fovea/models/config.h"
#include "fovea/models/legacy_config.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

LoadedModel load_hdf5(Hdf5Reader file, const std::string& who) {
  if (!file.has_attribute("", model_config_attribute))
    fail(ErrorKind::unsupported,
         who +
             ": holds weights without a model. Name the model (a model.json, a .layers text, a .keras "
             "file) and give this file as its weights (--weights).");
  return load_legacy(std::move(file), who);
}

/// Keras' JSON. *node: what it describes, in Keras 3's form.
LoadedModel load_json(const Json& json, const fs::path& name, Json* node) {
  if (json.find("weight_map") != nullptr)
    fail(ErrorKind::unsupported, name.string() +
                                     ": is the index of weights without a model. Name the model and give this file "
                                     "as its weights (--weights).");
  std::vector<std::string> warnings;
  Model model = blame_file(name.string(), [&] {
    *node = keras3_node(json, warnings);
    return model_from_config(*node, warnings);
  });
  return {.model = model, .warnings = warnings, .has_weights = false};
}

LoadedModel load_one(const fs::path& path, Json* node) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    if (is_saved_folder(path)) return load_keras(path);
    const fs::path json = path / "model.json";
    if (fs::is_regular_file(json, error))
      if (const Json topology = Json::parse(read_file(json, Json::largest_text), json.string());
          is_tensorflow_js(topology))
        return load_tensorflow_js(topology, json);
    refuse_folder(path);
  }
  const std::string start = first_bytes(path);
  if (is_zip(start)) return load_keras(path);
  if (is_hdf5(start)) return load_hdf5(Hdf5Reader(path), path.string());
  if (path.extension() == ".layers")
    return {.model = read_layers(read_file(path, Json::largest_text), path.filename().string()),
            .has_weights = false};
  if (!is_json_object(start)) refuse_foreign(start, path);
  const Json json = Json::parse(read_file(path, Json::largest_text), path.string());
  return is_tensorflow_js(json) ? load_tensorflow_js(json, path) : load_json(json, path, node);
}

}  // namespace

LoadedModel load_model(const fs::path& path, const LoadOptions& options) {
  return with_memory(path.string(), [&] {
    Json node;
    LoadedModel loaded = load_one(path, &node);
    if (!options.weights.empty()) {
      if (node.is_null()) node = model_node(loaded.model);
      read_weights_file(options.weights, loaded.model, node, options.by_name, loaded.warnings);
      loaded.has_weights = true;
    }
    return loaded;
  });
}

LoadedModel load_model(std::string bytes, const std::string& name) {
  return with_memory(name, [&] {
    if (is_zip(bytes)) return load_keras(std::move(bytes), name);
    if (is_hdf5(bytes)) return load_hdf5(Hdf5Reader(std::move(bytes), name), name);
    if (fs::path(name).extension() == ".layers")
      return LoadedModel{.model = read_layers(bytes, fs::path(name).filename().string()), .has_weights = false};
    if (!is_json_object(bytes)) refuse_foreign(std::string_view(bytes).substr(0, 512), name);
    const Json json = Json::parse(bytes, name);
    if (is_tensorflow_js(json))
      fail(ErrorKind::unsupported,
           name + ": is a TensorFlow.js model, whose weights lie in files beside it. Load it by its path.");
    Json node;
    return load_json(json, name, &node);
  });
}

}  // namespace fovea
