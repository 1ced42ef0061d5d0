#include "fovea/formats/tfjs/layers_model.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "fovea/base/file.h"
#include "fovea/base/float16.h"
#include "fovea/base/text.h"
#include "fovea/formats/blame_file.h"
#include "fovea/formats/keras/keras2_table.h"
#include "fovea/models/config.h"
#include "fovea/models/legacy_config.h"
#include "fovea/models/network.h"

namespace fovea {
namespace {

/// One weight as the manifest describes it.
struct Entry {
  Shape shape;
  DType dtype = DType::f32;  ///< as it is stored
  bool half = false;         ///< stored as 2 bytes: float16, or steps
  bool steps = false;        ///< stored as a number of steps
  std::int64_t bytes = 0;
  double scale = 1, least = 0;  ///< value = stored * scale + least
  std::size_t offset = 0;       ///< in the bytes of its group's shards, one after the other
  std::size_t group = 0;
};

struct Manifest {
  std::map<std::string, Entry> weights;
  std::vector<std::vector<std::string>> shards;  ///< file names of each group
  std::vector<std::size_t> sizes;                ///< bytes of each group
};

void set_dtype(Entry& entry, const std::string& name, const std::string& who) {
  if (name == "float32")
    entry.dtype = DType::f32;
  else if (name == "int32")
    entry.dtype = DType::i32;
  else if (name == "uint8" || name == "bool")
    entry.dtype = DType::u8;
  else if (name == "float16" || name == "uint16")
    entry.half = true;
  else
    fail(ErrorKind::unsupported,
         who + ": its dtype is '" + name + "'; float32, float16, int32, uint8, uint16 and bool are read.");
  entry.bytes = entry.half ? 2 : static_cast<std::int64_t>(size_of(entry.dtype));
}

double number_in(const Json& quantization, const char* key, const std::string& who) {
  const Json* value = quantization.find(key);
  if (value == nullptr || !value->is_number())
    fail(ErrorKind::format, who + ": its quantization needs a number '" + key + "'. Received " + quantization.dump() +
                                ". Convert the model again.");
  return value->as_double();
}

Manifest read_manifest(const Json& json, const std::string& who, const ReadLimits& limits) {
  Manifest manifest;
  for (const Json& group : json.as_list()) {
    std::vector<std::string>& names = manifest.shards.emplace_back();
    for (const Json& name : group.at("paths").as_list()) {
      names.push_back(name.as_string());
      if (names.back().empty() || names.back().find_first_of("/\\:") != std::string::npos ||
          names.back().starts_with('.'))
        fail(ErrorKind::format, who + ": shards lie beside model.json and are named by plain file names. Received '" +
                                    names.back() + "'.");
    }
    std::size_t offset = 0;
    for (const Json& weight : group.at("weights").as_list()) {
      const std::string name = weight.at("name").as_string();
      const std::string whose = who + ": weight '" + name + "'";
      Entry entry;
      entry.group = manifest.shards.size() - 1;
      entry.offset = offset;
      std::int64_t bytes = 1;
      for (const Json& side : weight.at("shape").as_list()) {
        entry.shape.push_back(side.as_int());
        if (side.as_int() < 0 || __builtin_mul_overflow(bytes, side.as_int(), &bytes))
          fail(ErrorKind::format, whose + ": has no shape. Received " + weight.at("shape").dump() + ".");
      }
      const Json* quantization = weight.find("quantization");
      set_dtype(entry, (quantization != nullptr ? *quantization : weight).at("dtype").as_string(), whose);
      // 2 stored bytes are a float or steps.
      entry.steps = quantization != nullptr && quantization->at("dtype") != Json("float16");
      if (entry.steps) {
        entry.scale = number_in(*quantization, "scale", whose);
        entry.least = number_in(*quantization, "min", whose);
      }
      if (__builtin_mul_overflow(bytes, entry.bytes, &bytes) || bytes > limits.tensor_bytes)
        fail(ErrorKind::format,
             whose + ": claims too many bytes: " + limit_words("tensor_bytes", limits.tensor_bytes) + ".");
      if (static_cast<std::int64_t>(manifest.weights.size()) >= limits.tensors)
        fail(ErrorKind::format, who + ": has too many weights: " + limit_words("tensors", limits.tensors) + ".");
      offset += static_cast<std::size_t>(bytes);
      if (!manifest.weights.emplace(name, entry).second)
        fail(ErrorKind::format, whose + ": stands in the manifest twice.");
    }
    manifest.sizes.push_back(offset);
  }
  return manifest;
}

Array read_weight(const Entry& entry, std::string_view bytes) {
  const auto count = static_cast<std::size_t>(entry.shape.count());
  Array result(entry.shape, entry.half ? DType::f32 : entry.dtype);
  const char* from = bytes.data() + entry.offset;
  if (entry.half)
    for (std::size_t i = 0; i < count; ++i) {
      std::uint16_t bits = 0;
      std::memcpy(&bits, from + 2 * i, 2);
      result.values<float>()[i] = entry.steps ? static_cast<float>(bits) : half_to_float(bits);
    }
  else
    std::memcpy(result.raw(), from, result.bytes());
  if (!entry.steps) return result;
  Array scaled = result.cast(DType::f64);
  for (double& v : scaled.values<double>()) v = v * entry.scale + entry.least;
  return scaled.cast(DType::f32);
}

/// A weight, its path, and the one by which Keras 2 names it.
struct Wanted {
  Variable* variable;
  std::string path, in_keras2;
};

void collect(const Network& network, std::set<const LayerBase*>& met, std::vector<Wanted>& wanted) {
  for (const auto& layer : network.members()) {
    if (!met.insert(layer.get()).second) continue;
    if (const auto* nested = dynamic_cast<const Network*>(layer.get())) {
      collect(*nested, met, wanted);
      continue;
    }
    for (const Weight& weight : layer->weights()) {
      const std::string& path = weight.variable->path;
      const std::string_view name =
          keras2::renamed(keras2::renamed_weights, layer->class_name(), weight.variable->name);
      wanted.push_back({weight.variable.get(), path, path.substr(0, path.find_last_of('/') + 1) + std::string(name)});
    }
  }
}

/// Finds weights by the last parts of their paths, of which a manifest may have more or fewer: layer and weight at least.
class Names {
 public:
  explicit Names(const Manifest& manifest) {
    for (const auto& [name, entry] : manifest.weights) {
      const std::vector<std::string> parts = split(name, '/');
      by_layer_[key(parts)].push_back({parts, name});
    }
  }

