#include "fovea/models/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "fovea/base/text.h"
#include "fovea/graph/build.h"
#include "fovea/graph/gradients.h"
#include "fovea/models/check_data.h"
#include "fovea/models/scaled_input.h"
#include "fovea/objectives/losses/batch_loss.h"

namespace fovea {

/// A program with the values that it is run for, and the form of the batches it was made for.
struct Trainer::Compiled {
  Mode mode;
  std::vector<TensorDesc> x, y;
  bool weighted = false;
  std::unique_ptr<Program> program;
  std::vector<ValueId> predictions;
  Arrays results;  ///< copies of the predictions for the metrics
  ValueId loss = -1;
  std::vector<ValueId> output_losses;   ///< in the order of Trainer::output_losses_
  std::vector<const float*> gradients;  ///< in the order of the trained weights

  bool fits(Mode wanted, const Batch& batch) const {
    const auto same = [](const std::vector<TensorDesc>& descs, const Arrays& arrays) {
      for (std::size_t i = 0; i < descs.size(); ++i)
        if (descs[i].dtype != arrays[i].dtype() || !(descs[i].shape == arrays[i].shape())) return false;
      return true;
    };
    return mode == wanted && weighted == !batch.sample_weight.empty() && same(x, batch.x) && same(y, batch.y);
  }
};

Trainer::Trainer(Network& network) : network_(network) {}
Trainer::~Trainer() = default;

void Trainer::forget_programs() { programs_.clear(); }

void Trainer::set_run(const RunOptions& options) {
  run_ = options;
  team_.reset();
  forget_programs();
}

Team& Trainer::team() {
  if (!team_) team_ = std::make_shared<Team>(run_.threads > 0 ? run_.threads : available_threads());
  return *team_;
}

void Trainer::compile(const CompileOptions& options) {
  const bool goes_on = optimizer_ != nullptr && options.optimizer.pointer() == compile_.optimizer.pointer();
  if (!goes_on) optimizer_ = options.optimizer->fresh();
  compile_ = options;
  compiled_ = true;
  losses_.clear();
  output_losses_.clear();
  metrics_.clear();
  trained_.clear();
  forget_programs();
}

Optimizer& Trainer::optimizer() {
  if (!compiled_) fail(ErrorKind::usage, network_.who() + ": is not compiled. Call compile() first.");
  return *optimizer_;
}

const std::vector<Named<Loss>>& Trainer::losses() const {
  if (!compiled_) fail(ErrorKind::usage, network_.who() + ": is not compiled. Call compile() first.");
  return losses_;
}

void Trainer::prepare_inputs(const ArrayList& x) {
  if (!network_.complete() && x.size() == 1) {
    Shape shape = x[0].shape();
    if (shape.rank() == 0)
      fail(ErrorKind::shape, network_.who() + ": data needs a samples' axis. Received a single number.");
    shape.set(0, None);
    network_.build_chain(shape);
    initialize_weights(network_, run_.seed);
  }
  check_inputs(network_, x);
}

void Trainer::prepare(const ArrayList& x, const ArrayList& y) {
  prepare_inputs(x);
  losses();
  const Tensors& outputs = network_.outputs();
  if (losses_.empty()) {
    loss_weights_.assign(outputs.size(), 1.0);
    const auto index_of = [&](const std::string& name) {
      std::vector<std::string> names;
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        names.push_back(outputs[i].node()->layer->name());
        if (names.back() == name) return i;
      }
      fail(ErrorKind::usage,
           network_.who() + ": compile: no output is named '" + name + "'. " + suggest(name, names));
    };
    losses_.assign(outputs.size(), compile_.loss.one);
    for (const auto& [name, loss] : compile_.loss.by_output) losses_[index_of(name)] = loss;
    for (const auto& [name, weight] : compile_.loss_weights) loss_weights_[index_of(name)] = weight;
    for (std::size_t i = 0; i < outputs.size(); ++i)
      if (losses_[i]) output_losses_.emplace_back(outputs[i].node()->layer->name() + "_loss", 0);
    if (output_losses_.size() == 1) output_losses_.clear();
  }
  check_labels(network_, losses_, x, y);
  if (metrics_.empty()) resolve_metrics(y);
  build_optimizer();
}

void Trainer::build_optimizer() {
  if (!trained_.empty()) return;
  Optimizer& optimizer = this->optimizer();
  trained_ = network_.trainable_weights();
  std::vector<VariablePtr> variables;
  for (const Weight& weight : trained_) variables.push_back(weight.variable);
  optimizer.build(variables);
}

