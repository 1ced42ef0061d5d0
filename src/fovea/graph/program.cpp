#include "fovea/graph/program.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/flush_denormals.h"
#include "fovea/base/text.h"
#include "fovea/graph/passes.h"

namespace fovea {
namespace {

/// A micro-batch should leave room in a core's second-level cache for weights; a constant, so that a run does not depend
/// on the machine it was planned on.
constexpr std::size_t micro_batch_bytes = std::size_t{3} << 19;
/// More shards than threads let a thread that was held up hand its share to others.
constexpr int shards_per_thread = 2;
constexpr int deterministic_shards = 16;

Cut choose_cut(std::int64_t samples, std::size_t working_set, const ProgramOptions& options, bool teamwork) {
  if (teamwork) return {samples, samples, samples};
  const std::int64_t shards = options.deterministic ? deterministic_shards : options.threads * shards_per_thread;
  const std::int64_t share = std::max<std::int64_t>(1, (samples + shards - 1) / shards);
  const auto fitting = static_cast<std::int64_t>(micro_batch_bytes / std::max<std::size_t>(working_set, 1));
  const std::int64_t most = std::clamp<std::int64_t>(fitting, 1, share);
  // Micro-batches of one size when that costs little, else a short one at the end of each shard.
  std::int64_t divisor = most;
  while (share % divisor != 0) --divisor;
  return {samples, share, 2 * divisor > most ? divisor : most};
}

std::int64_t batch_size(const Graph& graph) {
  for (ValueId id : graph.inputs())
    if (graph.desc(id).batched) return graph.shape(id)[0];
  return 1;
}

}  // namespace

struct SharedCounter {
  std::atomic<int> value{0};
};

std::vector<const Provider*> default_providers() {
  std::vector<const Provider*> all{&native_provider(),
#ifdef FOVEA_ONEDNN
                                   &onednn_provider(),
#endif
                                   &reference_provider()};
  const char* wanted = std::getenv("FOVEA_PROVIDERS");
  if (wanted == nullptr) return all;
  std::vector<const Provider*> chosen;
  for (const std::string& name : split(wanted, ',')) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Provider* p) { return p->name() == name; });
    if (found == all.end())
      fail(ErrorKind::usage, "FOVEA_PROVIDERS names the provider '" + name + "', which this build does not have.");
    chosen.push_back(*found);
  }
  return chosen;
}

/// A step with its operands' places, ready to be turned into pointers.
struct Program::Prepared {
  const Kernel* kernel;
  std::vector<Place> inputs, outputs;
  std::size_t scratch_offset;
};

/// What one thread owns.
struct Program::Lane {
  int index = 0;
  Array micro, scratch;
  std::vector<const std::byte*> inputs;
  std::vector<std::byte*> outputs;
  std::vector<double> seconds;  ///< by step over all phases
};

Program::Program(Graph graph, const ProgramOptions& options, std::shared_ptr<Team> team)
    : graph_(std::move(graph)),
      options_(options),
      team_(std::move(team)),
      next_shard_(std::make_unique<SharedCounter>()) {
  options_.threads = team_->threads();
  if (options_.providers.empty()) options_.providers = default_providers();
  const std::int64_t samples = batch_size(graph_);
  teamwork_ = options_.work == Work::team ||
              (options_.work == Work::automatic && !options_.deterministic && samples < options_.threads);
  passes::run_all(graph_, [&](const OperationSpec& spec) {
    const Target target;
    for (const Provider* provider : options_.providers)
      if (provider != &reference_provider() && !provider->candidates(spec, target).empty()) return !teamwork_;
    return false;
  });
  cut_ = choose_cut(samples, sample_working_set(graph_), options_, teamwork_);
  phases_ = schedule(graph_, cut_,
                     {options_.providers, teamwork_ ? options_.threads : 1, teamwork_ ? 1 : options_.threads,
                      options_.deterministic ? nullptr : options_.choices.get()});
  plan_ = plan_memory(graph_, phases_, cut_);
  prepare();
}

Program::~Program() = default;