  /// The names of those that agree best; several where the manifest does not tell them apart.
  std::vector<std::string> find(const std::string& path) const {
    const std::vector<std::string> wanted = split(path, '/');
    const auto found = by_layer_.find(key(wanted));
    std::vector<std::string> best;
    std::pair<std::ptrdiff_t, std::ptrdiff_t> most{0, 0};
    if (found == by_layer_.end()) return best;
    for (const auto& [parts, name] : found->second) {
      const auto ends = std::mismatch(parts.rbegin(), parts.rend(), wanted.rbegin(), wanted.rend());
      // Of as many parts that agree, the name that has the fewest more.
      const std::pair agreement{ends.first - parts.rbegin(), ends.first - parts.rend()};
      if (agreement > most || best.empty()) best.clear();
      if (best.empty()) most = agreement;
      if (agreement == most) best.push_back(name);
    }
    return best;
  }

 private:
  struct Name {
    std::vector<std::string> parts;
    std::string text;
  };
  static std::string key(const std::vector<std::string>& parts) {
    return (parts.size() > 1 ? parts[parts.size() - 2] + "/" : "") + parts.back();
  }
  std::map<std::string, std::vector<Name>> by_layer_;
};

std::string read_shards(const Manifest& manifest, std::size_t group, const std::filesystem::path& folder,
                        const std::string& who) {
  std::string all;
  for (const std::string& name : manifest.shards[group]) {
    if (!std::filesystem::is_regular_file(folder / name))
      fail(ErrorKind::format, who + ": the shard " + name + " is missing. It belongs beside model.json.");
    const std::uintmax_t bytes = std::filesystem::file_size(folder / name);
    if (bytes > manifest.sizes[group] - all.size())
      fail(ErrorKind::format, who + ": the shard " + name + " has " + std::to_string(bytes) +
                                  " bytes, more than the weights that are left for it, " +
                                  std::to_string(manifest.sizes[group] - all.size()) +
                                  ". Take model.json and its shards from one conversion.");
    all += read_file(folder / name, static_cast<std::int64_t>(bytes));
  }
  if (all.size() != manifest.sizes[group])
    fail(ErrorKind::format, who + ": its shards hold " + std::to_string(all.size()) + " bytes, and its weights " +
                                std::to_string(manifest.sizes[group]) +
                                ". Take model.json and its shards from one conversion.");
  return all;
}

void read_weights(const Json& json, const Model& model, const std::filesystem::path& folder, const std::string& who,
                  const ReadLimits& limits) {
  const Manifest manifest = read_manifest(json, who, limits);
  const Names names(manifest);
  std::vector<Wanted> all;
  std::set<const LayerBase*> met;
  collect(model.network(), met, all);
  std::string wrong;
  std::map<std::string, std::string> taken;  ///< by whom
  std::map<std::size_t, std::vector<std::pair<Variable*, const Entry*>>> wanted;
  for (const auto& [variable, path, in_keras2] : all) {
    std::vector<std::string> found = names.find(in_keras2);
    if (found.empty()) found = names.find(path);
    if (found.size() != 1) {
      wrong += "\n  " + path + ": " + (found.empty() ? "is missing" : "may be any of " + join(found, ", "));
      continue;
    }
    const Entry& entry = manifest.weights.at(found[0]);
    if (const auto [first, is_new] = taken.emplace(found[0], path); !is_new)
      wrong += "\n  " + path + ": " + found[0] + " may be this or " + first->second;
    else if (!(entry.shape == variable->value.shape()))
      wrong +=
          "\n  " + path + ": expected " + to_string(variable->value.shape()) + ", received " + to_string(entry.shape);
    else
      wanted[entry.group].emplace_back(variable, &entry);
  }
  if (!wrong.empty()) fail(ErrorKind::format, who + ": its weights do not fit its layers." + wrong);
  for (const auto& [group, variables] : wanted) {
    const std::string bytes = read_shards(manifest, group, folder, who);
    for (const auto& [variable, entry] : variables) variable->assign(read_weight(*entry, bytes));
  }
}

}  // namespace

bool is_tensorflow_js(const Json& json) {
  return json.find("modelTopology") != nullptr || json.find("weightsManifest") != nullptr;
}

LoadedModel load_tensorflow_js(const Json& json, const std::filesystem::path& path, const ReadLimits& limits) {
  const std::string who = path.string();
  const Json* topology = json.find("modelTopology");
  const Json* format = json.find("format");
  if (topology == nullptr)
    fail(ErrorKind::format, who +
                                ": has a weightsManifest and no modelTopology: weights without layers. Take the "
                                "whole model.json of the conversion.");
  if (topology->find("node") != nullptr || (format != nullptr && *format == Json("graph-model")))
    fail(ErrorKind::unsupported,
         who +
             ": is a TensorFlow.js graph model, whose layers are gone. Export the Keras model with "
             "tensorflowjs_converter --output_format=tfjs_layers_model, or save it as .keras.");
  const Json* node = topology->find("model_config");
  if (node == nullptr) node = topology;
  std::vector<std::string> warnings;
  LoadedModel loaded{blame_file(who, [&] {
    const WithoutInitialValues replaced;
    const Json* version = topology->find("keras_version");
    return model_from_config(
        keras3_node(*node, warnings, version != nullptr && version->is_string() ? version->as_string() : ""),
        warnings, limits);
  })};
  const Json* manifest = json.find("weightsManifest");
  if (manifest == nullptr) fail(ErrorKind::format, who + ": has no weightsManifest.");
  blame_file(who, [&] { read_weights(*manifest, loaded.model, path.parent_path(), who, limits); });
  loaded.warnings = std::move(warnings);
  return loaded;
}

}  // namespace fovea
