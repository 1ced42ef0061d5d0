#include "fovea/formats/model_file.h"

#include <fstream>

#include "fovea/base/file.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/layers_file.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

constexpr std::size_t text_limit = std::size_t{64} << 20;

/// The first bytes of a file.
std::string head(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(8, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

LoadedModel load_json(const std::filesystem::path& path) {
  const Json node = Json::parse(read_file(path, text_limit), path.string());
  std::vector<std::string> warnings;
  Model model = model_from_config(node, warnings);
  return {model, {}, warnings};
}

}  // namespace

void save_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras) {
  if (path.extension() != ".keras")
    fail(ErrorKind::usage, "A model is saved under a name that ends in .keras. Received '" + path.string() + "'.");
  save_keras(model, path, extras);
}

LoadedModel load_model(const std::filesystem::path& path) {
  const std::string start = head(path);
  if (start.starts_with("PK\3\4")) return load_keras(path);
  if (start == "\x89HDF\r\n\x1a\n")
    fail(ErrorKind::unsupported, path.string() +
                                     ": is HDF5, the form of older Keras. Read today are .keras archives, "
                                     "Keras' JSON and .layers texts; save it with Keras 3 as .keras.");
  const std::string extension = path.extension().string();
  if (extension == ".layers") return {read_layers(read_file(path, text_limit), path.filename().string())};
  if (extension == ".json" || start.starts_with("{")) return load_json(path);
  read_file(path, 1 << 30);  // says why it cannot be read, where that is so
  fail(ErrorKind::unsupported, path.string() +
                                   ": is no model. Read today are .keras archives, Keras' JSON and .layers "
                                   "texts.");
}

}  // namespace fovea