void Program::prepare() {
  const auto bytes_array = [](std::size_t bytes) {
    return Array(Shape{static_cast<std::int64_t>(bytes)}, DType::u8);
  };
  shared_ = bytes_array(plan_.shared_bytes);
  batch_ = bytes_array(plan_.batch_bytes);
  if (cut_.shards() > 1) slots_ = bytes_array(plan_.slot_bytes * static_cast<std::size_t>(cut_.shards()));
  bound_.resize(graph_.inputs().size());

  std::size_t scratch = 0, operands = 0, steps = 0;
  for (const Phase& phase : phases_) {
    std::vector<Prepared>& list = prepared_.emplace_back();
    for (const Step& step : phase.steps) {
      if (!step.kernel) continue;
      Prepared now{step.kernel.get(), {}, {}, scratch};
      for (ValueId id : step.operation.inputs) now.inputs.push_back(plan_.places[static_cast<std::size_t>(id)]);
      for (ValueId id : step.operation.outputs) now.outputs.push_back(plan_.places[static_cast<std::size_t>(id)]);
      scratch += (step.scratch_bytes + 63) / 64 * 64;
      operands = std::max({operands, now.inputs.size(), now.outputs.size()});
      ++steps;
      list.push_back(std::move(now));
    }
  }
  const int lanes = teamwork_ ? 1 : std::min(team_->threads(), cut_.shards());
  lanes_ = std::make_unique<Lane[]>(static_cast<std::size_t>(team_->threads()));
  for (int i = 0; i < std::max(1, lanes); ++i) {
    Lane& lane = lanes_[static_cast<std::size_t>(i)];
    lane.index = i;
    lane.micro = bytes_array(plan_.micro_bytes);
    lane.scratch = bytes_array(scratch);
    lane.inputs.resize(operands);
    lane.outputs.resize(operands);
    lane.seconds.resize(steps);
  }
  for (ValueId id = 0; id < graph_.size(); ++id)
    if (graph_[id].kind == Value::Kind::input && !graph_.desc(id).batched)
      takes_shared_input_ = true;
    else if (graph_[id].kind == Value::Kind::variable)
      seen_.emplace_back(graph_[id].variable.get(), ~std::uint64_t{0});
}

void Program::bind(int input, const std::byte* data) { bound_[static_cast<std::size_t>(input)] = data; }

