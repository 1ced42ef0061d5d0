#pragma once
#include <string>
#include <vector>

#include "fovea/formats/keras/weight_store.h"
#include "fovea/models/model.h"

namespace fovea {

/// The variables of one layer and where they stand in the file.
struct WeightGroup {
  std::string path, name;
  std::vector<VariablePtr> variables;
  bool model = false;  ///< its own, of a model whose layers have groups below it
};

/// Where the optimizer's state stands; below it that of one which another wraps to scale the loss.
inline constexpr const char* optimizer_group = "optimizer/vars";
inline constexpr const char* inner_optimizer_group = "optimizer/inner_optimizer/vars";

/// The groups of a model's layers, in Keras' order. Input    config: as write_weights
std::vector<WeightGroup> weight_groups(const Model& model, const Json& config);
/// Path of the i-th variable of a group.
std::string variable_path(const std::string& group, std::size_t i);

/// model.weights.h5 of a model: a group `vars` for each layer, under the path that Keras gives it by class and
/// position, and one for the optimizer of a compiled model. Input    config: what the archive's config.json holds of
/// the model Source   keras/src/saving/saving_lib.py, 3.15
std::string write_weights(const Model& model, const Json& config);

/// Gives a model the weights in such a file. Layers are found in the order of `config`, the one that the file was
/// written with.
/// Errors   format: weights that are missing, of layers that the model does not have, too many or of another shape (all
/// of them are listed)
void read_weights(WeightStore& file, const Model& model, const Json& config, const std::string& who);

/// Gives the optimizer of a compiled model its state; where the file's does not fit it, or conversion put the model's
/// layers in another order than `config` has, it starts fresh, with a warning.
void read_optimizer(WeightStore& file, const Model& model, const Json& config, std::vector<std::string>& warnings);

}  // namespace fovea
