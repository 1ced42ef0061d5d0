#include "fovea/formats/model_file.h"

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/sniff.h"
#include "fovea/formats/blame_file.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/layers_file.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

LoadedModel load_json(const std::filesystem::path& path) {
  const Json node = Json::parse(read_file(path, Json::largest_text), path.string());
  std::vector<std::string> warnings;
  Model model = blame_file(path.string(), [&] { return model_from_config(node, warnings); });
  return {model, {}, warnings};
}

LoadedModel load_known(const std::filesystem::path& path) {
  const std::string start = first_bytes(path, 8);
  if (start.starts_with("PK\3\4")) return load_keras(path);
  if (start == "\x89HDF\r\n\x1a\n")
    fail(ErrorKind::unsupported, path.string() +
                                     ": is HDF5, the form of older Keras. Read today are .keras archives, "
                                     "Keras' JSON and .layers texts; save it with Keras 3 as .keras.");
  const std::string extension = path.extension().string();
  if (extension == ".layers") return {read_layers(read_file(path, Json::largest_text), path.filename().string())};
  if (extension == ".json" || start.starts_with("{")) return load_json(path);
  fail(ErrorKind::unsupported, path.string() +
                                   ": is no model. Read today are .keras archives, Keras' JSON and .layers "
                                   "texts.");
}

}  // namespace

void save_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras) {
  if (path.extension() != ".keras")
    fail(ErrorKind::usage, "A model is saved under a name that ends in .keras. Received '" + path.string() + "'.");
  with_memory(path.string(), [&] { save_keras(model, path, extras); });
}

LoadedModel load_model(const std::filesystem::path& path) {
  return with_memory(path.string(), [&] { return load_known(path); });
}

}  // namespace fovea
