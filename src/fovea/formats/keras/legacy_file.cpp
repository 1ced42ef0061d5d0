#include "fovea/formats/keras/legacy_file.h"

#include <algorithm>

#include "fovea/formats/blame_file.h"
#include "fovea/formats/keras/compile_config.h"
#include "fovea/formats/keras/extras.h"
#include "fovea/formats/keras/legacy_weights.h"
#include "fovea/models/config.h"
#include "fovea/models/legacy_config.h"

namespace fovea {
namespace {

Json read_json(const Hdf5Reader& file, const char* attribute, const std::string& who, const ReadLimits& limits) {
  return Json::parse(file.read_string("", attribute), who + ": " + attribute, limits);
}

/// Names decide where they are the same in the file and its config, as they are unless somebody edited it.
WeightsBy matching(const Hdf5Reader& file, const std::string& root, const Model& model) {
  for (const std::string& name : file.read_string_list(root, "layer_names")) {
    const auto members = model.network().members();
    const bool known = std::ranges::any_of(members, [&](const auto& layer) { return layer->name() == name; });
    if (!known) return WeightsBy::order;
  }
  return WeightsBy::name;
}

}  // namespace

LoadedModel load_legacy(Hdf5Reader file, const std::string& who, const ReadLimits& limits) {
  std::vector<std::string> warnings;
  const std::string version = file.has_attribute("", "keras_version") ? file.read_string("", "keras_version") : "";
  const Json node = blame_file(
      who, [&] { return keras3_node(read_json(file, model_config_attribute, who, limits), warnings, version); });
  LoadedModel loaded{blame_file(who, [&] {
    const WithoutInitialValues replaced;
    return blame_version(version, [&] { return model_from_config(node, warnings, limits); });
  })};
  const std::string root = file.is_group("model_weights") ? "model_weights" : "";
  read_legacy_weights(file, root, loaded.model, node, matching(file, root, loaded.model), who, warnings);
  if (file.has_attribute("", "training_config")) {
    const bool keras3 = version.starts_with("3.");
    const std::vector<std::string> outputs = output_names(loaded.model.network());
    const Json compile = blame_file(who, [&] {
      return keras3_compile_config(read_json(file, "training_config", who, limits), keras3 ? nullptr : &outputs);
    });
    if (compile.find("optimizer") != nullptr && compile_from_config(loaded.model, compile, warnings) &&
        loaded.model.network().complete())
      read_legacy_optimizer(file, loaded.model, keras3, warnings);
  }
  if (file.has_attribute("", extras_attribute))
    loaded.extras =
        blame_file(who, [&] { return extras_from_json(read_json(file, extras_attribute, who, limits), warnings); });
  loaded.warnings = std::move(warnings);
  return loaded;
}

}  // namespace fovea
