#include "fovea/formats/keras/weights_file.h"

#include "fovea/base/file.h"
#include "fovea/data/sniff.h"
#include "fovea/formats/blame_file.h"
#include "fovea/formats/foreign_file.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/keras/legacy_weights.h"
#include "fovea/formats/keras/weights.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

bool is_legacy(const Hdf5Reader& file) {
  return file.has_attribute("", "layer_names") || file.is_group("model_weights");
}

void read_keras3(WeightStore weights, const Model& model, const Json& node, bool by_name, const std::string& who,
                 std::vector<std::string>& warnings) {
  if (by_name)
    fail(ErrorKind::unsupported,
         who + ": Keras 3's weights are found by class and order; they have no names to load by.");
  read_weights(weights, model, node.at("config"), who);
  if (weights.count(optimizer_group) > 0 && model.compiled())
    read_optimizer(weights, model, node.at("config"), warnings);
}

}  // namespace

void read_weights_file(const fs::path& path, const Model& model, const Json& node, bool by_name,
                       std::vector<std::string>& warnings, const ReadLimits& limits) {
  const std::string who = path.string();
  if (is_checkpoint(path)) refuse_checkpoint(path);
  const bool folder = fs::is_directory(path);
  if (folder && !is_saved_folder(path)) refuse_folder(path);
  const std::string start = folder ? "" : first_bytes(path);
  blame_file(who, [&] {
    if (folder || is_zip(start))
      return read_keras3(open_saved_weights(path, limits), model, node, by_name, who, warnings);
    if (is_json_object(start)) {
      const Json index = Json::parse(read_file(path, limits.json_bytes, "json_bytes"), who, limits);
      const auto open = [&](const std::string& name) {
        if (!fs::is_regular_file(path.parent_path() / name))
          fail(ErrorKind::format, who + ": the shard " + name + " is missing. It belongs beside the index.");
        return Hdf5Reader(path.parent_path() / name, limits);
      };
      return read_keras3({index, who, open}, model, node, by_name, who, warnings);
    }
    if (!is_hdf5(start)) refuse_foreign(start, path);
    Hdf5Reader file(path, limits);
    if (!is_legacy(file)) return read_keras3(WeightStore(std::move(file)), model, node, by_name, who, warnings);
    const std::string root = file.is_group("model_weights") ? "model_weights" : "";
    read_legacy_weights(file, root, model, node, by_name ? WeightsBy::name : WeightsBy::order, who, warnings);
  });
}

}  // namespace fovea
