#pragma once
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "fovea/graph/variable.h"
#include "fovea/kernels/operation.h"

namespace fovea {

/// Index of a value in its graph.
using ValueId = int;

/// An edge of the graph: what one operation gives and others take.
struct Value {
  enum class Kind : std::uint8_t { input, variable, constant, result };
  Kind kind = Kind::result;
  TensorDesc desc;
  int producer = -1;     ///< operation that makes it, for results
  int output = 0;        ///< which of the operation's outputs
  VariablePtr variable;  ///< for variables
  Array constant;        ///< for constants
};

struct Operation {
  OpCode code{};
  Attributes attributes;
  std::vector<ValueId> inputs, outputs;
  std::string node;  ///< the model's node it comes from, for people: "conv2d_1"
};

/// A variable that takes a new value when a run has ended.
struct Assignment {
  VariablePtr variable;
  ValueId value;
};

/// Operations in an order in which each comes after what it needs. All shapes are known; the batch size is part of them.
class Graph {
 public:
  ValueId add_input(const Shape& shape, DType dtype, bool batched);
  /// The variable's value at this point of the graph: its latest assignment, else what it held before the run.
  ValueId read(const VariablePtr& variable);
  ValueId add_constant(const Array& value);
  ValueId add_scalar(double value, DType dtype = DType::f32);
  void assign(const VariablePtr& variable, ValueId value);
  /// What is read stays; no variable changes when a run has ended.
  void forget_assignments() { assignments_.clear(); }

  /// Appends an operation whose outputs have the given descriptions. Returns its first output.
  ValueId add(OpCode code, Attributes attributes, std::vector<ValueId> inputs,
              const std::vector<TensorDesc>& outputs);

  /// Operations added from now on belong to this node of the model.
  void set_node(std::string node) { node_ = std::move(node); }

  const Value& operator[](ValueId id) const { return values_[static_cast<std::size_t>(id)]; }
  const TensorDesc& desc(ValueId id) const { return (*this)[id].desc; }
  const Shape& shape(ValueId id) const { return desc(id).shape; }
  int size() const { return static_cast<int>(values_.size()); }
  const std::vector<Operation>& operations() const { return operations_; }
  const std::vector<Assignment>& assignments() const { return assignments_; }
  const std::vector<ValueId>& inputs() const { return inputs_; }
  /// What a kernel is asked for.
  OperationSpec spec(const Operation& operation) const;

  /// Replaces the list of operations (by a pass) and renews what values know of their producers.
  void replace_operations(std::vector<Operation> operations);
  /// Adds a value without a producer yet, for passes.
  ValueId add_value(const TensorDesc& desc);

  /// Values that must be there when a run has ended: predictions, losses, gradients. Passes keep them.
  std::vector<ValueId> outputs;

 private:
  std::deque<Value> values_;  ///< a reference into it, such as shape(id), outlives what is added
  std::vector<Operation> operations_;
  std::vector<Assignment> assignments_;
  std::vector<ValueId> inputs_;
  std::unordered_map<const Variable*, ValueId> current_;
  std::string node_;
};

}  // namespace fovea
