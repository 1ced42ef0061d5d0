#include "fovea/graph/schedule.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "fovea/base/error.h"

namespace fovea {
std::vector<std::int64_t> Cut::rests() const {
  std::vector<std::int64_t> sizes;
  const std::int64_t last = samples - (shards() - 1) * shard;
  for (std::int64_t rest : {shard % micro_batch, last % micro_batch})
    if (rest != 0 && std::find(sizes.begin(), sizes.end(), rest) == sizes.end()) sizes.push_back(rest);
  return sizes;
}

namespace {

bool touches_samples(const Graph& graph, const Operation& op) {
  const auto batched = [&](ValueId id) { return graph.desc(id).batched; };
  return std::any_of(op.inputs.begin(), op.inputs.end(), batched) ||
         std::any_of(op.outputs.begin(), op.outputs.end(), batched);
}

/// Chooses kernels and rewrites operations to take the layouts these want.
class Lowering {
 public:
  Lowering(Graph& graph, const Cut& cut, const ScheduleOptions& options) : graph_(graph), options_(options) {
    target_ = {options.threads, options.lanes, cut.micro_batch, cut.rests()};
  }

  std::vector<Step> run() {
    for (const Operation& op : graph_.operations()) lower(op);
    return std::move(steps_);
  }

 private:
  std::optional<Candidate> choose(const OperationSpec& spec) const {
    std::vector<Candidate> all;
    for (const Provider* provider : options_.providers)
      for (Candidate& candidate : provider->candidates(spec, target_)) all.push_back(std::move(candidate));
    if (all.empty()) return std::nullopt;
    return all[options_.choices != nullptr ? options_.choices->choose(spec, target_, all) : cheapest(all)];
  }

  void lower(Operation op) {
    if (op.code == OpCode::reshape) {
      steps_.push_back({std::move(op), "alias", nullptr, 0});
      return;
    }
    const OperationSpec spec = graph_.spec(op);
    const std::optional<Candidate> chosen = choose(spec);
    if (!chosen) refuse(op, spec);
    for (std::size_t i = 0; i < chosen->inputs.size(); ++i)
      if (!chosen->inputs[i].plain()) op.inputs[i] = reordered(op, op.inputs[i], chosen->inputs[i]);
    add(std::move(op), *chosen);
  }

  void add(Operation op, const Candidate& chosen) {
    steps_.push_back({std::move(op), chosen.name, chosen.make(), chosen.scratch_bytes});
  }

  ValueId reordered(const Operation& user, ValueId value, const Layout& layout) {
    const auto [place, fresh] = reordered_.try_emplace({value, layout.id}, -1);
    if (!fresh) return place->second;
    TensorDesc desc = graph_.desc(value);
    desc.layout = layout;
    place->second = graph_.add_value(desc);
    Operation op{OpCode::reorder, {}, {value}, {place->second}, user.node};
    const OperationSpec spec = graph_.spec(op);
    const std::optional<Candidate> chosen = choose(spec);
    if (!chosen) refuse(op, spec);
    add(std::move(op), *chosen);
    return place->second;
  }

  [[noreturn]] void refuse(const Operation& op, const OperationSpec& spec) const {
    std::string text =
        (op.node.empty() ? "The network" : op.node) + ": no kernel for " + std::string(to_string(op.code)) + " of";
    for (const TensorDesc& input : spec.inputs)
      text += " " + std::string(to_string(input.dtype)) + " " + to_string(input.shape);
    fail(ErrorKind::unsupported, text + ".");
  }

  Graph& graph_;
  const ScheduleOptions& options_;
  Target target_;
  std::vector<Step> steps_;
  std::map<std::pair<ValueId, std::string>, ValueId> reordered_;
};

}  // namespace

std::vector<Phase> schedule(Graph& graph, const Cut& cut, const ScheduleOptions& options) {
  std::vector<Step> steps = Lowering(graph, cut, options).run();
  std::vector<int> phase_of(static_cast<std::size_t>(graph.size()), -1);
  std::vector<Phase> phases;
  for (Step& step : steps) {
    const bool sharded = touches_samples(graph, step.operation);
    int phase = sharded ? 1 : 0;
    for (ValueId id : step.operation.inputs) {
      const int made = phase_of[static_cast<std::size_t>(id)];
      if (made < 0) continue;
      const bool made_by_shards = made % 2 == 1;
      if (sharded)
        phase = std::max(phase, !made_by_shards ? made + 1 : graph.desc(id).batched ? made : made + 2);
      else
        phase = std::max(phase, made_by_shards ? made + 1 : made);
    }
    for (ValueId id : step.operation.outputs) phase_of[static_cast<std::size_t>(id)] = phase;
    if (phases.size() <= static_cast<std::size_t>(phase)) phases.resize(static_cast<std::size_t>(phase) + 1);
    phases[static_cast<std::size_t>(phase)].steps.push_back(std::move(step));
  }
  for (std::size_t i = 0; i < phases.size(); ++i) phases[i].sharded = i % 2 == 1;
  std::vector<Operation> operations;
  for (const Phase& phase : phases)
    for (const Step& step : phase.steps) operations.push_back(step.operation);
  graph.replace_operations(std::move(operations));
  return phases;
}

}  // namespace fovea
