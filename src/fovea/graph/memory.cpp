#include "fovea/graph/memory.h"

#include <algorithm>
#include <limits>

namespace fovea {
namespace {

constexpr std::size_t alignment = 64;
std::size_t aligned(std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

/// A block of memory wanted from one moment to another, both included.
struct Interval {
  std::size_t bytes;
  int first, last;
  std::size_t offset = 0;
};

/// Gives each interval the lowest offset that no interval living at the same time covers. Returns the arena's size.
std::size_t pack(std::vector<Interval>& intervals) {
  std::vector<std::size_t> order(intervals.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  // Large blocks first leaves the fewest holes.
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return intervals[a].bytes > intervals[b].bytes; });
  std::size_t size = 0;
  std::vector<const Interval*> placed;
  for (std::size_t index : order) {
    Interval& now = intervals[index];
    std::size_t offset = 0;
    for (const Interval* other : placed)  // ascending offsets
      if (other->first <= now.last && now.first <= other->last && offset + now.bytes > other->offset)
        offset = std::max(offset, other->offset + other->bytes);
    now.offset = offset;
    size = std::max(size, offset + now.bytes);
    placed.insert(std::upper_bound(placed.begin(), placed.end(), &now,
                                   [](const Interval* a, const Interval* b) { return a->offset < b->offset; }),
                  &now);
  }
  return size;
}

class Planner {
 public:
  Planner(const Graph& graph, const std::vector<Phase>& phases, const Cut& cut)
      : graph_(graph), phases_(phases), cut_(cut), count_(static_cast<std::size_t>(graph.size())) {}

  MemoryPlan run() {
    plan_.places.resize(count_);
    root_.resize(count_);
    for (std::size_t i = 0; i < count_; ++i) root_[i] = static_cast<ValueId>(i);
    place_leaves();
    walk();
    for (ValueId id : graph_.outputs) keep(id);
    for (const Assignment& assignment : graph_.assignments()) keep(assignment.value);
    place_results();
    for (std::size_t i = 0; i < count_; ++i) {  // aliases take their root's memory
      const Place& place = plan_.places[static_cast<std::size_t>(root_[i])];
      if (root_[i] != static_cast<ValueId>(i)) plan_.places[i] = place;
    }
    return std::move(plan_);
  }

 private:
  struct Life {
    int phase = -1, last_phase = -1;  ///< phases of its maker and of its last user
    int first = 0, last = 0;          ///< steps over the whole program
    bool reduced = false;
  };

  Place& place(ValueId id) { return plan_.places[static_cast<std::size_t>(id)]; }
  Life& life(ValueId id) { return lives_[static_cast<std::size_t>(root_[static_cast<std::size_t>(id)])]; }

  void place_leaves() {
    int inputs = 0;
    for (ValueId id = 0; id < graph_.size(); ++id) {
      const Value& value = graph_[id];
      const std::size_t sample_bytes =
          value.desc.batched ? static_cast<std::size_t>(value.desc.unit()) * size_of(value.desc.dtype) : 0;
      if (value.kind == Value::Kind::input)
        place(id) = {Place::Kind::external, 0, sample_bytes, nullptr, inputs++};
      else if (value.kind == Value::Kind::variable)
        place(id) = {Place::Kind::fixed, 0, 0, value.variable->value.raw(), -1};
      else if (value.kind == Value::Kind::constant)
        place(id) = {Place::Kind::fixed, 0, 0, const_cast<std::byte*>(value.constant.raw()), -1};
    }
  }

  /// Numbers all steps and notes when each value is made and last used.
  void walk() {
    lives_.resize(count_);
    int now = 0;
    for (std::size_t p = 0; p < phases_.size(); ++p)
      for (const Step& step : phases_[p].steps) {
        ++now;
        const Operation& op = step.operation;
        for (ValueId id : op.inputs) {
          life(id).last = now;
          life(id).last_phase = static_cast<int>(p);
        }
        if (!step.kernel) {
          root_[static_cast<std::size_t>(op.outputs[0])] = root_[static_cast<std::size_t>(op.inputs[0])];
          continue;
        }
        for (ValueId id : op.outputs) {
          const bool reduced = phases_[p].sharded && !graph_.desc(id).batched;
          life(id) = {static_cast<int>(p), static_cast<int>(p), now, now, reduced};
        }
      }
  }

  void keep(ValueId id) {
    life(id).last = std::numeric_limits<int>::max();
    life(id).last_phase = std::numeric_limits<int>::max();
  }

