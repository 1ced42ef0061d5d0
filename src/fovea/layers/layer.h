#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fovea/base/named.h"
#include "fovea/layers/dtype_policy.h"
#include "fovea/layers/emitter.h"
#include "fovea/layers/tensor.h"
#include "fovea/layers/weights/constraint.h"
#include "fovea/layers/weights/initializer.h"
#include "fovea/layers/weights/regularizer.h"

namespace fovea {

/// What every layer's options end with. A name that is empty is given when a Model is built.
struct LayerTraits {
  std::string name;
  bool trainable = true;
  std::string dtype = "float32";  ///< name of Keras' dtype policy
};

/// A weight and what acts on it.
struct Weight {
  VariablePtr variable;
  Named<Initializer> initializer;
  Named<Regularizer> regularizer;
  Named<Constraint> constraint;
};

/// What a layer class defines. Users hold `Layer` handles; models call these.
class LayerBase : public Configured {
 public:
  explicit LayerBase(LayerTraits traits);

  const std::string& name() const { return traits_.name; }
  void set_name(std::string name) { traits_.name = std::move(name); }
  bool trainable() const { return traits_.trainable; }
  virtual void set_trainable(bool trainable) { traits_.trainable = trainable; }
  const std::string& dtype() const { return traits_.dtype; }
  /// "Conv2D 'conv1'": how messages name it.
  std::string who() const;
  /// The class as Keras names it: an operation, registered as "ops.TrueDivide", is a TrueDivide there.
  std::string_view keras_class() const;

  /// Shapes with the sample axis (None allowed anywhere).
  /// Errors   shape: inputs that the layer cannot take, with the layer's name and both shapes
  virtual Shape output_shape(std::span<const Shape> inputs) const = 0;
  /// Makes the weights; called once, with the shapes of the first call.
  virtual void build(std::span<const Shape> /*inputs*/) {}
  /// Writes the operations of one call. Shapes are fully known here.
  virtual ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const = 0;

  /// Penalty on the layer's output, or null. The model adds it to the loss, divided by the batch size as Keras does.
  virtual const Regularizer* activity_regularizer() const { return nullptr; }

  /// Layers that this one is made of, whose weights files keep apart: below the layer's own place, at these.
  struct Part {
    LayerBase* layer = nullptr;
    std::string place;  ///< "layer/", "layers/random_flip/"
  };
  virtual std::vector<Part> parts() const { return {}; }

  bool built() const { return built_; }
  void ensure_built(std::span<const Shape> inputs);
  /// Trainable ones first, then the others, as Keras orders them.
  virtual const std::vector<Weight>& weights() const { return weights_; }
  /// Those that are this layer's itself, not those of a layer that it wraps alone.
  const std::vector<Weight>& own_weights() const { return weights_; }
  /// Layers made earlier have smaller numbers: automatic names are given in the order in which layers were made.
  std::uint64_t serial() const { return serial_; }
  const std::vector<std::weak_ptr<Node>>& nodes() const { return nodes_; }
  /// Outputs of a call; a layer has one, a nested model may have several.
  virtual std::vector<Shape> output_shapes(std::span<const Shape> inputs) const { return {output_shape(inputs)}; }
  /// The same, looked at before others calculate with them. Errors   shape: a dimension over 2^40
  std::vector<Shape> checked_output_shapes(std::span<const Shape> inputs) const;
  void add_node(const std::shared_ptr<Node>& node) { nodes_.push_back(node); }

 protected:
  const VariablePtr& add_weight(const std::string& name, const Shape& shape, const Named<Initializer>& initializer,
                                const Named<Regularizer>& regularizer = {}, const Named<Constraint>& constraint = {},
                                bool trainable = true);
  /// A weight of the layer that this one wraps, which becomes its own too.
  void share_weight(const Weight& weight) { weights_.push_back(weight); }
  const VariablePtr& variable(std::size_t i) const { return weights_[i].variable; }
  ValueId weight(const Emitter& e, std::size_t i) const { return e.graph.read(variable(i)); }
  /// The one input of a layer that takes one. Errors   shape: another number of inputs or (rank > 0) another rank
  const Shape& only_input(std::span<const Shape> inputs, int rank = 0) const;
  /// Errors   unsupported: channels_first
  void require_channels_last(const std::string& data_format) const;
  [[noreturn]] void refuse(ErrorKind kind, const std::string& text) const;

 private:
  LayerTraits traits_;
  std::vector<Weight> weights_;
  std::vector<std::weak_ptr<Node>> nodes_;
  std::uint64_t serial_;
  bool built_ = false;
};

/// A layer class written from its options struct: class name and config come from there.
template <class OptionsType>
class LayerOf : public LayerBase {
 public:
  using Options = OptionsType;
  explicit LayerOf(const Options& options)
      : LayerBase({options.name, options.trainable, options.dtype.name()}), options_(options) {}
  const Options& options() const { return options_; }
  Json config() const override {
    Options now = options_;
    now.name = name();
    now.trainable = trainable();
    return Options::fields().write(&now);
  }

 protected:
  Options options_;
};

/// Adds the fields that every layer has to those of an options struct.
template <class Options>
Fields<Options>& add_layer_fields(Fields<Options>& fields) {
  return fields.add("name", &Options::name).add("trainable", &Options::trainable).add("dtype", &Options::dtype);
}

/// A handle to a layer. Copies share its weights; calling it again adds a node that uses the same weights.
class Layer {
 public:
  Layer(std::shared_ptr<LayerBase> layer) : layer_(std::move(layer)) {}
  /// The input layer behind a tensor that Input() made.
  Layer(const Tensor& input);

  Tensor operator()(const Tensors& inputs) const { return call(inputs); }
  /// Input    training: {.value = true} or {.value = false}, as Keras' call(inputs, training=...)
  Tensors call(const Tensors& inputs, const CallTraining& training = {}) const;

  const std::string& name() const { return layer_->name(); }
  bool trainable() const { return layer_->trainable(); }
  void set_trainable(bool trainable) const { layer_->set_trainable(trainable); }
  const std::vector<Weight>& weights() const { return layer_->weights(); }
  /// Result and arguments of its only call.
  /// Errors   usage: never called, or called more than once (the calls are named)
  Tensor output() const;
  Tensors input() const;

  LayerBase& base() const { return *layer_; }
  const std::shared_ptr<LayerBase>& pointer() const { return layer_; }

 private:
  const Node& only_node() const;
  std::shared_ptr<LayerBase> layer_;
};

template <>
const Registry<LayerBase>& registry<LayerBase>();

/// A layer as another layer's argument: Keras' node of it.
Json to_json(const Layer& layer);
void from_json(const Json& json, Layer& layer);
void from_json(const Json& json, std::vector<Layer>& layers);

}  // namespace fovea
