#pragma once
#include <optional>

#include "fovea/objectives/optimizers/optimizer.h"
#include "fovea/objectives/schedules/schedule.h"

namespace fovea {

/// The arguments that every optimizer of Keras has besides its own.
struct UpdateRules {
  std::optional<double> weight_decay, clipnorm, clipvalue, global_clipnorm;
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency;
  std::optional<double> loss_scale_factor;
  std::optional<std::int64_t> gradient_accumulation_steps;
};

/// Slots, clipping, weight decay, averaging, accumulation and the division of work; a class adds its formula.
class OptimizerBase : public Optimizer {
 public:
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
  /// Numbers of this update that all elements share; `step` counts from 1.
  virtual void begin(double rate, std::int64_t step) = 0;
  /// Updates n elements of a weight; slots in the order of slots().
  virtual void update(float* weight, const float* gradient, float* const* slots, std::size_t n) const = 0;
  const LearningRate& rate() const { return rate_; }

 private:
  /// A weight with everything that belongs to it.
  struct Row {
    VariablePtr weight;
    std::vector<float*> slots;
    float* average = nullptr;
    float* accumulator = nullptr;
    double scale = 1;  ///< of its gradient, by clipping
  };
  /// Elements [begin, end) of one weight.
  struct Chunk {
    std::size_t row, begin, end;
  };

  VariablePtr add_variable(const std::string& name, const Shape& shape, DType dtype);
  void find_scales(std::span<const float* const> gradients);
  void run_chunk(const Chunk& chunk, const float* gradient, bool updating);
  double squared_norm(const Row& row, const float* gradient) const;
  float prepared(const Row& row, const float* gradient, std::size_t i) const;

  std::string name_;
  LearningRate rate_;
  UpdateRules rules_;
  bool built_ = false;
  VariablePtr iteration_, rate_variable_;
  std::vector<VariablePtr> variables_;
  std::vector<Row> rows_;
  std::vector<Chunk> chunks_;
  double rate_now_ = 0;
};

/// Adds the fields of UpdateRules to an options struct that has members of those names, in Keras' order.
template <class O>
Fields<O>& add_update_rules(Fields<O>& fields) {
  return fields.add("weight_decay", &O::weight_decay)
      .add("clipnorm", &O::clipnorm)
      .add("clipvalue", &O::clipvalue)
      .add("global_clipnorm", &O::global_clipnorm)
      .add("use_ema", &O::use_ema)
      .add("ema_momentum", &O::ema_momentum)
      .add("ema_overwrite_frequency", &O::ema_overwrite_frequency)
      .add("loss_scale_factor", &O::loss_scale_factor)
      .add("gradient_accumulation_steps", &O::gradient_accumulation_steps)
      .add("name", &O::name);
}

template <class O>
UpdateRules update_rules(const O& o) {
  return {o.weight_decay,    o.clipnorm,     o.clipvalue,
          o.global_clipnorm, o.use_ema,      o.ema_momentum,
          o.ema_overwrite_frequency, o.loss_scale_factor, o.gradient_accumulation_steps};
}

/// An optimizer written from its options struct.
template <class Impl, class OptionsType>
class OptimizerOf : public OptimizerBase {
 public:
  using Options = OptionsType;
  explicit OptimizerOf(const Options& options) : OptimizerBase(options.name, options.learning_rate, update_rules(options)), options_(options) {}
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
