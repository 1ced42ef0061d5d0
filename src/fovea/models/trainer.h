#pragma once
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "fovea/graph/program.h"
#include "fovea/models/model.h"

namespace fovea {

/// One batch as a program takes it: pointers to rows in memory.
struct BatchView {
  std::int64_t samples = 0;
  std::vector<const std::byte*> x, y;
  const std::byte* sample_weight = nullptr;  ///< float32 (samples), or null
};

/// Everything about a model that is not its layers: what compile() set, compiled programs, metrics and the step count.
class Trainer {
 public:
  explicit Trainer(Network& network) : network_(network) {}

  void set_run(const RunOptions& options);
  const RunOptions& run_options() const { return run_; }
  void compile(const CompileOptions& options);
  bool compiled() const { return compiled_; }
  const CompileOptions& compile_options() const { return compile_; }
  Optimizer& optimizer();
  /// Losses by output. Errors   usage: not compiled
  const std::vector<Named<Loss>>& losses() const;
  Team& team();

  /// Checks data against inputs, outputs and losses before the first step, builds an unbuilt chain and resolves metrics.
  /// Errors   usage, shape, dtype with who, rule, received and way out
  void prepare(const ArrayList& x, const ArrayList& y);
  void prepare_inputs(const ArrayList& x);

  /// Gradients, then the update; nothing is kept when the loss is not finite. Returns the batch's loss.
  double train(const BatchView& batch, const ArrayList& x, const ArrayList& y);
  double test(const BatchView& batch, const ArrayList& x, const ArrayList& y);
  /// Runs and copies row results into `outputs` from row `first` on.
  void predict(const BatchView& batch, const ArrayList& x, Arrays& outputs, std::int64_t first);

  void reset_metrics();
  /// "loss" and every metric: running values since reset_metrics().
  std::vector<std::pair<std::string, double>> results() const;

  enum class Mode : std::uint8_t { train, test, predict };
  /// The program for a batch size, made when it is new; for `summary --kernels` and benchmarks.
  Program& program(Mode mode, std::int64_t samples, const ArrayList& x, const ArrayList& y, bool weighted);
  void forget_programs() { programs_.clear(); }

 private:
  struct Compiled;
  struct Tracked {
    std::string name;
    std::shared_ptr<Metric> metric;
    std::size_t output;
  };
  using Key = std::tuple<Mode, std::int64_t, bool, std::vector<DType>, std::vector<Shape>>;

  Compiled& compiled_for(Mode mode, std::int64_t samples, const ArrayList& x, const ArrayList& y, bool weighted);
  std::unique_ptr<Compiled> build(Mode mode, std::int64_t samples, const ArrayList& x, const ArrayList& y, bool weighted);
  double run(Compiled& compiled, const BatchView& batch);
  void update_metrics(Compiled& compiled, const BatchView& batch, const ArrayList& y, double loss);
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
  double loss_sum_ = 0;
  std::int64_t loss_count_ = 0;
  std::map<Key, std::unique_ptr<Compiled>> programs_;
  std::vector<VariablePtr> updated_;  ///< variables the optimizer was built for
};

}  // namespace fovea
