#include "fovea/objectives/optimizers/optimizer_base.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace fovea {
namespace {
/// Work is cut by size alone, so that any number of threads computes the same.
constexpr std::size_t chunk_elements = 4096;
/// Below this a barrier costs more than the second core gains.
constexpr std::size_t elements_worth_a_team = 8 * chunk_elements;

std::size_t count(const VariablePtr& weight) { return static_cast<std::size_t>(weight->value.size()); }
}  // namespace

OptimizerBase::OptimizerBase(std::string name, LearningRate rate, const UpdateRules& rules)
    : name_(std::move(name)), learning_rate_(std::move(rate)), rules_(rules) {
  check_update_rules(rules, "Optimizer '" + name_ + "'");
  iteration_ = add_variable("iteration", {}, DType::i64);
  if (learning_rate_.schedule() != nullptr) return;
  rate_variable_ = add_variable("learning_rate", {}, DType::f32);
  set_learning_rate(learning_rate_.at(0));
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

float* OptimizerBase::add_slot(const Variable& weight, const Slot& slot) {
  std::string name = weight.name;
  if (!slot.name.empty()) {
    name = weight.path + "_" + slot.name;
    std::replace(name.begin(), name.end(), '/', '_');
  }
  Array& value = add_variable(name, slot.shape.value_or(weight.value.shape()), slot.dtype)->value;
  if (slot.dtype != DType::f32) return nullptr;
  if (std::isnan(slot.initial))
    std::ranges::copy(weight.value.values<float>(), value.values<float>().begin());
  else
    std::ranges::fill(value.values<float>(), static_cast<float>(slot.initial));
  return value.values<float>().data();
}

void OptimizerBase::build(const std::vector<VariablePtr>& weights) {
  if (built_) {
    const auto same = [](const Row& row, const VariablePtr& weight) { return row.weight == weight; };
    if (!std::equal(rows_.begin(), rows_.end(), weights.begin(), weights.end(), same))
      fail(ErrorKind::usage,
           "Optimizer '" + name_ + "': was built for other weights. Compile the model with a new optimizer.");
    return;
  }
  built_ = true;
  for (const VariablePtr& weight : weights) rows_.push_back({.weight = weight});
  if (rules_.use_ema)
    for (Row& row : rows_) row.average = add_slot(*row.weight, {"average"});
  if (rules_.gradient_accumulation_steps)
    for (Row& row : rows_) row.accumulator = add_slot(*row.weight, {"gradient_accumulator"});
  std::vector<std::vector<std::vector<Slot>>> groups;
  for (const Row& row : rows_) groups.push_back(slots(*row.weight));
  for (std::size_t group = 0; !groups.empty() && group < groups[0].size(); ++group)
    for (std::size_t i = 0; i < rows_.size(); ++i)
      for (const Slot& slot : groups[i].at(group)) rows_[i].slots.push_back(add_slot(*rows_[i].weight, slot));
  const bool whole = takes_whole_weights();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::size_t size = count(rows_[i].weight), step = whole ? std::max<std::size_t>(size, 1) : chunk_elements;
    elements_ += size;
    if (const auto decay = weight_decay(*rows_[i].weight)) rows_[i].weight_decay = static_cast<float>(*decay);
    if (whole) rows_[i].prepared.resize(size);
    for (std::size_t begin = 0; begin < size; begin += step)
      chunks_.push_back({i, begin, std::min(size, begin + step)});
  }
}

std::int64_t OptimizerBase::iterations() const { return iteration_->value.values<std::int64_t>()[0]; }

std::int64_t OptimizerBase::updates() const { return iterations() / rules_.gradient_accumulation_steps.value_or(1); }

double OptimizerBase::learning_rate() const {
  if (rate_variable_) return static_cast<double>(rate_variable_->value.values<float>()[0]);
  return learning_rate_.at(iterations());
}

void OptimizerBase::set_learning_rate(double rate) {
  const std::string who = "Optimizer '" + name_ + "': ";
  if (!rate_variable_) fail(ErrorKind::usage, who + "its learning rate follows a schedule and cannot be set.");
  if (!(rate >= 0 && std::isfinite(rate)))
    fail(ErrorKind::usage, who + "learning_rate must be 0 or more. Received " + Json(rate).dump() + ".");
  rate_variable_->value.values<float>()[0] = static_cast<float>(rate);
}

template <class Work>
void OptimizerBase::divide(Team& team, const Work& work) {
  const bool alone = elements_ < elements_worth_a_team;
  const auto threads = alone ? std::size_t{1} : static_cast<std::size_t>(team.threads());
  const auto task = [&](int thread) {
    const auto i = static_cast<std::size_t>(thread);
    for (std::size_t k = chunks_.size() * i / threads; k < chunks_.size() * (i + 1) / threads; ++k) work(chunks_[k]);
  };
  // By reference: a copy of the task would be allocated.
  alone ? task(0) : team.run(std::ref(task));
}

