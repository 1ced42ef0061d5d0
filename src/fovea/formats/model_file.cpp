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

constexpr const char* readable = "Read today are .keras archives, Keras' JSON and .layers texts";

bool is_archive(std::string_view start) { return start.starts_with("PK\3\4"); }

/// A description without weights: JSON, or by its name a .layers text. `read` gives all of it.
template <class Read>
LoadedModel load_text(std::string_view start, const std::filesystem::path& name, Read read) {
  if (start.starts_with("\x89HDF\r\n\x1a\n"))
    fail(ErrorKind::unsupported,
         name.string() + ": is HDF5, the form of older Keras. " + readable + "; save it with Keras 3 as .keras.");
  const std::string extension = name.extension().string();
  if (extension == ".layers") return {.model = read_layers(read(), name.filename().string()), .has_weights = false};
  if (extension != ".json" && !start.starts_with("{"))
    fail(ErrorKind::unsupported, name.string() + ": is no model. " + readable + ".");
  const Json node = Json::parse(read(), name.string());
  std::vector<std::string> warnings;
  Model model = blame_file(name.string(), [&] { return model_from_config(node, warnings); });
  return {.model = model, .warnings = warnings, .has_weights = false};
}

}  // namespace

LoadedModel load_model(const std::filesystem::path& path) {
  return with_memory(path.string(), [&] {
    const std::string start = first_bytes(path, 8);
    if (is_archive(start)) return load_keras(path);
    return load_text(start, path, [&] { return read_file(path, Json::largest_text); });
  });
}

LoadedModel load_model(std::string bytes, const std::string& name) {
  return with_memory(name, [&] {
    if (is_archive(bytes)) return load_keras(std::move(bytes), name);
    return load_text(bytes, name, [&]() -> const std::string& { return bytes; });
  });
}

}  // namespace fovea
