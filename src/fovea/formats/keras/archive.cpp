#include "fovea/formats/keras/archive.h"

#include <ctime>

#include "fovea/base/file.h"
#include "fovea/formats/keras/compile_config.h"
#include "fovea/formats/keras/extras.h"
#include "fovea/formats/keras/weights.h"
#include "fovea/formats/zip_archive.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

constexpr const char* config_entry = "config.json";
constexpr const char* metadata_entry = "metadata.json";
constexpr const char* weights_entry = "model.weights.h5";

/// The version of Keras whose form is written.
constexpr const char* keras_version = "3.15.1";

Json metadata() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char date[32];
  std::strftime(date, sizeof date, "%Y-%m-%d@%H:%M:%S", &local);
  return Json::Object{{"keras_version", keras_version}, {"date_saved", date}};
}

/// Errors in what a file says are errors of the file, whatever they would be in a program.
template <class Work>
auto blame_file(const std::string& who, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    const ErrorKind kind = error.kind();
    const bool said = kind == ErrorKind::usage || kind == ErrorKind::shape || kind == ErrorKind::dtype;
    fail(said ? ErrorKind::format : kind, who + ": " + error.what());
  }
}

}  // namespace

void save_keras(const Model& model, const std::filesystem::path& path, const SavedExtras& extras) {
  Json node = model_node(model);
  std::string weights = write_weights(model, node.at("config"));
  if (model.compiled()) node["compile_config"] = compile_config(model);
  replace_file(path, [&](const std::filesystem::path& temporary) {
    ZipWriter archive(temporary);
    archive.add(metadata_entry, metadata().dump());
    archive.add(config_entry, node.dump());
    archive.add(weights_entry, std::move(weights));
    if (extras != SavedExtras()) archive.add(extras_entry, extras_to_json(extras).dump());
    archive.finish();
  });
}

LoadedModel load_keras(const std::filesystem::path& path) {
  const std::string who = path.string();
  const ZipReader archive(path);
  for (const char* name : {config_entry, weights_entry})
    if (!archive.contains(name)) {
      const bool sharded = archive.contains("model.weights.json");
      fail(sharded ? ErrorKind::unsupported : ErrorKind::format,
           who + ": a .keras archive holds " + config_entry + " and " + weights_entry + "; " + name + " is missing." +
               (sharded ? " Weights in several files are not read yet: save the model in one." : ""));
    }
  const Json node = Json::parse(archive.read(config_entry), who + ": " + config_entry);
  std::vector<std::string> warnings;
  LoadedModel loaded{blame_file(who, [&] {
    const WithoutInitialValues replaced;
    return model_from_config(node, warnings);
  })};
  const Hdf5Reader weights(archive.read(weights_entry), who + ": " + weights_entry);
  blame_file(who, [&] { read_weights(weights, loaded.model, node.at("config"), weights_entry); });
  if (const Json* compile = node.find("compile_config"); compile != nullptr && compile->find("optimizer") != nullptr)
    if (compile_from_config(loaded.model, *compile, warnings) && loaded.model.network().complete())
      read_optimizer(weights, loaded.model, warnings);
  if (archive.contains(extras_entry))
    loaded.extras = blame_file(
        who, [&] { return extras_from_json(Json::parse(archive.read(extras_entry), extras_entry), warnings); });
  loaded.warnings = std::move(warnings);
  return loaded;
}

}  // namespace fovea
