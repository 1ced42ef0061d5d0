#include "fovea/kernels/image/policies.h"

#include <algorithm>
#include <cmath>

#include "fovea/kernels/image/change_list.h"
#include "fovea/kernels/image/distributions.h"

namespace fovea {
namespace {

class ChangeBySome final : public ChangeList {
 public:
  ChangeBySome(std::vector<PictureChangePtr> changes, std::int64_t operations)
      : ChangeList(std::move(changes)), operations_(static_cast<std::size_t>(operations)) {}

  std::vector<ParameterField> parameters(const PictureShape& shape) const override {
    auto fields = ChangeList::parameters(shape);
    fields.insert(fields.begin(), {"layer_idxes", static_cast<std::int64_t>(operations_)});
    return fields;
  }
  std::int64_t count(const PictureShape& shape) const noexcept override {
    return static_cast<std::int64_t>(operations_) + ChangeList::count(shape);
  }
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    for (float& index : numbers.first(operations_)) index = static_cast<float>(draws.batch.below(changes().size()));
    ChangeList::draw(draws, shape, numbers.subspan(operations_));
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    float* spare = scratch;
    scratch += shape.elements();
    std::copy_n(in, shape.elements(), out);
    for (const float chosen : numbers.first(operations_)) {
      auto index = static_cast<std::size_t>(std::clamp(chosen, 0.f, static_cast<float>(changes().size() - 1)));
      std::size_t first = operations_;
      for (std::size_t i = 0; i < index; ++i) first += static_cast<std::size_t>(changes()[i]->count(shape));
      std::copy_n(out, shape.elements(), spare);
      changes()[index]->apply(spare, out, shape, numbers.subspan(first), scratch);
    }
  }
  std::int64_t scratch_floats(const PictureShape& shape) const override {
    return shape.elements() + most_scratch(shape);
  }

 private:
  std::size_t operations_;
};

class MixChanged final : public PictureChange {
 public:
  MixChanged(std::vector<PictureChangePtr> changes, const MixtureOptions& options)
      : PictureChange({{"chain_mixing_weights", options.chains},
                       {"weight_sample"},
                       {"layers", options.chains * options.depth},
                       {"parameters", options.chains * options.depth * most_numbers(changes)}}),
        changes_(std::move(changes)),
        options_(options),
        most_(static_cast<std::size_t>(most_numbers(changes_))) {}

  std::string_view lacks(const PictureShape& shape) const override {
    for (const auto& change : changes_)
      if (!change->lacks(shape).empty()) return change->lacks(shape);
    return {};
  }

  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    const Parts parts = parts_of(numbers);
    draw_weights(draws.batch, parts.weights);
    *parts.own = draw_beta(draws.batch, options_.alpha);
    std::ranges::fill(parts.parameters, 0.f);
    for (std::size_t place = 0; place < parts.layers.size(); ++place) {
      const auto index = static_cast<std::int64_t>(draws.batch.below(changes_.size() + 1)) - 1;
      parts.layers[place] = static_cast<float>(index);
      // The batch's numbers go on from the same place for every picture, as no change draws of them.
      if (index >= 0)
        changes_[static_cast<std::size_t>(index)]->draw(draws, shape, parts.parameters.subspan(place * most_, most_));
    }
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    const auto parts = parts_of(numbers);
    const std::int64_t elements = shape.elements();
    std::fill_n(out, elements, 0.f);
    std::size_t place = 0;
    for (const float weight : parts.weights) {
      const float* now = in;
      for (std::int64_t depth = 0; depth < options_.depth; ++depth, ++place) {
        const float index = parts.layers[place];
        if (!(index >= 0) || index >= static_cast<float>(changes_.size())) continue;
        float* next = now == scratch ? scratch + elements : scratch;
        changes_[static_cast<std::size_t>(index)]->apply(
            now, next, shape, parts.parameters.subspan(place * most_, most_), scratch + 2 * elements);
        now = next;
      }
      for (std::int64_t i = 0; i < elements; ++i) out[i] += now[i] * weight;
    }
    for (std::int64_t i = 0; i < elements; ++i)
      out[i] = options_.range.clip(*parts.own * in[i] + (1 - *parts.own) * out[i]);
  }

  std::int64_t scratch_floats(const PictureShape& shape) const override {
    std::int64_t most = 0;
    for (const auto& change : changes_) most = std::max(most, change->scratch_floats(shape));
    return 2 * shape.elements() + most;
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
    const auto chains = static_cast<std::size_t>(options_.chains),
               places = chains * static_cast<std::size_t>(options_.depth);
    return {numbers.first(chains), &numbers[chains], numbers.subspan(chains + 1, places),
            numbers.subspan(chains + 1 + places)};
  }

  static std::int64_t most_numbers(const std::vector<PictureChangePtr>& changes) {
    std::int64_t most = 0;
    for (const auto& change : changes) most = std::max(most, change->count({1, 1, 1}));
    return most;
  }

  /// Dirichlet's distribution: gamma numbers over their sum.
  void draw_weights(Random& random, std::span<float> weights) const {
    for (float& weight : weights) weight = static_cast<float>(draw_log_gamma(random, options_.alpha));
    const float largest = std::ranges::max(weights);
    float sum = 0;
    for (float& weight : weights) sum += weight = std::exp(weight - largest);
    for (float& weight : weights) weight /= sum;
  }

  std::vector<PictureChangePtr> changes_;
  MixtureOptions options_;
  std::size_t most_;
};

}  // namespace

PictureChangePtr change_by_some(std::vector<PictureChangePtr> changes, std::int64_t operations) {
  return std::make_shared<ChangeBySome>(std::move(changes), operations);
}
PictureChangePtr mix_changed(std::vector<PictureChangePtr> changes, const MixtureOptions& options) {
  return std::make_shared<MixChanged>(std::move(changes), options);
}

}  // namespace fovea
