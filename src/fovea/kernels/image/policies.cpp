#include "fovea/kernels/image/policies.h"

#include <algorithm>
#include <cmath>

#include "fovea/kernels/image/counting_change.h"
#include "fovea/kernels/image/distributions.h"

namespace fovea {
namespace {

class ChangeBySome final : public Policy {
 public:
  ChangeBySome(std::vector<PictureChangePtr> changes, std::int64_t operations)
      : Policy(std::move(changes)), operations_(static_cast<std::size_t>(operations)) {}

  std::vector<ParameterField> parameters(const PictureShape& shape) const override {
    auto fields = ChangeList::parameters(shape);
    fields.insert(fields.begin(), {"layer_idxes", places()});
    return fields;
  }
  std::int64_t count(const PictureShape& shape) const noexcept override {
    return places() + ChangeList::count(shape);
  }
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    for (float& index : numbers.first(operations_)) index = static_cast<float>(draws.batch.below(changes().size()));
    ChangeList::draw(draws, shape, numbers.subspan(operations_));
  }

  std::int64_t places() const override { return static_cast<std::int64_t>(operations_); }
  const PictureChange* at(std::int64_t place, std::span<const float> numbers) const noexcept override {
    return changes()[index_at(place, numbers)].get();
  }
  std::span<const float> numbers_at(std::int64_t place, const PictureShape& shape,
                                    std::span<const float> numbers) const noexcept override {
    std::size_t first = operations_;
    for (std::size_t i = 0; i < index_at(place, numbers); ++i)
      first += static_cast<std::size_t>(changes()[i]->count(shape));
    return numbers.subspan(first);
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    float* spare = scratch;
    scratch += shape.elements();
    std::copy_n(in, shape.elements(), out);
    for (std::int64_t place = 0; place < places(); ++place) {
      std::copy_n(out, shape.elements(), spare);
      at(place, numbers)->apply(spare, out, shape, numbers_at(place, shape, numbers), scratch);
    }
  }
  std::int64_t scratch_floats(const PictureShape& shape) const override {
    return shape.elements() + most_scratch(shape);
  }

 private:
  std::size_t index_at(std::int64_t place, std::span<const float> numbers) const {
    return static_cast<std::size_t>(
        std::clamp(numbers[static_cast<std::size_t>(place)], 0.f, static_cast<float>(changes().size() - 1)));
  }

  std::size_t operations_;
};

class MixChanged final : public Policy {
 public:
  MixChanged(std::vector<PictureChangePtr> list, const MixtureOptions& options)
      : Policy(std::move(list)), options_(options) {
    for (const auto& change : changes()) most_ = std::max(most_, static_cast<std::size_t>(change->count({1, 1, 1})));
  }

  std::vector<ParameterField> parameters(const PictureShape& /*shape*/) const override {
    return {{"chain_mixing_weights", options_.chains},
            {"weight_sample"},
            {"layers", places()},
            {"parameters", places() * static_cast<std::int64_t>(most_)}};
  }
  std::int64_t count(const PictureShape& /*shape*/) const noexcept override {
    return options_.chains + 1 + places() * (1 + static_cast<std::int64_t>(most_));
  }
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    const Parts parts = parts_of(numbers);
    draw_weights(draws.batch, parts.weights);
    *parts.own = draw_beta(draws.batch, options_.alpha);
    std::ranges::fill(parts.parameters, 0.f);
    for (std::size_t place = 0; place < parts.layers.size(); ++place) {
      const auto index = static_cast<std::int64_t>(draws.batch.below(changes().size() + 1)) - 1;
      parts.layers[place] = static_cast<float>(index);
      // The batch's numbers go on from the same place for every picture, as no change draws of them.
      if (index >= 0)
        changes()[static_cast<std::size_t>(index)]->draw(draws, shape,
                                                         parts.parameters.subspan(place * most_, most_));
    }
  }

  std::int64_t places() const override { return options_.chains * options_.depth; }
  const PictureChange* at(std::int64_t place, std::span<const float> numbers) const noexcept override {
    const float index = parts_of(numbers).layers[static_cast<std::size_t>(place)];
    if (!(index >= 0) || index >= static_cast<float>(changes().size())) return nullptr;
    return changes()[static_cast<std::size_t>(index)].get();
  }
  std::span<const float> numbers_at(std::int64_t place, const PictureShape& /*shape*/,
                                    std::span<const float> numbers) const noexcept override {
    return parts_of(numbers).parameters.subspan(static_cast<std::size_t>(place) * most_, most_);
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    const auto parts = parts_of(numbers);
    const std::int64_t elements = shape.elements();
    std::fill_n(out, elements, 0.f);
    std::int64_t place = 0;
    for (const float weight : parts.weights) {
      const float* now = in;
      for (std::int64_t depth = 0; depth < options_.depth; ++depth, ++place) {
        const PictureChange* change = at(place, numbers);
        if (change == nullptr) continue;
        float* next = now == scratch ? scratch + elements : scratch;
        change->apply(now, next, shape, numbers_at(place, shape, numbers), scratch + 2 * elements);
        now = next;
      }
      for (std::int64_t i = 0; i < elements; ++i) out[i] += now[i] * weight;
    }
    for (std::int64_t i = 0; i < elements; ++i)
      out[i] = options_.range.clip(*parts.own * in[i] + (1 - *parts.own) * out[i]);
  }

  std::int64_t scratch_floats(const PictureShape& shape) const override {
    return 2 * shape.elements() + most_scratch(shape);
  }

