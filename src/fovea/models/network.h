#pragma once
#include <string>
#include <vector>

#include "fovea/layers/layer.h"
#include "fovea/models/topology.h"

namespace fovea {

class Trainer;

/// While one lives, weights that this thread makes keep the value 0: those of a file replace them. A file may claim more
/// weights than fit into memory; untouched ones cost none until it is known that the file holds them.
class WithoutInitialValues {
 public:
  WithoutInitialValues();
  ~WithoutInitialValues();
  WithoutInitialValues(const WithoutInitialValues&) = delete;
  WithoutInitialValues& operator=(const WithoutInitialValues&) = delete;
};

/// What stands behind a Model or Sequential handle: the layers between inputs and outputs.
class Network : public LayerBase {
 public:
  /// A functional model.
  Network(const Tensors& inputs, const Tensors& outputs, std::string name);
  /// A chain of layers. Without an input layer it is built by the shape of its first input.
  Network(std::vector<Layer> chain, std::string name);

  std::string_view class_name() const override { return sequential_ ? "Sequential" : "Functional"; }
  Json config() const override;
  bool sequential() const { return sequential_; }
  /// Its own name, or "sequential" or "functional": a model that stands inside another is named with that one's layers.
  std::string title() const;

  /// Whether its one input or output was given in a list, Model([x], [y]): files keep the difference.
  struct InLists {
    bool inputs = false, outputs = false;
  };
  void set_in_lists(const InLists& lists) { in_lists_ = lists; }
  const InLists& in_lists() const { return in_lists_; }

  /// Builds a chain that has no input layer yet. Errors   usage: there is nothing to build from
  void build_chain(const Shape& input_shape);
  /// Errors   usage: not built yet
  const Tensors& inputs() const;
  const Tensors& outputs() const;
  const std::vector<std::shared_ptr<LayerBase>>& layers() const { return topology_.layers; }
  const std::vector<std::shared_ptr<Node>>& calls() const { return topology_.nodes; }
  bool complete() const { return complete_; }
  /// How many layers one call of it runs, those of nested models each time.
  std::int64_t layers_run() const { return layers_run_; }
  /// What Keras' files list: a chain as it was given, layers that stand in it twice too, its input layer first once it
  /// is built; of other networks layers().
  std::vector<std::shared_ptr<LayerBase>> members() const;

  const std::vector<Weight>& weights() const override { return all_weights_; }
  /// Weights that training changes: trainable ones of trainable layers, nested ones included, each once.
  std::vector<Weight> trainable_weights() const;
  void set_trainable(bool trainable) override;

  Shape output_shape(std::span<const Shape> inputs) const override { return output_shapes(inputs).at(0); }
  std::vector<Shape> output_shapes(std::span<const Shape> inputs) const override;
  void build(std::span<const Shape> inputs) override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

  /// What compile() and fit() keep about this network; made when first asked for.
  Trainer& trainer();

  /// Inlines the network into a graph: operations of nested layers are named path/layer. Penalties on layers' outputs are
  /// appended to `penalties` (scalars), draws of random layers are told apart by `next_node`.
  std::vector<ValueId> inline_into(const Emitter& e, std::span<const ValueId> inputs, const std::string& path,
                                   std::vector<ValueId>& penalties, std::uint64_t& next_node) const;

 private:
  /// Sorts and names the layers, collects their weights and gives new ones their first values.
  void finish(const Tensors& inputs, const Tensors& outputs);

  bool sequential_ = false, complete_ = false;
  InLists in_lists_;
  std::int64_t layers_run_ = 0;
  std::vector<Layer> chain_;
  Tensors inputs_, outputs_;
  Topology topology_;
  std::vector<Weight> all_weights_;
  std::shared_ptr<Trainer> trainer_;
};

}  // namespace fovea
