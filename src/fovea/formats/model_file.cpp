#include "fovea/formats/model_file.h"

#include <fstream>

#include "fovea/base/file.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/layers_file.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

constexpr std::size_t text_limit = std::size_t{1} << 30;

/// The first bytes of a file.
std::string head(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(8, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

constexpr const char* readable = "Read today are .keras archives, Keras' JSON and .layers texts";

bool is_archive(std::string_view start) { return start.starts_with("PK\3\4"); }

void refuse_hdf5(std::string_view start, const std::string& name) {
  if (start.starts_with("\x89HDF\r\n\x1a\n"))
    fail(ErrorKind::unsupported,
         name + ": is HDF5, the form of older Keras. " + readable + "; save it with Keras 3 as .keras.");
}

/// A description without weights; the extension tells a .layers text from what nobody knows.
LoadedModel load_text(const std::string& text, const std::filesystem::path& name) {
  const std::string extension = name.extension().string();
  std::vector<std::string> warnings;
  if (extension == ".layers") return {.model = read_layers(text, name.filename().string()), .has_weights = false};
  if (extension != ".json" && !text.starts_with("{"))
    fail(ErrorKind::unsupported, name.string() + ": is no model. " + readable + ".");
  Model model = model_from_config(Json::parse(text, name.string()), warnings);
  return {.model = model, .warnings = warnings, .has_weights = false};
}

}  // namespace

LoadedModel load_model(const std::filesystem::path& path) {
  const std::string start = head(path);
  if (is_archive(start)) return load_keras(path);
  refuse_hdf5(start, path.string());
  return load_text(read_file(path, text_limit), path);
}

LoadedModel load_model(std::string bytes, const std::string& name) {
  if (is_archive(bytes)) return load_keras(std::move(bytes), name);
  refuse_hdf5(bytes, name);
  return load_text(bytes, name);
}

}  // namespace fovea
