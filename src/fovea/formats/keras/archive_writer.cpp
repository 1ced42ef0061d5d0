#include <ctime>

#include "fovea/base/file.h"
#include "fovea/data/zip_archive.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/keras/compile_config.h"
#include "fovea/formats/keras/extras.h"
#include "fovea/formats/keras/layer_names.h"
#include "fovea/formats/keras/weights.h"
#include "fovea/models/config.h"

namespace fovea {
namespace {

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

}  // namespace

void save_keras(const Model& model, const std::filesystem::path& path, const SavedExtras& extras) {
  Json node = model_node(model);
  std::string weights = write_weights(model, node.at("config"));
  if (model.compiled()) node["compile_config"] = compile_config(model);
  replace_file(path, [&](const std::filesystem::path& temporary) {
    ZipWriter archive(temporary);
    archive.add(metadata_entry, metadata().dump());
    archive.add(config_entry, without_slashes(node).dump());
    archive.add(weights_entry, std::move(weights));
    if (extras != SavedExtras()) archive.add(extras_entry, extras_to_json(extras).dump());
    archive.finish();
  });
}

}  // namespace fovea
