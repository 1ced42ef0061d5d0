#include "fovea/formats/tfjs/layers_model.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "fovea/base/file.h"
#include "fovea/base/float16.h"
#include "fovea/formats/blame_file.h"
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
        entry.scale = quantization->at("scale").as_double();
        entry.least = quantization->at("min").as_double();
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

/// "conv1/kernel" of "model/conv1/kernel".
std::string last_two(const std::string& path) {
  const std::size_t end = path.find_last_of('/');
  if (end == std::string::npos || end == 0) return path;
  const std::size_t begin = path.find_last_of('/', end - 1);
  return begin == std::string::npos ? path : path.substr(begin + 1);
}

std::string read_shards(const Manifest& manifest, std::size_t group, const std::filesystem::path& folder,
                        const std::string& who) {
  std::string all;
  for (const std::string& name : manifest.shards[group]) {
    if (!std::filesystem::is_regular_file(folder / name))
      fail(ErrorKind::format, who + ": the shard " + name + " is missing. It belongs beside model.json.");
    all += read_file(folder / name, manifest.sizes[group] - std::min(all.size(), manifest.sizes[group]));
  }
  if (all.size() != manifest.sizes[group])
    fail(ErrorKind::format, who + ": its shards hold " + std::to_string(all.size()) + " bytes, and its weights " +
                                std::to_string(manifest.sizes[group]) + ".");
  return all;
}

void read_weights(const Json& json, const Model& model, const std::filesystem::path& folder, const std::string& who,
                  const ReadLimits& limits) {
  const Manifest manifest = read_manifest(json, who, limits);
  std::map<std::string, const Entry*> by_name;
  for (const auto& [name, entry] : manifest.weights) by_name[last_two(name)] = &entry;
  std::string wrong;
  std::map<std::size_t, std::vector<std::pair<Variable*, const Entry*>>> wanted;
  for (const Weight& weight : model.network().weights()) {
    Variable& variable = *weight.variable;
    const auto found = by_name.find(last_two(variable.path));
    if (found == by_name.end())
      wrong += "\n  " + variable.path + ": is missing";
    else if (!(found->second->shape == variable.value.shape()))
      wrong += "\n  " + variable.path + ": expected " + to_string(variable.value.shape()) + ", received " +
               to_string(found->second->shape);
    else
      wanted[found->second->group].emplace_back(&variable, found->second);
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
  if (topology == nullptr || topology->find("node") != nullptr ||
      (format != nullptr && *format == Json("graph-model")))
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
