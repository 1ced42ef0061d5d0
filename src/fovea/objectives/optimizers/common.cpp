#include "fovea/objectives/optimizers/common.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fovea {
namespace {
/// Work is cut by size alone, so that any number of threads computes the same.
constexpr std::size_t chunk_elements = 4096;
/// Below this a barrier costs more than the second core gains.
constexpr std::size_t elements_worth_a_team = 32768;
}  // namespace

OptimizerBase::OptimizerBase(std::string name, LearningRate rate, const UpdateRules& rules)
    : name_(std::move(name)), rate_(std::move(rate)), rules_(rules) {
  const auto refuse = [&](const std::string& text) { fail(ErrorKind::usage, "Optimizer '" + name_ + "': " + text); };
  const auto check = [&](const char* key, const std::optional<double>& value) {
    if (value && !(*value >= 0)) refuse(std::string(key) + " must be 0 or more. Received " + std::to_string(*value) + ".");
  };
  check("weight_decay", rules.weight_decay);
  check("clipnorm", rules.clipnorm);
  check("clipvalue", rules.clipvalue);
  check("global_clipnorm", rules.global_clipnorm);
  if ((rules.clipnorm ? 1 : 0) + (rules.clipvalue ? 1 : 0) + (rules.global_clipnorm ? 1 : 0) > 1)
    refuse("only one of clipnorm, clipvalue and global_clipnorm can be set.");
  if (rules.use_ema && !(rules.ema_momentum >= 0 && rules.ema_momentum <= 1))
    refuse("ema_momentum must be in [0, 1]. Received " + std::to_string(rules.ema_momentum) + ".");
  if (rules.gradient_accumulation_steps && *rules.gradient_accumulation_steps < 2)
    refuse("gradient_accumulation_steps must be 2 or more. Received " + std::to_string(*rules.gradient_accumulation_steps) + ".");
  if (rate_.schedule() == nullptr && !(rate_.at(0) >= 0 && std::isfinite(rate_.at(0))))
    refuse("learning_rate must be 0 or more. Received " + std::to_string(rate_.at(0)) + ".");
  iteration_ = add_variable("iteration", {}, DType::i64);
  if (rate_.schedule() == nullptr) {
    rate_variable_ = add_variable("learning_rate", {}, DType::f32);
    rate_variable_->value.values<float>()[0] = static_cast<float>(rate_.at(0));
  }
}

VariablePtr OptimizerBase::add_variable(const std::string& name, const Shape& shape, DType dtype) {
  auto variable = std::make_shared<Variable>();
  variable->name = name;
  variable->path = name_ + "/" + name;
  variable->trainable = false;
  variable->value = Array(shape, dtype);
  variables_.push_back(variable);
  return variable;
}

void OptimizerBase::build(const std::vector<VariablePtr>& weights) {
  if (built_) {
    const bool same = weights.size() == rows_.size() && std::equal(rows_.begin(), rows_.end(), weights.begin(), [](const Row& row, const auto& w) {
                        return row.weight == w;
                      });
    if (!same) fail(ErrorKind::usage, "Optimizer '" + name_ + "': was built for other weights. Compile the model with a new optimizer.");
    return;
  }
  built_ = true;
  for (const VariablePtr& weight : weights) rows_.push_back({.weight = weight, .slots = {}});
  const auto slot = [&](Row& row, const std::string& name) {
    std::string path = row.weight->path;
    std::replace(path.begin(), path.end(), '/', '_');
    return add_variable(path + "_" + name, row.weight->value.shape(), DType::f32)->value.values<float>().data();
  };
  if (rules_.use_ema)
    for (Row& row : rows_) row.average = slot(row, "average");
  if (rules_.gradient_accumulation_steps)
    for (Row& row : rows_) row.accumulator = slot(row, "gradient_accumulator");
  for (const auto& group : slots())
    for (Row& row : rows_)
      for (const std::string& name : group) row.slots.push_back(slot(row, name));
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto size = static_cast<std::size_t>(rows_[i].weight->value.size());
    for (std::size_t begin = 0; begin < size; begin += chunk_elements) chunks_.push_back({i, begin, std::min(size, begin + chunk_elements)});
  }
}

std::int64_t OptimizerBase::iterations() const { return iteration_->value.values<std::int64_t>()[0]; }

double OptimizerBase::learning_rate() const {
  if (rate_variable_) return static_cast<double>(rate_variable_->value.values<float>()[0]);
  return rate_.at(iterations());
}

void OptimizerBase::set_learning_rate(double rate) {
  if (!rate_variable_)
    fail(ErrorKind::usage, "Optimizer '" + name_ + "': its learning rate follows a schedule and cannot be set.");
  rate_variable_->value.values<float>()[0] = static_cast<float>(rate);
}

