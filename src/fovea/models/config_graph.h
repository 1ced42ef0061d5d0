#pragma once
#include <optional>
#include <string>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// A network's config as a graph: what calls what, before any layer is made. Chains and functional models look alike.
/// References to what is not there lead nowhere: whoever makes the layers refuses them.
struct ConfigGraph {
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  /// A tensor where it is used.
  struct Use {
    std::size_t layer = nowhere, call = 0, output = 0;  ///< whose output it is
    std::size_t rank = 0;  ///< samples included, as the file says at this place; 0: it does not
    Json tensor = {};      ///< its node in a functional model
  };
  using Call = std::vector<Use>;  ///< the arguments; none of an input layer's one call
  struct Layer {
    Json node;  ///< null: the input of a chain that has no input layer
    std::string name;
    std::vector<Call> calls = {};
    Json::List before = {};  ///< nodes that config() writes before it
  };

  /// Errors   format, unsupported: as model_from_config, where the graph cannot be told from the config
  explicit ConfigGraph(const Json& node);

  /// The config of what the graph now holds.
  Json config() const;

  /// False where a use leads nowhere.
  bool has(const Use& use) const { return use.layer < layers.size() && use.call < layers[use.layer].calls.size(); }
  /// The input shape that an input layer's node, or the chain, has.
  std::size_t input_rank(std::size_t layer) const;
  /// Moves the first axis behind the samples to the end there.
  void move_input(std::size_t layer);

  bool chain;
  std::vector<Layer> layers;
  std::vector<std::size_t> inputs;  ///< input layers, in the order of the model's inputs
  std::vector<Use> outputs;

 private:
  void add_chain(const Json::List& nodes);
  void add_functional(const Json::List& nodes);

  Json config_;  ///< without the layers
};

}  // namespace fovea