void Program::run_rows(std::size_t phase, Lane& lane, std::byte* slots, std::int64_t first, std::int64_t samples) {
  const auto where = [&](const Place& place, bool writing) -> std::byte* {
    const auto row = place.sample_bytes * static_cast<std::size_t>(first);
    switch (place.kind) {
      case Place::Kind::external:
        return const_cast<std::byte*>(bound_[static_cast<std::size_t>(place.input)]) + row;
      case Place::Kind::fixed:
        return place.fixed;
      case Place::Kind::shared:
        return shared_.raw() + place.offset;
      case Place::Kind::batch:
        return batch_.raw() + place.offset + row;
      case Place::Kind::micro:
        return lane.micro.raw() + place.offset;
      case Place::Kind::slot:
        return (writing ? slots : shared_.raw()) + place.offset;
      case Place::Kind::none:
        break;
    }
    return nullptr;
  };
  std::size_t index = 0;
  for (std::size_t p = 0; p < phase; ++p) index += prepared_[p].size();
  for (const Prepared& step : prepared_[phase]) {
    for (std::size_t i = 0; i < step.inputs.size(); ++i) lane.inputs[i] = where(step.inputs[i], false);
    for (std::size_t i = 0; i < step.outputs.size(); ++i) lane.outputs[i] = where(step.outputs[i], true);
    const KernelArguments arguments{.inputs = lane.inputs.data(),
                                    .outputs = lane.outputs.data(),
                                    .scratch = lane.scratch.raw() + step.scratch_offset,
                                    .samples = samples,
                                    .first_sample = first,
                                    .lane = lane.index,
                                    .step = step_};
    if (!measuring_) {
      step.kernel->run(arguments);
    } else {
      const auto start = std::chrono::steady_clock::now();
      step.kernel->run(arguments);
      lane.seconds[index] += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    ++index;
  }
}

void Program::run_shared(std::size_t phase) {
  // Between shards a library that calls all threads together for a small reorder would wait for one that is held up.
  const PreparedThreads prepared(teamwork_ ? team_->threads() : 1);
  run_rows(phase, lanes_[0], shared_.raw(), 0, cut_.samples);
}

void Program::run_shards(std::size_t phase, Lane& lane) {
  const SlotBlock& block = plan_.blocks[phase];
  for (;;) {
    const int shard = next_shard_->value.fetch_add(1, std::memory_order_relaxed);
    if (shard >= cut_.shards()) return;
    std::byte* slots =
        cut_.shards() > 1 ? slots_.raw() + plan_.slot_bytes * static_cast<std::size_t>(shard) : shared_.raw();
    if (block.end > block.begin) std::memset(slots + block.begin, 0, block.end - block.begin);
    const std::int64_t end = std::min(cut_.samples, (shard + 1) * cut_.shard);
    for (std::int64_t first = shard * cut_.shard; first < end; first += cut_.micro_batch)
      run_rows(phase, lane, slots, first, std::min(cut_.micro_batch, end - first));
  }
}

namespace {
/// Adds the slots of all shards for bytes [begin, end) in the order of the shards.
template <class T>
void add_range(std::byte* shared, const std::byte* slots, std::size_t stride, int shards, std::size_t begin,
               std::size_t end) {
  T* to = reinterpret_cast<T*>(shared + begin);
  const std::size_t count = (end - begin) / sizeof(T);
  std::memcpy(to, slots + begin, end - begin);
  for (int s = 1; s < shards; ++s) {
    const T* from = reinterpret_cast<const T*>(slots + stride * static_cast<std::size_t>(s) + begin);
    for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
  }
}
}  // namespace

void Program::add_slots(std::size_t phase, int thread, int threads) {
  const SlotBlock& block = plan_.blocks[phase];
  const auto share = [&](std::size_t begin, std::size_t end, int t) {  // whole cache lines for each thread
    const std::size_t lines = (end - begin) / 64;
    return begin + lines * static_cast<std::size_t>(t) / static_cast<std::size_t>(threads) * 64;
  };
  const auto part = [&]<class T>(T*, std::size_t begin, std::size_t end) {
    const std::size_t from = share(begin, end, thread), to = share(begin, end, thread + 1);
    if (to > from) add_range<T>(shared_.raw(), slots_.raw(), plan_.slot_bytes, cut_.shards(), from, to);
  };
  part(static_cast<double*>(nullptr), block.begin, block.doubles);
  part(static_cast<float*>(nullptr), block.doubles, block.end);
}

bool Program::variables_changed() {
  bool changed = !std::exchange(started_, true) || takes_shared_input_;
  for (auto& [variable, version] : seen_)
    if (std::exchange(version, variable->version) != variable->version) changed = true;
  return changed;
}

void Program::run(const StepState& step) {
  const FlushDenormals flush;  // here too, so that one thread computes what several do
  step_ = step;
  if (measuring_) ++runs_measured_;
  for (std::size_t p = 0; p < phases_.size(); ++p) {
    if (!phases_[p].sharded) {
      // Phase 0 works on variables and constants alone: packed weights stay good until a variable changes.
      if (p > 0 || variables_changed()) run_shared(p);
    } else {
      next_shard_->value.store(0, std::memory_order_relaxed);
      if (teamwork_ || cut_.shards() == 1) {
        run_shards(p, lanes_[0]);
      } else {
        team_->run([this, p](int thread) { run_shards(p, lanes_[static_cast<std::size_t>(thread)]); });
        if (plan_.blocks[p].end > plan_.blocks[p].begin)
          team_->run([this, p](int thread) { add_slots(p, thread, team_->threads()); });
      }
    }
  }
  for (const Assignment& assignment : graph_.assignments()) {
    Variable& variable = *assignment.variable;
    std::memcpy(variable.value.raw(), data(assignment.value), variable.value.bytes());
    ++variable.version;
  }
}

const std::byte* Program::data(ValueId id) const {
  const Place& place = plan_.places[static_cast<std::size_t>(id)];
  switch (place.kind) {
    case Place::Kind::external:
      return bound_[static_cast<std::size_t>(place.input)];
    case Place::Kind::fixed:
      return place.fixed;
    case Place::Kind::batch:
      return batch_.raw() + place.offset;
    case Place::Kind::shared:
    case Place::Kind::slot:
      return shared_.raw() + place.offset;
    default:
      fail(ErrorKind::internal, "A value was read that the program does not keep.");
  }
}

std::size_t Program::memory() const {
  std::size_t bytes = shared_.bytes() + batch_.bytes() + (slots_.empty() ? 0 : slots_.bytes());
  for (int i = 0; i < team_->threads(); ++i)
    if (const Lane& lane = lanes_[static_cast<std::size_t>(i)]; !lane.micro.empty())
      bytes += lane.micro.bytes() + lane.scratch.bytes();
  return bytes;
}

int Program::reorders() const {
  return static_cast<int>(std::count_if(graph_.operations().begin(), graph_.operations().end(),
                                        [](const Operation& op) { return op.code == OpCode::reorder; }));
}

void Program::measure(bool on) {
  measuring_ = on;
  runs_measured_ = 0;
  for (int i = 0; i < team_->threads(); ++i)
    std::fill(lanes_[static_cast<std::size_t>(i)].seconds.begin(), lanes_[static_cast<std::size_t>(i)].seconds.end(),
              0.0);
}

std::vector<StepReport> Program::report() const {
  std::vector<StepReport> rows;
  std::size_t index = 0;
  for (std::size_t p = 0; p < phases_.size(); ++p)
    for (const Step& step : phases_[p].steps) {
      if (!step.kernel) continue;
      StepReport row{step.operation.node, std::string(to_string(step.operation.code)),      step.kernel_name,
                     static_cast<int>(p), flops(graph_.spec(step.operation), cut_.samples), 0};
      for (int i = 0; i < team_->threads() && runs_measured_ > 0; ++i)
        if (const auto& seconds = lanes_[static_cast<std::size_t>(i)].seconds; !seconds.empty())
          row.seconds += seconds[index] / static_cast<double>(runs_measured_);
      rows.push_back(std::move(row));
      ++index;
    }
  return rows;
}

}  // namespace fovea
