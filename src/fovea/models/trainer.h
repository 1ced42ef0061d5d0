#pragma once
#include <memory>
#include <string>
#include <vector>

#include "fovea/data/batch.h"
#include "fovea/graph/program.h"
#include "fovea/models/model.h"

namespace fovea {

/// Everything about a model that is not its layers: what compile() set, compiled programs, metrics and the step count.
class Trainer {
 public:
  explicit Trainer(Network& network);
  ~Trainer();

  void set_run(const RunOptions& options);
  const RunOptions& run_options() const { return run_; }
  /// An optimizer that is the one compiled before (the same object, as compile_options() holds it) keeps its state.
  void compile(const CompileOptions& options);
  /// Fixes which weights training changes and makes the optimizer's slots for them, as the first step would.
  void build_optimizer();
  bool compiled() const { return compiled_; }
  const CompileOptions& compile_options() const { return compile_; }
  Optimizer& optimizer();
  /// Losses by output. Errors   usage: not compiled
  const std::vector<Named<Loss>>& losses() const;
  Team& team();

  /// Checks data against inputs, outputs and losses before the first step, builds an unbuilt chain, resolves metrics and
  /// fixes which weights training changes.
  /// Errors   usage, shape, dtype with who, rule, received and way out
  void prepare(const ArrayList& x, const ArrayList& y);
  void prepare_inputs(const ArrayList& x);

  /// Gradients, then the update; the update is not made when the loss is not finite. Returns the batch's loss.
  double train(const Batch& batch);
  double test(const Batch& batch);
  struct RowsOf {
    std::int64_t first = 0, all = 0;
  };
  /// Runs and copies the rows of the results into `outputs` from row `first` on. Empty ones are made, with all rows: the
  /// shapes are those of what was run, which a layer may declare otherwise (RandomCrop).
  void predict(const Batch& batch, const RowsOf& rows, Arrays& outputs);

  void reset_metrics();
  /// "loss", "NAME_loss" of every output where several have one, and every metric: running values since reset_metrics().
  std::vector<std::pair<std::string, double>> results() const;
  /// The same into the first values of a list that has room for them: allocates nothing.
  void write_results(std::vector<std::pair<std::string, double>>& values) const;

  enum class Mode : std::uint8_t { train, test, predict };
  /// The program for a batch size, made when it is new; for `summary --kernels` and benchmarks.
  Program& program(Mode mode, const Batch& batch);
  /// What a training step runs, operation by operation; empty before the first one.
  std::vector<StepReport> training_plan() const;
  void forget_programs();
  /// Whether it is fixed which weights are trained, so that the optimizer has its slots.
  bool prepared() const { return !trained_.empty(); }

 private:
  struct Compiled;
  struct Tracked {
    std::string name;
    std::shared_ptr<Metric> metric;
    std::size_t output;
    bool weighted;
  };
  Compiled& compiled_for(Mode mode, const Batch& batch);
  std::unique_ptr<Compiled> build(Mode mode, const Batch& batch);
  double run(Compiled& compiled, const Batch& batch);
  void update_metrics(Compiled& compiled, const Batch& batch, double loss);
  void resolve_metrics(const ArrayList& y);

  Network& network_;
  RunOptions run_;
  std::shared_ptr<Team> team_;
  CompileOptions compile_;
  bool compiled_ = false;
  std::shared_ptr<Optimizer> optimizer_;
  std::vector<Named<Loss>> losses_;
  std::vector<double> loss_weights_;
  std::vector<Tracked> metrics_;
  /// "NAME_loss" of every output, where several have a loss: unweighted, without penalties; sums over samples.
  std::vector<std::pair<std::string, double>> output_losses_;
  double loss_sum_ = 0;
  std::int64_t loss_count_ = 0;
  std::uint64_t other_runs_ = 0;  ///< batches predicted or evaluated
  std::vector<std::unique_ptr<Compiled>> programs_;
  std::vector<Weight> trained_;  ///< weights that training changes
};

}  // namespace fovea
