#pragma once
#include <string>
#include <vector>

#include "fovea/formats/hdf5_file.h"
#include "fovea/models/model.h"

namespace fovea {

/// How the groups of a legacy file find their layers.
enum class WeightsBy { order, name };

/// Gives a model the weights of a legacy HDF5 file: a group for each layer under `root` ("" in a file of weights alone,
/// "model_weights" in one of a whole model), by the order of the layers that have weights, or by their names. Those of Keras
/// 1 are turned into today's form, and kernels of Theano, which it applied backwards, into its mirror image.
/// Input    node: the model's, in Keras 3's form, before its channels went last
/// Errors   format: groups and layers that do not match, shapes that differ (all of them are listed)
/// Source   keras/src/legacy/saving/legacy_h5_format.py 3.15; keras/saving/legacy/hdf5_format.py 2.15
void read_legacy_weights(Hdf5Reader& file, const std::string& root, const Model& model, const Json& node,
                         WeightsBy by, const std::string& who, std::vector<std::string>& warnings);

/// Gives the optimizer of a compiled model the state that a whole-model file holds: that of Keras 1 and 2's first optimizers
/// (slot by slot), of later ones (weight by weight) or of Keras 3. Where it does not fit, the optimizer starts fresh, with
/// a warning.
void read_legacy_optimizer(const Hdf5Reader& file, const Model& model, bool keras3,
                           std::vector<std::string>& warnings);

}  // namespace fovea