 private:
  template <class Span>
  struct PartsOf {
    Span weights;
    typename Span::pointer own;
    Span layers, parameters;
  };
  using Parts = PartsOf<std::span<float>>;

  template <class T>
  PartsOf<std::span<T>> parts_of(std::span<T> numbers) const {
    const auto chains = static_cast<std::size_t>(options_.chains), places = static_cast<std::size_t>(this->places());
    return {numbers.first(chains), &numbers[chains], numbers.subspan(chains + 1, places),
            numbers.subspan(chains + 1 + places)};
  }

  /// Dirichlet's distribution: gamma numbers over their sum.
  void draw_weights(Random& random, std::span<float> weights) const {
    for (float& weight : weights) weight = static_cast<float>(draw_log_gamma(random, options_.alpha));
    const float largest = std::ranges::max(weights);
    float sum = 0;
    for (float& weight : weights) sum += weight = std::exp(weight - largest);
    for (float& weight : weights) weight /= sum;
  }

  MixtureOptions options_;
  std::size_t most_ = 0;  ///< numbers that one of the changes draws
};

class MixChains final : public PictureChange {
 public:
  MixChains(std::shared_ptr<const Policy> mixture, const MixtureOptions& options)
      : mixture_(std::move(mixture)), options_(options) {}

  std::vector<ParameterField> parameters(const PictureShape& shape) const override {
    return mixture_->parameters(output(shape));
  }
  std::int64_t count(const PictureShape& shape) const noexcept override { return mixture_->count(output(shape)); }
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    mixture_->draw(draws, output(shape), numbers);
  }
  PictureShape output(const PictureShape& shape) const override {
    return {shape.height, shape.width, shape.channels / (options_.chains + 1)};
  }
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* /*scratch*/) const noexcept override {
    const std::int64_t channels = output(shape).channels;
    const float own = numbers[static_cast<std::size_t>(options_.chains)];
    for (std::int64_t i = 0; i < shape.pixels(); ++i, in += shape.channels)
      for (std::int64_t c = 0; c < channels; ++c) {
        float sum = 0;
        for (std::int64_t k = 0; k < options_.chains; ++k)
          sum += in[(k + 1) * channels + c] * numbers[static_cast<std::size_t>(k)];
        *out++ = options_.range.clip(own * in[c] + (1 - own) * sum);
      }
  }

 private:
  std::shared_ptr<const Policy> mixture_;
  MixtureOptions options_;
};

/// All that a policy does at a place.
template <class Change>
class AtPlace : public Change {
 public:
  AtPlace(std::shared_ptr<const Policy> policy, std::int64_t place) : policy_(std::move(policy)), place_(place) {}

  std::vector<ParameterField> parameters(const PictureShape& shape) const override {
    return policy_->parameters(shape);
  }
  std::int64_t count(const PictureShape& shape) const noexcept override { return policy_->count(shape); }
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    policy_->draw(draws, shape, numbers);
  }
  std::int64_t scratch_floats(const PictureShape& shape) const override { return policy_->scratch_floats(shape); }
  std::string_view lacks(const PictureShape& shape) const override { return policy_->lacks(shape); }
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    const PictureChange* change = policy_->at(place_, numbers);
    if (change == nullptr)
      std::copy_n(in, shape.elements(), out);
    else
      change->apply(in, out, shape, policy_->numbers_at(place_, shape, numbers), scratch);
  }

 protected:
  std::shared_ptr<const Policy> policy_;
  std::int64_t place_;
};

class CountingAtPlace final : public AtPlace<CountingChange> {
 public:
  CountingAtPlace(std::shared_ptr<const Policy> policy, std::int64_t place, const ValueBins& bins)
      : AtPlace(std::move(policy), place), bins_(bins) {}
  const ValueBins& bins() const override { return bins_; }
  bool looks(std::span<const float> numbers) const noexcept override { return counting(numbers) != nullptr; }
  void apply_counted(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                     const double* counts, float* scratch) const noexcept override {
    if (const CountingChange* change = counting(numbers))
      change->apply_counted(in, out, shape, policy_->numbers_at(place_, shape, numbers), counts, scratch);
    else
      apply(in, out, shape, numbers, scratch);
  }

 private:
  const CountingChange* counting(std::span<const float> numbers) const {
    return dynamic_cast<const CountingChange*>(policy_->at(place_, numbers));
  }

  ValueBins bins_;
};

}  // namespace

std::shared_ptr<const Policy> change_by_some(std::vector<PictureChangePtr> changes, std::int64_t operations) {
  return std::make_shared<ChangeBySome>(std::move(changes), operations);
}
PictureChangePtr at_place(std::shared_ptr<const Policy> policy, std::int64_t place) {
  for (const PictureChangePtr& change : policy->changes())
    if (const auto* counting = dynamic_cast<const CountingChange*>(change.get()))
      return std::make_shared<CountingAtPlace>(policy, place, counting->bins());
  return std::make_shared<AtPlace<PictureChange>>(std::move(policy), place);
}
std::shared_ptr<const Policy> mix_changed(std::vector<PictureChangePtr> changes, const MixtureOptions& options) {
  return std::make_shared<MixChanged>(std::move(changes), options);
}
PictureChangePtr mix_chains(std::shared_ptr<const Policy> mixture, const MixtureOptions& options) {
  return std::make_shared<MixChains>(std::move(mixture), options);
}

}  // namespace fovea
