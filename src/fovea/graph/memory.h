#pragma once
#include <vector>

#include "fovea/graph/schedule.h"

namespace fovea {

/// Where a value's bytes are while a program runs.
struct Place {
  enum class Kind : std::uint8_t {
    none,      ///< not used by this program
    external,  ///< bound by the caller: an input
    fixed,     ///< a variable's or constant's own memory
    shared,    ///< one copy: results of the network itself, sums over all shards
    batch,     ///< rows for the whole batch: what crosses a barrier or is wanted by the caller
    micro,     ///< rows of one micro-batch, each thread its own
    slot       ///< a sum over samples: each shard its own while its phase runs, then shared (same offset)
  };
  Kind kind = Kind::none;
  std::size_t offset = 0;
  std::size_t sample_bytes = 0;  ///< distance of two samples, 0 for values without samples
  std::byte* fixed = nullptr;
  int input = -1;
};

/// Sums of one phase lie together, so that shards clear and add them as one block.
struct SlotBlock {
  std::size_t begin = 0, end = 0;  ///< bytes in the shared arena and in every shard's slots
  std::size_t doubles = 0;         ///< the block's float64 sums come first: [begin, doubles)
};

/// Offsets of everything in a program's arenas. Values that do not live at the same time share memory.
struct MemoryPlan {
  std::vector<Place> places;      ///< by value
  std::vector<SlotBlock> blocks;  ///< by phase
  std::size_t shared_bytes = 0, batch_bytes = 0, micro_bytes = 0, slot_bytes = 0;
};

MemoryPlan plan_memory(const Graph& graph, const std::vector<Phase>& phases, const Cut& cut);

/// Bytes of one sample that live at once at the worst point of a sharded phase: what a micro-batch must fit in a cache.
std::size_t sample_working_set(const Graph& graph);

}  // namespace fovea
