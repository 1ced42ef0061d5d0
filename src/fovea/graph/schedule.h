#pragma once
#include <memory>
#include <string>
#include <vector>

#include "fovea/graph/graph.h"
#include "fovea/graph/kernel_choices.h"
#include "fovea/kernels/kernel.h"

namespace fovea {

/// How a batch is cut. A *shard* is a run of consecutive samples that one thread works on; it goes through all operations
/// of a phase in *micro-batches* that fit its core's cache. Sums over samples are kept apart for each shard and added in
/// the order of the shards, so results do not depend on which thread did which.
struct Cut {
  std::int64_t samples = 1;      ///< in the batch
  std::int64_t shard = 1;        ///< samples in a shard; the last may have fewer
  std::int64_t micro_batch = 1;  ///< samples in a micro-batch; the last of a shard may have fewer
  /// Sizes of short micro-batches.
  std::vector<std::int64_t> rests() const;
  int shards() const { return static_cast<int>((samples + shard - 1) / shard); }
};

/// An operation with the kernel that was chosen for it.
struct Step {
  Operation operation;
  std::string kernel_name;
  std::shared_ptr<const Kernel> kernel;  ///< empty for a reshape: its result is its input's memory
  std::size_t scratch_bytes = 0;
};

/// Steps between two barriers. Even phases hold operations of the network itself (weights, statistics), which one caller
/// runs; odd ones hold operations on samples, which run in shards.
struct Phase {
  bool sharded = false;
  std::vector<Step> steps;
};

struct ScheduleOptions {
  std::vector<const Provider*> providers;  ///< asked in this order; the first among equals wins
  int threads = 1;                         ///< threads that one kernel may use: more than 1 in team programs only
  int lanes = 1;                           ///< threads that may run a kernel at once
  KernelChoices* choices = nullptr;        ///< null: kernels are chosen by their estimates
};

/// Chooses kernels, adds the reorders they want, and sorts the operations into phases: an operation on samples that needs
/// a sum over samples comes one barrier later.
/// Errors   unsupported: no provider has a kernel (the text names node, operation and types)
std::vector<Phase> schedule(Graph& graph, const Cut& cut, const ScheduleOptions& options);

}  // namespace fovea
