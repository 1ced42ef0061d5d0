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

LoadedModel load_hdf5(Hdf5Reader file, const std::string& who, const ReadLimits& limits) {
  if (!file.has_attribute("", model_config_attribute))
    fail(ErrorKind::unsupported,
         who +
             ": holds weights without a model. Name the model (a model.json, a .layers text, a .keras "
             "file) and give this file as its weights (--weights).");
  return load_legacy(std::move(file), who, limits);
}

/// Keras' JSON. *node: what it describes, in Keras 3's form.
LoadedModel load_json(const Json& json, const fs::path& name, const ReadLimits& limits, Json* node) {
  if (json.find("weight_map") != nullptr)
    fail(ErrorKind::unsupported, name.string() +
                                     ": is the index of weights without a model. Name the model and give this file "
                                     "as its weights (--weights).");
  std::vector<std::string> warnings;
  Model model = blame_file(name.string(), [&] {
    *node = keras3_node(json, warnings);
    const Json* version = json.find("keras_version");
    return blame_version(version != nullptr && version->is_string() ? version->as_string() : "",
                         [&] { return model_from_config(*node, warnings, limits); });
  });
  return {.model = model, .warnings = warnings, .has_weights = false};
}

LoadedModel load_one(const fs::path& path, const ReadLimits& limits, Json* node) {
  const auto read_text = [&](const fs::path& file) { return read_file(file, limits.json_bytes, "json_bytes"); };
  std::error_code error;
  if (fs::is_directory(path, error)) {
    if (is_saved_folder(path)) return load_keras(path, limits);
    const fs::path json = path / "model.json";
    if (fs::is_regular_file(json, error))
      if (const Json topology = Json::parse(read_text(json), json.string(), limits); is_tensorflow_js(topology))
        return load_tensorflow_js(topology, json, limits);
    refuse_folder(path);
  }
  if (is_checkpoint(path)) refuse_checkpoint(path);
  const std::string start = first_bytes(path);
  if (is_zip(start)) return load_keras(path, limits);
  if (is_hdf5(start)) return load_hdf5(Hdf5Reader(path, limits), path.string(), limits);
  if (path.extension() == ".layers")
    return {.model = read_layers(read_text(path), path.filename().string(), {}, limits), .has_weights = false};
  if (!is_json_object(start)) refuse_foreign(start, path);
  const Json json = Json::parse(read_text(path), path.string(), limits);
  return is_tensorflow_js(json) ? load_tensorflow_js(json, path, limits) : load_json(json, path, limits, node);
}

}  // namespace

LoadedModel load_model(const fs::path& path, const LoadOptions& options) {
  return with_memory(path.string(), [&] {
    Json node;
    LoadedModel loaded = load_one(path, options.limits, &node);
    if (!options.weights.empty()) {
      if (node.is_null()) node = model_node(loaded.model);
      read_weights_file(options.weights, loaded.model, node, options.by_name, loaded.warnings, options.limits);
      loaded.has_weights = true;
    }
    return loaded;
  });
}

LoadedModel parse_model(std::string bytes, const std::string& name, const ReadLimits& limits) {
  return with_memory(name, [&] {
    if (is_zip(bytes)) return parse_keras(std::move(bytes), name, limits);
    if (is_hdf5(bytes)) return load_hdf5(Hdf5Reader(std::move(bytes), name, limits), name, limits);
    if (fs::path(name).extension() == ".layers")
      return LoadedModel{.model = read_layers(bytes, fs::path(name).filename().string(), {}, limits),
                         .has_weights = false};
    if (!is_json_object(bytes)) refuse_foreign(std::string_view(bytes).substr(0, 512), name);
    const Json json = Json::parse(bytes, name, limits);
    if (is_tensorflow_js(json))
      fail(ErrorKind::unsupported,
           name + ": is a TensorFlow.js model, whose weights lie in files beside it. Load it by its path.");
    Json node;
    return load_json(json, name, limits, &node);
  });
}

}  // namespace fovea
