#pragma once
#include <memory>
#include <string>
#include <vector>

#include "fovea/base/threads.h"
#include "fovea/graph/memory.h"
#include "fovea/graph/schedule.h"

namespace fovea {

enum class Work : std::uint8_t {
  automatic,  ///< shards when the batch has a sample for every thread, else a team
  shards,     ///< every operation on samples by one thread on a shard
  team        ///< one operation after the other on the whole batch, all threads inside each
};

struct ProgramOptions {
  int threads = 1;
  Work work = Work::automatic;
  /// Cut the batch by its size alone, so that results are the same at any number of threads.
  bool deterministic = false;
  std::vector<const Provider*> providers = {};  ///< empty: all there are
  /// Measured choices of kernels; null, or deterministic: by estimates.
  std::shared_ptr<KernelChoices> choices = nullptr;
};

/// All providers of this build, the best first; FOVEA_PROVIDERS=reference (or a list of names) narrows them.
/// Errors   usage: an unknown name in FOVEA_PROVIDERS
std::vector<const Provider*> default_providers();

/// What one step is and, once measured, costs.
struct StepReport {
  std::string node, operation, kernel;
  int phase = 0;
  double flop = 0;     ///< FLOP of one run of the program
  double seconds = 0;  ///< of one run, summed over threads; 0 unless measured
};

/// A graph compiled for one batch size: prepared kernels, fixed memory, nothing to allocate or look up when it runs.
/// One caller at a time.
class Program {
 public:
  /// Errors   unsupported: an operation no provider has; resource: the memory cannot be had
  Program(Graph graph, const ProgramOptions& options, std::shared_ptr<Team> team);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Memory of the i-th input of the graph: rows of the whole batch, plain layout. Kept until bound again.
  void bind(int input, const std::byte* data);
  /// Runs all phases, then the assignments to variables.
  void run(const StepState& step);
  /// Memory of a value in Graph::outputs, valid until the next run.
  const std::byte* data(ValueId id) const;
  template <class T>
  const T* values(ValueId id) const {
    return reinterpret_cast<const T*>(data(id));
  }

  const Graph& graph() const { return graph_; }
  const Cut& cut() const { return cut_; }
  /// Bytes of the arenas.
  std::size_t memory() const;
  /// Reorders in one run that do not depend on samples.
  int reorders() const;
  /// One row a step. With `measured` the times since measure(true), averaged over runs.
  std::vector<StepReport> report() const;
  void measure(bool on);

 private:
  struct Prepared;
  struct Lane;
  void prepare();
  void run_shared(std::size_t phase);
  void run_shards(std::size_t phase, Lane& lane);
  void run_rows(std::size_t phase, Lane& lane, std::byte* slots, std::int64_t first, std::int64_t samples);
  void add_slots(std::size_t phase, int thread, int threads);
  bool variables_changed();

  Graph graph_;
  ProgramOptions options_;
  std::shared_ptr<Team> team_;
  Cut cut_;
  bool teamwork_ = false;
  std::vector<Phase> phases_;
  MemoryPlan plan_;
  std::vector<std::vector<Prepared>> prepared_;  ///< by phase
  std::unique_ptr<Lane[]> lanes_;                ///< by thread
  Array shared_, batch_, slots_;
  std::vector<const std::byte*> bound_;
  std::vector<std::pair<const Variable*, std::uint64_t>> seen_;  ///< versions that phase 0 last worked on
  bool started_ = false;
  bool takes_shared_input_ = false;  ///< an input without samples: phase 0 may never be skipped
  StepState step_;
  std::unique_ptr<struct SharedCounter> next_shard_;
  bool measuring_ = false;
  std::int64_t runs_measured_ = 0;
};

}  // namespace fovea
