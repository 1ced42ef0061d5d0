#pragma once
#include "fovea/base/fixed_text.h"
#include "fovea/layers/layer.h"

// What a model holds where a program wrote `x / 127.5` or keras.ops.mean(x): Keras 3 saves operations of keras.ops among
// the layers, Keras 2 functions of TensorFlow. Here they are layers named "ops.TrueDivide"; numbers that a call mixes with
// its tensors are arguments of the layer. models/operation_nodes brings the forms of files to this one and back.
namespace fovea {

/// Options of an operation that takes nothing but tensors.
struct OperationOptions {
  ByName by_name = ByName();
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<OperationOptions>& fields();
};

/// An operation of keras.ops. No sample meets another one: an axis is never that of the samples.
/// Source   keras/src/ops/{numpy,nn,core,image}.py, 3.15
template <FixedText text, class Options>
class OperationOf : public LayerOf<Options> {
 public:
  using LayerOf<Options>::LayerOf;
  static constexpr const char* title = text.text;
  std::string_view class_name() const override { return text.text; }

 protected:
  /// An axis of the input other than the samples', counted from 0. Errors   usage: another number
  int axis_of(std::int64_t axis, int rank) const {
    const std::int64_t from_front = axis < 0 ? axis + rank : axis;
    if (from_front < 1 || from_front >= rank)
      this->refuse(ErrorKind::unsupported,
                   "axis must be one of the input's other than that of the samples. Received axis=" +
                       std::to_string(axis) + " for rank " + std::to_string(rank) + ".");
    return static_cast<int>(from_front);
  }
};

/// Every operation, by groups. The registry of layers lists them all.
std::vector<Entry<LayerBase>> elementwise_operations();
std::vector<Entry<LayerBase>> reducing_operations();
std::vector<Entry<LayerBase>> shaping_operations();
std::vector<Entry<LayerBase>> sizing_operations();

template <class Operation>
Entry<LayerBase> operation() {
  return entry<LayerBase, Operation>(Operation::title);
}

}  // namespace fovea