void Trainer::resolve_metrics(const ArrayList& y) {
  const Tensors& outputs = network_.outputs();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!losses_[i]) continue;
    const std::string& output = outputs[i].node()->layer->name();
    for (const MetricChoice& choice : compile_.metrics) {
      if (!choice.output.empty() && choice.output != output) continue;
      auto metric =
          choice.object ? choice.object->fresh() : resolve_metric(choice.name, outputs[i].shape(), y[i].shape());
      metric->check(y[i].shape(), outputs[i].shape());
      const std::string prefix = outputs.size() > 1 ? output + "_" : "";
      std::string name = prefix + metric->name();
      if (choice.weighted && std::ranges::find(metrics_, name, &Tracked::name) != metrics_.end())
        name = prefix + "weighted_" + metric->name();
      metrics_.push_back({std::move(name), std::move(metric), i, choice.weighted});
    }
  }
}

Trainer::Compiled& Trainer::compiled_for(Mode mode, const Batch& batch) {
  for (const auto& compiled : programs_)
    if (compiled->fits(mode, batch)) return *compiled;
  // A last short batch and a few batch sizes are usual; more would only hold memory.
  constexpr std::size_t most_programs = 8;
  if (programs_.size() == most_programs) programs_.erase(programs_.begin());
  programs_.push_back(build(mode, batch));
  return *programs_.back();
}

std::unique_ptr<Trainer::Compiled> Trainer::build(Mode mode, const Batch& batch) {
  Graph graph;
  const std::int64_t samples = batch.samples();
  const Emitter emitter{graph, mode == Mode::train};
  std::vector<ValueId> inputs, labels;
  for (const Array& array : batch.x) inputs.push_back(graph.add_input(array.shape(), array.dtype(), true));
  if (mode != Mode::predict)
    for (const Array& array : batch.y) labels.push_back(graph.add_input(array.shape(), array.dtype(), true));
  const bool weighted = !batch.sample_weight.empty();
  std::optional<ValueId> weights;
  if (weighted) weights = graph.add_input(Shape{samples}, DType::f32, true);

  auto compiled = std::make_unique<Compiled>();
  compiled->mode = mode;
  compiled->weighted = weighted;
  for (ValueId id : inputs) compiled->x.push_back(graph.desc(id));
  for (ValueId id : labels) compiled->y.push_back(graph.desc(id));
  for (ValueId& input : inputs) input = scaled_input(graph, input, emitter.dtype, run_.scaling);
  std::vector<ValueId> terms;
  std::uint64_t next_node = 0;
  compiled->predictions = network_.inline_into(emitter, inputs, "", terms, next_node);
  // A call with training=True looks at its batch in prediction too; what a model remembers changes in training alone.
  if (mode != Mode::train) graph.forget_assignments();
  graph.outputs = compiled->predictions;
  const std::size_t penalties = terms.size();

  if (mode != Mode::predict) {
    graph.set_node("loss");
    for (std::size_t i = 0; i < losses_.size(); ++i) {
      if (!losses_[i]) continue;
      const auto loss = [&](double factor) {
        return batch_loss(graph, *losses_[i], compiled->predictions[i], labels[i], weights, factor);
      };
      if (output_losses_.empty()) {
        terms.push_back(loss(loss_weights_[i]));
        continue;
      }
      compiled->output_losses.push_back(loss(1));
      terms.push_back(build::unary(graph, compiled->output_losses.back(), Unary::affine, loss_weights_[i], 0));
    }
    // Losses come before penalties, as Keras adds them.
    std::rotate(terms.begin(), terms.begin() + static_cast<std::ptrdiff_t>(penalties), terms.end());
    for (const Weight& weight : network_.weights())
      if (weight.regularizer) terms.push_back(weight.regularizer->emit(graph, graph.read(weight.variable)));
    compiled->loss = terms.at(0);
    for (std::size_t i = 1; i < terms.size(); ++i) compiled->loss = build::add(graph, compiled->loss, terms[i]);
    graph.outputs.push_back(compiled->loss);
    graph.outputs.insert(graph.outputs.end(), compiled->output_losses.begin(), compiled->output_losses.end());
  }
  std::vector<ValueId> gradients;
  if (mode == Mode::train) {
    std::vector<ValueId> wanted;
    for (const Weight& weight : trained_) wanted.push_back(graph.read(weight.variable));
    const double scale = optimizer_->loss_scale();
    const ValueId scaled = scale == 1 ? compiled->loss : build::unary(graph, compiled->loss, Unary::affine, scale, 0);
    gradients = add_gradients(graph, scaled, wanted);
    graph.outputs.insert(graph.outputs.end(), gradients.begin(), gradients.end());
  }
  team();
  ProgramOptions options;
  options.deterministic = run_.deterministic;
  options.choices = run_.kernels;
  compiled->program = std::make_unique<Program>(std::move(graph), options, team_);
  for (ValueId gradient : gradients) compiled->gradients.push_back(compiled->program->values<float>(gradient));
  for (ValueId id : compiled->predictions) compiled->results.emplace_back(compiled->program->graph().shape(id));
  return compiled;
}

