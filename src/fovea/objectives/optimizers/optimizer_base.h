#pragma once
#include <limits>

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
  /// In place of a slot's first value: that of the weight.
  static constexpr double copy_of_weight = std::numeric_limits<double>::quiet_NaN();
  /// What an optimizer remembers of a weight.
  struct Slot {
    std::string name;    ///< what follows the weight's path in the slot's name; empty for the weight's own name
    double initial = 0;  ///< of every element
    std::optional<Shape> shape = {};  ///< the weight's where unset
    DType dtype = DType::f32;
  };
  /// What an update works on: n elements of a weight, or all of them where updates take weights whole.
  struct Part {
    std::size_t index;   ///< of the weight, in the order of build()
    const Shape& shape;  ///< of the whole weight
    float* weight;
    const float* gradient;
    float* const* slots;  ///< in the order of slots(); null for those that are not float32
    std::size_t n;
  };

  /// Slots of a weight; those of one inner list lie side by side for each weight, as Keras orders them.
  virtual std::vector<std::vector<Slot>> slots(const Variable& weight) const = 0;
  /// Whether updates need every element of a weight at once: threads then share weights, not their elements.
  virtual bool takes_whole_weights() const { return false; }
  virtual std::optional<double> weight_decay(const Variable&) const { return rules_.weight_decay; }
  /// Numbers of this update that all elements share; `update` counts from 1.
  virtual void begin(double rate, std::int64_t update) = 0;
  virtual void update(const Part& part) const = 0;

  /// A variable of the optimizer's own, behind those that are there.
  VariablePtr add_variable(const std::string& name, const Shape& shape, DType dtype);

 private:
  /// A weight with everything that belongs to it.
  struct Row {
    VariablePtr weight;
    std::vector<float*> slots = {};
    float* average = nullptr;
    float* accumulator = nullptr;
    std::optional<float> weight_decay = {};
    std::vector<float> prepared = {};  ///< room for its gradient, where weights are taken whole
    double squared_norm = 0;           ///< of its gradient
    float scale = 1;                   ///< of its gradient, by clipping
  };
  /// Elements [begin, end) of one weight.
  struct Chunk {
    std::size_t row, begin, end;
    double squared_norm = 0;  ///< of its gradient
  };

  float* add_slot(const Variable& weight, const Slot& slot);
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
  std::size_t elements_ = 0;  ///< of all weights
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