/// The gradient that the update sees, before clipping.
float OptimizerBase::prepared(const Row& row, const float* gradient, std::size_t i) const {
  const float g = rules_.loss_scale_factor ? gradient[i] / static_cast<float>(*rules_.loss_scale_factor) : gradient[i];
  return row.accumulator == nullptr ? g : (g + row.accumulator[i]) / static_cast<float>(*rules_.gradient_accumulation_steps);
}

double OptimizerBase::squared_norm(const Row& row, const float* gradient) const {
  double sum = 0;
  const auto size = static_cast<std::size_t>(row.weight->value.size());
  for (std::size_t i = 0; i < size; ++i) {
    const double g = prepared(row, gradient, i);
    sum += g * g;
  }
  return sum;
}

void OptimizerBase::find_scales(std::span<const float* const> gradients) {
  if (rules_.clipnorm && *rules_.clipnorm > 0) {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      rows_[i].scale = *rules_.clipnorm / std::max(std::sqrt(squared_norm(rows_[i], gradients[i])), *rules_.clipnorm);
  } else if (rules_.global_clipnorm && *rules_.global_clipnorm > 0) {
    double sum = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) sum += squared_norm(rows_[i], gradients[i]);
    for (Row& row : rows_) row.scale = *rules_.global_clipnorm / std::max(std::sqrt(sum), *rules_.global_clipnorm);
  }
}

void OptimizerBase::run_chunk(const Chunk& chunk, const float* gradient, bool updating) {
  Row& row = rows_[chunk.row];
  float* weight = row.weight->value.values<float>().data();
  const std::size_t n = chunk.end - chunk.begin;
  if (!updating) {
    for (std::size_t i = chunk.begin; i < chunk.end; ++i)
      row.accumulator[i] += rules_.loss_scale_factor ? gradient[i] / static_cast<float>(*rules_.loss_scale_factor) : gradient[i];
  } else {
    std::array<float, chunk_elements> clipped;
    const float* g = gradient + chunk.begin;
    if (row.scale != 1 || row.accumulator != nullptr || rules_.clipvalue || rules_.loss_scale_factor) {
      const auto scale = static_cast<float>(row.scale);
      const float bound = rules_.clipvalue && *rules_.clipvalue > 0 ? static_cast<float>(*rules_.clipvalue) : INFINITY;
      for (std::size_t i = 0; i < n; ++i) clipped[i] = std::clamp(prepared(row, gradient, chunk.begin + i) * scale, -bound, bound);
      if (row.accumulator != nullptr) std::fill_n(row.accumulator + chunk.begin, n, 0.f);
      g = clipped.data();
    }
    if (rules_.weight_decay) {
      const float decay = static_cast<float>(*rules_.weight_decay), rate = static_cast<float>(rate_now_);
      for (std::size_t i = chunk.begin; i < chunk.end; ++i) weight[i] -= weight[i] * decay * rate;
    }
    std::array<float*, 4> slots{};
    for (std::size_t i = 0; i < row.slots.size(); ++i) slots[i] = row.slots[i] + chunk.begin;
    update(weight + chunk.begin, g, slots.data(), n);
  }
  if (row.average != nullptr) {
    const float momentum = iterations() == 0 ? 0.f : static_cast<float>(rules_.ema_momentum);
    const bool overwrite = rules_.ema_overwrite_frequency && (iterations() + 1) % *rules_.ema_overwrite_frequency == 0;
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
      row.average[i] = momentum * row.average[i] + (1 - momentum) * weight[i];
      if (overwrite) weight[i] = row.average[i];
    }
  }
}

void OptimizerBase::apply(std::span<const float* const> gradients, Team& team) {
  const bool updating = !rules_.gradient_accumulation_steps || (iterations() + 1) % *rules_.gradient_accumulation_steps == 0;
  rate_now_ = learning_rate();
  if (updating) {
    find_scales(gradients);
    begin(rate_now_, iterations() + 1);
  }
  const auto share = [&](int thread, int threads) {
    const std::size_t first = chunks_.size() * static_cast<std::size_t>(thread) / static_cast<std::size_t>(threads);
    const std::size_t last = chunks_.size() * (static_cast<std::size_t>(thread) + 1) / static_cast<std::size_t>(threads);
    for (std::size_t i = first; i < last; ++i) run_chunk(chunks_[i], gradients[chunks_[i].row], updating);
  };
  if (chunks_.size() * chunk_elements < elements_worth_a_team)
    share(0, 1);
  else
    team.run([&](int thread) { share(thread, team.threads()); });
  for (Row& row : rows_) ++row.weight->version;
  ++iteration_->value.values<std::int64_t>()[0];
}

void OptimizerBase::finish() {
  if (!rules_.use_ema) return;
  for (Row& row : rows_) {
    std::copy_n(row.average, row.weight->value.size(), row.weight->value.values<float>().data());
    ++row.weight->version;
  }
}

}  // namespace fovea
