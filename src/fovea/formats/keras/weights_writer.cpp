#include "fovea/formats/keras/weights.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

void write_group(Hdf5Writer& file, const WeightGroup& group) {
  file.create_group(group.path);
  file.write_string(group.path, "name", group.name);
  for (std::size_t i = 0; i < group.variables.size(); ++i)
    file.write(variable_path(group.path, i), group.variables[i]->value);
}

}  // namespace

std::string write_weights(const Model& model, const Json& config) {
  std::vector<WeightGroup> groups = weight_groups(model, config);
  if (model.compiled()) {
    const Optimizer& optimizer = model.trainer().optimizer();
    groups.push_back({optimizer_group, optimizer.config().at("name").as_string(), optimizer.variables()});
  }
  std::size_t bytes = 1 << 16;
  for (const WeightGroup& group : groups)
    for (const VariablePtr& variable : group.variables) bytes += variable->value.bytes() + 1024;
  Hdf5Writer file(bytes);
  for (const WeightGroup& group : groups) write_group(file, group);
  return file.finish();
}

}  // namespace fovea
