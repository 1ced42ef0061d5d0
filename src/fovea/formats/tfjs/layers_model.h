#pragma once
#include <filesystem>

#include "fovea/base/limits.h"
#include "fovea/formats/saved_model.h"

namespace fovea {

/// True of the JSON of a TensorFlow.js model, layers or graph: it has a weightsManifest or a modelTopology.
bool is_tensorflow_js(const Json& json);

/// Reads a TensorFlow.js layers model, quantised or not, as tensorflowjs_converter, tf.js' own model.save() and Teachable
/// Machine write it. Its shards lie beside `path`; weights are matched by the ends of their names, layer and weight at least.
/// Input    json: what model.json holds
/// Errors   unsupported: a graph model (it has no layers), a dtype or quantisation that tf.js does not have; format: a shard
///          that is missing or of another length, weights that are missing, of another shape or not told apart by their names (all of them are listed)
/// Source   tfjs-core/src/io/{types,io_utils}.ts, tfjs-layers/src/models.ts, 4.22
LoadedModel load_tensorflow_js(const Json& json, const std::filesystem::path& path, const ReadLimits& limits = {});

}  // namespace fovea
