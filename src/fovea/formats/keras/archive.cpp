#include "fovea/formats/keras/archive.h"

#include "fovea/data/zip_archive.h"
#include "fovea/formats/blame_file.h"
#include "fovea/formats/keras/compile_config.h"
#include "fovea/formats/keras/extras.h"
#include "fovea/formats/keras/weights.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

Json read_json(const ZipReader& archive, const char* entry, const std::string& who) {
  return Json::parse(archive.read(entry, Json::largest_text), who + ": " + entry);
}

LoadedModel load(const ZipReader& archive, const std::string& who) {
  for (const char* name : {config_entry, weights_entry})
    if (!archive.contains(name)) {
      const bool sharded = archive.contains("model.weights.json");
      fail(sharded ? ErrorKind::unsupported : ErrorKind::format,
           who + ": a .keras archive holds " + config_entry + " and " + weights_entry + "; " + name + " is missing." +
               (sharded ? " Weights in several files are not read yet: save the model in one." : ""));
    }
  const Json node = read_json(archive, config_entry, who);
  std::vector<std::string> warnings;
  LoadedModel loaded{blame_file(who, [&] {
    const WithoutInitialValues replaced;
    return model_from_config(node, warnings);
  })};
  const Hdf5Reader weights(archive.read(weights_entry), who + ": " + weights_entry);
  blame_file(who, [&] { read_weights(weights, loaded.model, node.at("config"), weights_entry); });
  if (const Json* compile = node.find("compile_config"); compile != nullptr && compile->find("optimizer") != nullptr)
    if (compile_from_config(loaded.model, *compile, warnings) && loaded.model.network().complete())
      read_optimizer(weights, loaded.model, node.at("config"), warnings);
  if (archive.contains(extras_entry))
    loaded.extras =
        blame_file(who, [&] { return extras_from_json(read_json(archive, extras_entry, who), warnings); });
  loaded.warnings = std::move(warnings);
  return loaded;
}

}  // namespace

LoadedModel load_keras(const std::filesystem::path& path) { return load(ZipReader(path), path.string()); }

LoadedModel load_keras(std::string bytes, const std::string& name) {
  return load(ZipReader(std::move(bytes), name), name);
}

}  // namespace fovea