/// The gradient that the update sees, before clipping.
float OptimizerBase::prepared(const Row& row, const float* gradient, std::size_t i) const {
  const float g =
      rules_.loss_scale_factor ? gradient[i] / static_cast<float>(*rules_.loss_scale_factor) : gradient[i];
  if (row.accumulator == nullptr) return g;
  return (g + row.accumulator[i]) / static_cast<float>(*rules_.gradient_accumulation_steps);
}

void OptimizerBase::find_scales(std::span<const float* const> gradients, Team& team) {
  const double each = rules_.clipnorm.value_or(0), global = rules_.global_clipnorm.value_or(0);
  if (each <= 0 && global <= 0) return;
  divide(team, [&](Chunk& chunk) {
    chunk.squared_norm = 0;
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
      const double g = static_cast<double>(prepared(rows_[chunk.row], gradients[chunk.row], i));
      chunk.squared_norm += g * g;
    }
  });
  double sum = 0;
  for (Row& row : rows_) row.squared_norm = 0;
  for (const Chunk& chunk : chunks_) rows_[chunk.row].squared_norm += chunk.squared_norm;
  for (const Row& row : rows_) sum += row.squared_norm;
  // A global norm that is not finite makes every gradient NaN, as in Keras.
  const double norm = std::sqrt(sum), nothing = norm - norm;
  for (Row& row : rows_)
    row.scale = static_cast<float>(each > 0 ? each / std::max(std::sqrt(row.squared_norm), each)
                                            : global / std::max(norm, global) + nothing);
}

void OptimizerBase::accumulate(const Chunk& chunk, const float* gradient) {
  float* sum = rows_[chunk.row].accumulator;
  const float divisor = static_cast<float>(loss_scale());
  for (std::size_t i = chunk.begin; i < chunk.end; ++i) sum[i] += gradient[i] / divisor;
}

void OptimizerBase::update_chunk(const Chunk& chunk, const float* gradient) {
  Row& row = rows_[chunk.row];
  float* weight = row.weight->value.values<float>().data() + chunk.begin;
  const std::size_t n = chunk.end - chunk.begin;
  const float* g = gradient + chunk.begin;
  std::array<float, chunk_elements> room;
  const bool bounded = rules_.clipvalue.value_or(0) > 0;
  if (row.scale != 1 || row.accumulator != nullptr || bounded || rules_.loss_scale_factor) {
    float* clipped = row.prepared.empty() ? room.data() : row.prepared.data();
    const float bound = bounded ? static_cast<float>(*rules_.clipvalue) : INFINITY;
    for (std::size_t i = 0; i < n; ++i)
      clipped[i] = std::clamp(prepared(row, gradient, chunk.begin + i) * row.scale, -bound, bound);
    g = clipped;
  }
  if (row.accumulator != nullptr) std::fill_n(row.accumulator + chunk.begin, n, 0.f);
  if (row.weight_decay)
    for (std::size_t i = 0; i < n; ++i) weight[i] -= weight[i] * *row.weight_decay * rate_now_;
  std::array<float*, 4> slots{};
  for (std::size_t i = 0; i < row.slots.size(); ++i)
    slots[i] = row.slots[i] == nullptr ? nullptr : row.slots[i] + chunk.begin;
  update({chunk.row, row.weight->value.shape(), weight, g, slots.data(), n});
}

void OptimizerBase::average(const Chunk& chunk) {
  const Row& row = rows_[chunk.row];
  float* weight = row.weight->value.values<float>().data();
  const float momentum = updates() == 0 ? 0.f : static_cast<float>(rules_.ema_momentum);
  const bool overwrite = rules_.ema_overwrite_frequency && (updates() + 1) % *rules_.ema_overwrite_frequency == 0;
  for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
    row.average[i] = momentum * row.average[i] + (1 - momentum) * weight[i];
    if (overwrite) weight[i] = row.average[i];
  }
}

void OptimizerBase::apply(std::span<const float* const> gradients, Team& team) {
  const bool updating = (iterations() + 1) % rules_.gradient_accumulation_steps.value_or(1) == 0;
  if (updating) {
    const double rate = learning_rate();
    rate_now_ = static_cast<float>(rate);
    find_scales(gradients, team);
    begin(rate, updates() + 1);
  }
  divide(team, [&](Chunk& chunk) {
    if (updating)
      update_chunk(chunk, gradients[chunk.row]);
    else
      accumulate(chunk, gradients[chunk.row]);
    if (rules_.use_ema) average(chunk);
  });
  for (Row& row : rows_) ++row.weight->version;
  ++iteration_->value.values<std::int64_t>()[0];
}

void OptimizerBase::finish() {
  if (!rules_.use_ema) return;
  for (Row& row : rows_) {
    std::copy_n(row.average, count(row.weight), row.weight->value.values<float>().data());
    ++row.weight->version;
  }
}

}  // namespace fovea
