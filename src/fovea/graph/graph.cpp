#include "fovea/graph/graph.h"

namespace fovea {

ValueId Graph::add_value(const TensorDesc& desc) {
  values_.push_back({.desc = desc, .variable = nullptr, .constant = {}});
  return size() - 1;
}

ValueId Graph::add_input(const Shape& shape, DType dtype, bool batched) {
  const ValueId id = add_value({shape, dtype, batched, {}});
  values_.back().kind = Value::Kind::input;
  inputs_.push_back(id);
  return id;
}

ValueId Graph::read(const VariablePtr& variable) {
  const auto found = current_.find(variable.get());
  if (found != current_.end()) return found->second;
  const ValueId id = add_value({variable->value.shape(), variable->value.dtype(), false, {}});
  values_.back().kind = Value::Kind::variable;
  values_.back().variable = variable;
  current_[variable.get()] = id;
  return id;
}

ValueId Graph::add_constant(const Array& value) {
  const ValueId id = add_value({value.shape(), value.dtype(), false, {}});
  values_.back().kind = Value::Kind::constant;
  values_.back().constant = value;
  return id;
}

ValueId Graph::add_scalar(double value, DType dtype) {
  return add_constant(Array::of<double>({value}, Shape{}).cast(dtype));
}

void Graph::assign(const VariablePtr& variable, ValueId value) {
  std::erase_if(assignments_, [&](const Assignment& old) { return old.variable == variable; });
  assignments_.push_back({variable, value});
  current_[variable.get()] = value;
}

ValueId Graph::add(OpCode code, Attributes attributes, std::vector<ValueId> inputs,
                   const std::vector<TensorDesc>& outputs) {
  Operation operation{code, std::move(attributes), std::move(inputs), {}, node_};
  for (const TensorDesc& desc : outputs) {
    const ValueId id = add_value(desc);
    values_.back().producer = static_cast<int>(operations_.size());
    values_.back().output = static_cast<int>(operation.outputs.size());
    operation.outputs.push_back(id);
  }
  operations_.push_back(std::move(operation));
  return operations_.back().outputs[0];
}

OperationSpec Graph::spec(const Operation& operation) const {
  OperationSpec spec{operation.code, operation.attributes, {}, {}};
  for (ValueId id : operation.inputs) spec.inputs.push_back(desc(id));
  for (ValueId id : operation.outputs) spec.outputs.push_back(desc(id));
  return spec;
}

void Graph::replace_operations(std::vector<Operation> operations) {
  for (Value& value : values_) value.producer = -1;
  operations_ = std::move(operations);
  for (std::size_t i = 0; i < operations_.size(); ++i)
    for (std::size_t k = 0; k < operations_[i].outputs.size(); ++k) {
      Value& value = values_[static_cast<std::size_t>(operations_[i].outputs[k])];
      value.producer = static_cast<int>(i);
      value.output = static_cast<int>(k);
    }
}

}  // namespace fovea