Program& Trainer::program(Mode mode, const Batch& batch) { return *compiled_for(mode, batch).program; }

std::vector<StepReport> Trainer::training_plan() const {
  for (const auto& compiled : programs_)
    if (compiled->mode == Mode::train) return compiled->program->report();
  return {};
}

double Trainer::run(Compiled& compiled, const Batch& batch) {
  int input = 0;
  for (const Array& array : batch.x) compiled.program->bind(input++, array.raw());
  for (std::size_t i = 0; i < compiled.y.size(); ++i) compiled.program->bind(input++, batch.y[i].raw());
  if (compiled.weighted) compiled.program->bind(input++, batch.sample_weight.raw());
  // Calls that draw in prediction too draw anew in every batch.
  const auto step =
      compiled.mode == Mode::train ? static_cast<std::uint64_t>(optimizer_->iterations()) : other_runs_++;
  compiled.program->run({run_.seed, step});
  return compiled.loss < 0 ? 0 : static_cast<double>(*compiled.program->values<float>(compiled.loss));
}

double Trainer::train(const Batch& batch) {
  Compiled& compiled = compiled_for(Mode::train, batch);
  const double loss = run(compiled, batch);
  if (!std::isfinite(loss))
    fail(ErrorKind::diverged,
         network_.who() + ": the loss became " + (std::isnan(loss) ? "NaN" : "infinite") + " at update " +
             std::to_string(optimizer_->iterations() + 1) +
             "; that update was not made. Use a smaller learning rate, or look for NaN, infinite or "
             "unscaled values in the data.");
  optimizer_->apply(compiled.gradients, team());
  for (const Weight& weight : trained_)
    if (weight.constraint) weight.constraint->apply(weight.variable->value);
  update_metrics(compiled, batch, loss);
  return loss;
}

double Trainer::test(const Batch& batch) {
  Compiled& compiled = compiled_for(Mode::test, batch);
  const double loss = run(compiled, batch);
  update_metrics(compiled, batch, loss);
  return loss;
}

void Trainer::predict(const Batch& batch, const RowsOf& rows, Arrays& outputs) {
  Compiled& compiled = compiled_for(Mode::predict, batch);
  run(compiled, batch);
  if (outputs.empty())
    for (const Array& result : compiled.results) outputs.emplace_back(result.shape().tail(1).with_front(rows.all));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Array& result = compiled.results[i];
    const std::size_t row = result.bytes() / static_cast<std::size_t>(batch.samples());
    std::memcpy(outputs[i].raw() + row * static_cast<std::size_t>(rows.first),
                compiled.program->data(compiled.predictions[i]), result.bytes());
  }
}

void Trainer::update_metrics(Compiled& compiled, const Batch& batch, double loss) {
  loss_sum_ += loss * static_cast<double>(batch.samples());
  loss_count_ += batch.samples();
  for (std::size_t i = 0; i < output_losses_.size(); ++i)
    output_losses_[i].second += static_cast<double>(*compiled.program->values<float>(compiled.output_losses[i]) *
                                                    static_cast<float>(batch.samples()));
  for (std::size_t i = 0; i < compiled.results.size(); ++i)
    std::memcpy(compiled.results[i].raw(), compiled.program->data(compiled.predictions[i]),
                compiled.results[i].bytes());
  for (Tracked& tracked : metrics_) {
    const bool weighted = tracked.weighted && !batch.sample_weight.empty();
    tracked.metric->update(batch.y[tracked.output], compiled.results[tracked.output],
                           weighted ? batch.sample_weight.values<float>().data() : nullptr);
  }
}

void Trainer::reset_metrics() {
  loss_sum_ = 0;
  loss_count_ = 0;
  for (auto& [name, sum] : output_losses_) sum = 0;
  for (Tracked& tracked : metrics_) tracked.metric->reset();
}

std::vector<std::pair<std::string, double>> Trainer::results() const {
  std::vector<std::pair<std::string, double>> values{{"loss", 0}};
  for (const auto& [name, sum] : output_losses_) values.emplace_back(name, 0);
  for (const Tracked& tracked : metrics_) values.emplace_back(tracked.name, 0);
  write_results(values);
  return values;
}

void Trainer::write_results(std::vector<std::pair<std::string, double>>& values) const {
  const double count = static_cast<double>(std::max<std::int64_t>(loss_count_, 1));
  std::size_t next = 0;
  values[next++].second = loss_sum_ / count;
  for (const auto& [name, sum] : output_losses_) values[next++].second = sum / count;
  for (const Tracked& tracked : metrics_) values[next++].second = tracked.metric->result();
}

}  // namespace fovea