  std::size_t bytes(ValueId id, std::int64_t samples) const {
    const TensorDesc& desc = graph_.desc(id);
    if (!desc.layout.plain()) return aligned(desc.layout.bytes);
    const auto units = static_cast<std::size_t>(desc.unit()) * size_of(desc.dtype);
    return aligned(desc.batched ? units * static_cast<std::size_t>(samples) : units);
  }

  void place_results() {
    std::vector<Interval> batch, micro;
    std::vector<ValueId> batch_ids, micro_ids;
    place_slots();
    for (const Phase& phase : phases_)
      for (const Step& step : phase.steps) {
        if (!step.kernel) continue;
        for (ValueId id : step.operation.outputs) {
          const Life& l = life(id);
          if (l.reduced) continue;
          if (!graph_.desc(id).batched) {
            place_shared(id, Place::Kind::shared);
          } else if (l.last_phase > l.phase) {
            batch.push_back({bytes(id, cut_.samples), l.phase, l.last_phase});
            batch_ids.push_back(id);
          } else {
            micro.push_back({bytes(id, cut_.micro_batch), l.first, l.last});
            micro_ids.push_back(id);
          }
        }
      }
    plan_.batch_bytes = pack(batch);
    plan_.micro_bytes = pack(micro);
    for (std::size_t i = 0; i < batch.size(); ++i) place_rows(batch_ids[i], Place::Kind::batch, batch[i].offset);
    for (std::size_t i = 0; i < micro.size(); ++i) place_rows(micro_ids[i], Place::Kind::micro, micro[i].offset);
  }

  void place_slots() {
    plan_.blocks.resize(phases_.size());
    for (std::size_t p = 0; p < phases_.size(); ++p) {
      plan_.blocks[p].begin = plan_.shared_bytes;
      for (const bool doubles : {true, false}) {
        for (const Step& step : phases_[p].steps)
          if (step.kernel)
            for (ValueId id : step.operation.outputs)
              if (life(id).reduced && (graph_.desc(id).dtype == DType::f64) == doubles)
                place_shared(id, Place::Kind::slot);
        if (doubles) plan_.blocks[p].doubles = plan_.shared_bytes;
      }
      plan_.blocks[p].end = plan_.shared_bytes;
    }
    plan_.slot_bytes = plan_.shared_bytes;
  }

  void place_shared(ValueId id, Place::Kind kind) {
    place(id) = {kind, plan_.shared_bytes, 0, nullptr, -1};
    plan_.shared_bytes += bytes(id, 1);
  }

  void place_rows(ValueId id, Place::Kind kind, std::size_t offset) {
    const TensorDesc& desc = graph_.desc(id);
    place(id) = {kind, offset, static_cast<std::size_t>(desc.unit()) * size_of(desc.dtype), nullptr, -1};
  }

  const Graph& graph_;
  const std::vector<Phase>& phases_;
  const Cut& cut_;
  std::size_t count_;
  std::vector<ValueId> root_;
  std::vector<Life> lives_;
  MemoryPlan plan_;
};

}  // namespace

MemoryPlan plan_memory(const Graph& graph, const std::vector<Phase>& phases, const Cut& cut) {
  return Planner(graph, phases, cut).run();
}

std::size_t sample_working_set(const Graph& graph) {
  std::vector<int> last(static_cast<std::size_t>(graph.size()), -1);
  const auto& operations = graph.operations();
  for (std::size_t i = 0; i < operations.size(); ++i)
    for (ValueId id : operations[i].inputs) last[static_cast<std::size_t>(id)] = static_cast<int>(i);
  const auto bytes = [&](ValueId id) {
    const TensorDesc& desc = graph.desc(id);
    return desc.batched ? static_cast<std::size_t>(desc.unit()) * size_of(desc.dtype) : 0;
  };
  std::size_t now = 0, worst = 0;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    for (ValueId id : operations[i].outputs) now += bytes(id);
    worst = std::max(worst, now);
    for (ValueId id : operations[i].inputs)
      if (last[static_cast<std::size_t>(id)] == static_cast<int>(i) && graph[id].kind == Value::Kind::result) {
        now -= std::min(now, bytes(id));
        last[static_cast<std::size_t>(id)] = -2;
      }
    for (ValueId id : operations[i].outputs)
      if (last[static_cast<std::size_t>(id)] == -1) now -= std::min(now, bytes(id));
  }
  return worst;
}

}  // namespace fovea
