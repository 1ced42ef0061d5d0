#include <cstring>
#include <numeric>

#include "fovea/graph/build.h"
#include "fovea/graph/gradients.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea::testing {

LayerRun::LayerRun(LayerBase& layer, const Arrays& inputs, const Arrays& weights, const Array& cotangent,
                   bool training, const RunPlan& plan)
    : layer_(layer), dtype_(plan.dtype) {
  std::vector<Shape> shapes;
  for (const Array& input : inputs) shapes.push_back(input.shape());
  layer.ensure_built(shapes);
  set_weights(weights);

  Graph graph;
  std::vector<ValueId> values;
  for (const Array& input : inputs) {
    inputs_.push_back(input.cast(dtype_));
    values.push_back(graph.add_input(input.shape(), dtype_, true));
  }
  inputs_.push_back(cotangent.cast(dtype_));
  const ValueId weighting = graph.add_input(cotangent.shape(), dtype_, true);
  output_ = layer.emit({graph, training, dtype_, 0}, values);
  std::vector<ValueId> wanted = values;
  for (const Weight& weight : layer.weights())
    if (weight.variable->trainable) wanted.push_back(graph.read(weight.variable));
  std::vector<int> axes(static_cast<std::size_t>(cotangent.shape().rank()));
  std::iota(axes.begin(), axes.end(), 0);
  total_ = build::reduce(graph, build::multiply(graph, output_, weighting), Reduction::sum, axes);
  const std::vector<ValueId> gradients = add_gradients(graph, total_, wanted);
  graph.outputs = gradients;
  graph.outputs.insert(graph.outputs.end(), {output_, total_});
  input_gradients_.assign(gradients.begin(), gradients.begin() + static_cast<std::ptrdiff_t>(inputs.size()));
  std::size_t next = inputs.size();
  for (const Weight& weight : layer.weights())
    weight_gradients_.push_back(weight.variable->trainable ? gradients[next++] : -1);

  program_ = std::make_unique<Program>(
      std::move(graph), ProgramOptions{.threads = plan.threads, .work = plan.work, .providers = plan.providers},
      std::make_shared<Team>(plan.threads));
}

void LayerRun::set_weights(const Arrays& weights) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    Variable& variable = *layer_.weights()[i].variable;
    if (variable.value.dtype() != dtype_) variable.value = Array(variable.value.shape(), dtype_);
    const Array now = weights[i].cast(dtype_);
    std::memcpy(variable.value.raw(), now.raw(), now.bytes());
    ++variable.version;
  }
}

void LayerRun::run() {
  for (std::size_t i = 0; i < inputs_.size(); ++i) program_->bind(static_cast<int>(i), inputs_[i].raw());
  program_->run({.seed = 1, .step = 0});
}

double LayerRun::total() const { return value(total_).cast(DType::f64).values<double>()[0]; }

Array LayerRun::value(ValueId id) const {
  Array array(program_->graph().shape(id), dtype_);
  std::memcpy(array.raw(), program_->data(id), array.bytes());
  return array;
}

Array forward(const LayerBase& layer, const Array& input, bool training, const RunPlan& plan, const StepState& step) {
  Graph graph;
  const ValueId x = graph.add_input(input.shape(), input.dtype(), true);
  const ValueId y = layer.emit({graph, training, plan.dtype, 0}, {{x}});
  graph.outputs = {y};
  Program program(std::move(graph), {.threads = plan.threads, .work = plan.work, .providers = plan.providers},
                  std::make_shared<Team>(plan.threads));
  program.bind(0, input.raw());
  program.run(step);
  Array result(program.graph().shape(y), plan.dtype);
  std::memcpy(result.raw(), program.data(y), result.bytes());
  return result;
}

}  // namespace fovea::testing
