#pragma once
#include "fovea/objectives/optimizers/optimizer.h"
#include "fovea/objectives/optimizers/update_rules.h"
#include "fovea/objectives/schedules/schedule.h"

namespace fovea {

/// Slots, clipping, weight decay, averaging, accumulation and the division of work; a class adds its formula.
/// Source   keras/src/optimizers/base_optimizer.py, 3.15
class OptimizerBase : public Optimizer {
 public:
  /// Errors   usage: a rule or a learning rate that is out of range
  OptimizerBase(std::string name, LearningRate rate, const UpdateRules& rules);

  void build(const std::vector<VariablePtr>& weights) override;
  const std::vector<VariablePtr>& variables() const override { return variables_; }
  void apply(std::span<const float* const> gradients, Team& team) override;
  std::int64_t iterations() const override;
  double learning_rate() const override;
  void set_learning_rate(double rate) override;
  double loss_scale() const override { return rules_.loss_scale_factor.value_or(1); }
  void finish() override;

 protected:
  /// Names of slots; those of one inner list lie side by side for each weight, as Keras orders them.
  virtual std::vector<std::vector<std::string>> slots() const = 0;
  /// Numbers of this update that all elements share; `update` counts from 1.
  virtual void begin(double rate, std::int64_t update) = 0;
  /// Updates n elements of a weight; slots in the order of slots().
  virtual void update(float* weight, const float* gradient, float* const* slots, std::size_t n) const = 0;

 private:
  /// A weight with everything that belongs to it.
  struct Row {
    VariablePtr weight;
    std::vector<float*> slots = {};
    float* average = nullptr;
    float* accumulator = nullptr;
    double squared_norm = 0;  ///< of its gradient
    float scale = 1;          ///< of its gradient, by clipping
  };
  /// Elements [begin, end) of one weight.
  struct Chunk {
    std::size_t row, begin, end;
    double squared_norm = 0;  ///< of its gradient
  };

  VariablePtr add_variable(const std::string& name, const Shape& shape, DType dtype);
  float* add_slot(const Variable& weight, const std::string& name);
  /// Runs work(chunk) for every chunk, on the team where there is enough of it.
  template <class Work>
  void divide(Team& team, const Work& work);
  /// Updates that were made before this call of apply(): fewer than iterations() where gradients are accumulated.
  std::int64_t updates() const;
  float prepared(const Row& row, const float* gradient, std::size_t i) const;
  void find_scales(std::span<const float* const> gradients, Team& team);
  void accumulate(const Chunk& chunk, const float* gradient);
  void update_chunk(const Chunk& chunk, const float* gradient);
  void average(const Chunk& chunk);

  std::string name_;
  LearningRate learning_rate_;
  UpdateRules rules_;
  bool built_ = false;
  VariablePtr iteration_, rate_variable_;
  std::vector<VariablePtr> variables_;
  std::vector<Row> rows_;
  std::vector<Chunk> chunks_;
  float rate_now_ = 0;
};

/// An optimizer written from its options struct.
template <class Impl, class OptionsType>
class OptimizerOf : public OptimizerBase {
 public:
  using Options = OptionsType;
  explicit OptimizerOf(const Options& options)
      : OptimizerBase(options.name, options.learning_rate, update_rules(options)), options_(options) {}
  Json config() const override {
    Options now = options_;
    if (now.learning_rate.schedule() == nullptr) now.learning_rate = LearningRate(learning_rate());
    return Options::fields().write(&now);
  }
  std::shared_ptr<Optimizer> fresh() const override { return std::make_shared<Impl>(options_); }

 protected:
  Options options_;
};

}  // namespace fovea
