#include "fovea/models/model.h"

#include <set>

#include "fovea/base/text.h"
#include "fovea/models/check_data.h"
#include "fovea/models/summary_rows.h"
#include "fovea/models/trainer.h"

namespace fovea {

Model::Model(const Tensors& inputs, const Tensors& outputs, const std::string& name)
    : Layer(std::make_shared<Network>(inputs, outputs, name)) {}
Model::Model(std::vector<Layer> chain, const std::string& name)
    : Layer(std::make_shared<Network>(std::move(chain), name)) {}
Model::Model(std::shared_ptr<Network> network) : Layer(std::move(network)) {}

static_assert(sizeof(Model) == sizeof(Layer) && sizeof(Sequential) == sizeof(Layer),
              "handles hold no data of their own: lists of layers may slice them");

Network& Model::network() const { return static_cast<Network&>(base()); }
Trainer& Model::trainer() const { return network().trainer(); }

std::vector<Layer> Model::layers() const {
  std::vector<Layer> result;
  for (const auto& layer : listed_layers(network())) result.emplace_back(layer);
  return result;
}

Layer Model::get_layer(const std::string& name) const {
  std::vector<std::string> names;
  for (const auto& layer : network().layers()) {
    if (layer->name() == name) return layer;
    names.push_back(layer->name());
  }
  fail(ErrorKind::usage, network().who() + ": no layer is named '" + name + "'. " + suggest(name, names));
}

Layer Model::get_layer(int index) const {
  const auto layers = listed_layers(network());
  const int count = static_cast<int>(layers.size());
  if (index < -count || index >= count)
    fail(ErrorKind::usage, network().who() + ": has " + std::to_string(count) + " layers. Received index " +
                               std::to_string(index) + ".");
  return layers[static_cast<std::size_t>(index < 0 ? index + count : index)];
}

void Model::initialize(std::uint64_t seed) const { initialize_weights(network(), seed); }

std::vector<Array> Model::get_weights() const {
  std::vector<Array> values;
  for (const Weight& weight : network().weights()) values.push_back(weight.variable->value.clone());
  return values;
}

void Model::set_weights(const std::vector<Array>& weights) const {
  const auto& own = network().weights();
  std::string wrong;
  if (own.size() != weights.size())
    wrong = "\n  it has " + std::to_string(own.size()) + " weights; received " + std::to_string(weights.size());
  for (std::size_t i = 0; i < std::min(own.size(), weights.size()); ++i)
    if (!(own[i].variable->value.shape() == weights[i].shape()))
      wrong += "\n  " + own[i].variable->path + ": expected " + to_string(own[i].variable->value.shape()) +
               ", received " + to_string(weights[i].shape());
  if (!wrong.empty()) fail(ErrorKind::shape, network().who() + ": these weights do not fit." + wrong);
  for (std::size_t i = 0; i < own.size(); ++i) own[i].variable->assign(weights[i]);
}

std::int64_t Model::count_params() const {
  std::int64_t count = 0;
  for (const Weight& weight : network().weights()) count += weight.variable->value.size();
  return count;
}

void Model::set_run(const RunOptions& options) const { trainer().set_run(options); }
void Model::compile(const CompileOptions& options) const { trainer().compile(options); }
bool Model::compiled() const { return trainer().compiled(); }

}  // namespace fovea
