#include "fovea/formats/keras/archive.h"

#include "fovea/base/file.h"
#include "fovea/data/zip_archive.h"
#include "fovea/formats/blame_file.h"
#include "fovea/formats/foreign_file.h"
#include "fovea/formats/keras/compile_config.h"
#include "fovea/formats/keras/extras.h"
#include "fovea/formats/keras/weights.h"
#include "fovea/models/config.h"
#include "fovea/models/legacy_config.h"

namespace fovea {
namespace {

/// The parts of a saved model, in an archive or in a folder.
class Parts {
 public:
  virtual ~Parts() = default;
  virtual bool contains(const std::string& name) const = 0;
  virtual std::string read(const std::string& name) const = 0;
  virtual std::string read_text(const std::string& name) const = 0;

  explicit Parts(const ReadLimits& limits) : limits(limits) {}
  const ReadLimits limits;
};

class ArchiveParts : public Parts {
 public:
  /// `name` stands for the archive in errors. Errors   unsupported: it holds something else
  ArchiveParts(ZipReader archive, const std::filesystem::path& name, const ReadLimits& limits)
      : Parts(limits), archive_(std::move(archive)) {
    const auto has = [&](const char* entry) { return archive_.contains(entry); };
    if (!has(config_entry) && !has(weights_entry) && !has(weight_index_entry))
      refuse_archive(archive_.entries(), name);
  }
  bool contains(const std::string& name) const override { return archive_.contains(name); }
  std::string read(const std::string& name) const override { return archive_.read(name); }
  std::string read_text(const std::string& name) const override {
    return archive_.read(name, limits.json_bytes, "json_bytes");
  }

 private:
  ZipReader archive_;
};

class FolderParts : public Parts {
 public:
  FolderParts(std::filesystem::path folder, const ReadLimits& limits) : Parts(limits), folder_(std::move(folder)) {}
  bool contains(const std::string& name) const override { return std::filesystem::is_regular_file(folder_ / name); }
  std::string read(const std::string& name) const override {
    return read_file(folder_ / name, limits.file_bytes, "file_bytes");
  }
  std::string read_text(const std::string& name) const override {
    return read_file(folder_ / name, limits.json_bytes, "json_bytes");
  }

 private:
  std::filesystem::path folder_;
};

std::unique_ptr<const Parts> open_parts(const std::filesystem::path& path, const ReadLimits& limits) {
  if (std::filesystem::is_directory(path)) return std::make_unique<FolderParts>(path, limits);
  return std::make_unique<ArchiveParts>(ZipReader(path, limits), path, limits);
}

Json read_json(const Parts& parts, const char* entry, const std::string& who) {
  return Json::parse(parts.read_text(entry), who + ": " + entry, parts.limits);
}

WeightStore open_weights(const Parts& parts, const std::string& who) {
  const auto open = [&](const std::string& name) {
    if (!parts.contains(name)) fail(ErrorKind::format, who + ": the shard " + name + " of its weights is missing.");
    return Hdf5Reader(parts.read(name), who + ": " + name, parts.limits);
  };
  if (parts.contains(weights_entry)) return WeightStore(open(weights_entry));
  if (!parts.contains(weight_index_entry))
    fail(ErrorKind::format, who + ": a saved model holds " + config_entry + " and " + weights_entry + "; " +
                                weights_entry + " is missing.");
  return {read_json(parts, weight_index_entry, who), who + ": " + weight_index_entry, open};
}

/// Keras' version that saved the model; empty where the file does not say.
std::string saved_by(const Parts& parts, const std::string& who) {
  if (!parts.contains(metadata_entry)) return "";
  const Json metadata = read_json(parts, metadata_entry, who);
  const Json* version = metadata.find("keras_version");
  return version != nullptr && version->is_string() ? version->as_string() : "";
}

LoadedModel load(const Parts& parts, const std::string& who) {
  if (!parts.contains(config_entry))
    fail(ErrorKind::format, who + ": a saved model holds " + config_entry + " and " + weights_entry + "; " +
                                config_entry + " is missing.");
  std::vector<std::string> warnings;
  const std::string version = saved_by(parts, who);
  const Json node =
      blame_file(who, [&] { return keras3_node(read_json(parts, config_entry, who), warnings, version); });
  LoadedModel loaded{blame_file(who, [&] {
    const WithoutInitialValues replaced;
    return blame_version(version, [&] { return model_from_config(node, warnings, parts.limits); });
  })};
  WeightStore weights = open_weights(parts, who);
  blame_file(who, [&] { read_weights(weights, loaded.model, node.at("config"), weights_entry); });
  const std::vector<std::string> outputs = output_names(loaded.model.network());
  if (const Json* compile = node.find("compile_config"); compile != nullptr && compile->find("optimizer") != nullptr)
    if (compile_from_config(loaded.model,
                            keras3_compile_config(*compile, before_keras3(version) ? &outputs : nullptr), warnings) &&
        loaded.model.network().complete())
      read_optimizer(weights, loaded.model, node.at("config"), warnings);
  if (parts.contains(extras_entry))
    loaded.extras = blame_file(who, [&] { return extras_from_json(read_json(parts, extras_entry, who), warnings); });
  loaded.warnings = std::move(warnings);
  return loaded;
}

}  // namespace

bool is_saved_folder(const std::filesystem::path& path) {
  return std::filesystem::is_regular_file(path / config_entry);
}

LoadedModel load_keras(const std::filesystem::path& path, const ReadLimits& limits) {
  return load(*open_parts(path, limits), path.string());
}

LoadedModel parse_keras(std::string bytes, const std::string& name, const ReadLimits& limits) {
  return load(ArchiveParts(ZipReader(std::move(bytes), name, limits), name, limits), name);
}

WeightStore open_saved_weights(const std::filesystem::path& path, const ReadLimits& limits) {
  return open_weights(*open_parts(path, limits), path.string());
}

}  // namespace fovea
