#pragma once
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fovea/base/dtype.h"
#include "fovea/base/shape.h"

namespace fovea {

class LayerBase;
struct Node;

/// A symbolic value of the functional API: one output of one call of a layer. Copies denote the same value.
class Tensor {
 public:
  Tensor() = default;
  Tensor(std::shared_ptr<Node> node, int output) : node_(std::move(node)), output_(output) {}

  /// With the sample axis first, None until a batch is known: (None, 28, 28, 1).
  const Shape& shape() const;
  const std::shared_ptr<Node>& node() const { return node_; }
  int output() const { return output_; }
  bool operator==(const Tensor& other) const = default;

 private:
  std::shared_ptr<Node> node_;
  int output_ = 0;
};

/// One tensor or several: what a layer with several inputs takes and what a Model is made from.
class Tensors {
 public:
  Tensors() = default;
  Tensors(const Tensor& one) : list_{one} {}
  Tensors(std::initializer_list<Tensor> list) : list_(list) {}
  Tensors(std::vector<Tensor> list) : list_(std::move(list)) {}

  std::size_t size() const { return list_.size(); }
  const Tensor& operator[](std::size_t i) const { return list_[i]; }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  /// The only one. Errors   usage: when there are several
  operator Tensor() const;

 private:
  std::vector<Tensor> list_;
};

/// Keras' argument `training` of a call, of a layer or of a whole model.
struct CallTraining {
  /// True: what is called runs as in a training step, whatever the model runs for; False: as in prediction; none: as the
  /// model runs.
  std::optional<bool> value = {};
  /// Kept for files alone, as in models that Keras 3 saved: its fit(), evaluate() and predict() overrule every call's.
  bool overruled = false;

  bool in(bool step) const { return overruled ? step : value.value_or(step); }
};

/// One call of a layer: what went in and the shapes that came out.
struct Node {
  std::shared_ptr<LayerBase> layer;
  Tensors inputs;
  std::vector<Shape> output_shapes;
  CallTraining training = {};

  /// Frees what only this one leads to one by one, not each inside the next: a network may be deeper than the stack.
  ~Node();
};

}  // namespace fovea
