// Layers that look at the whole batch: what they count there.
#include <algorithm>

#include "fovea/base/test_support.h"
#include "fovea/kernels/image/counting_change.h"
#include "fovea/kernels/image/named_numbers.h"
#include "fovea/layers/augmentation/equalization.h"
#include "fovea/layers/augmentation/policies.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {
namespace {

PictureShape shape_of(const Array& pictures) {
  return {pictures.shape()[1], pictures.shape()[2], pictures.shape()[3]};
}

/// A change of all pictures of a batch by the same numbers.
Array changed(const PictureChange& change, const Array& pictures, std::span<const float> numbers) {
  const PictureShape from = shape_of(pictures), to = change.output(from);
  Array out({pictures.rows(), to.height, to.width, to.channels});
  std::vector<float> scratch(static_cast<std::size_t>(change.scratch_floats(from)));
  const auto* counting = dynamic_cast<const CountingChange*>(&change);
  std::vector<double> counts;
  if (counting != nullptr) {
    counts.resize(static_cast<std::size_t>(from.channels * counting->bins().bins()));
    if (counting->looks(numbers))
      for (std::int64_t i = 0; i < pictures.rows(); ++i)
        count_values(counting->bins(), pictures.slice(i, 1).values<float>().data(), from, counts.data());
  }
  for (std::int64_t i = 0; i < pictures.rows(); ++i) {
    const float* in = pictures.slice(i, 1).values<float>().data();
    float* result = out.slice(i, 1).values<float>().data();
    if (counting != nullptr)
      counting->apply_counted(in, result, from, numbers, counts.data(), scratch.data());
    else
      change.apply(in, result, from, numbers, scratch.data());
  }
  return out;
}

std::vector<float> numbers_of(const PictureChange& change, const Array& pictures, const Json& given) {
  std::vector<float> numbers(static_cast<std::size_t>(change.count(shape_of(pictures))));
  impose_numbers(given, change.parameters(shape_of(pictures)), numbers, "golden");
  return numbers;
}

Array joined(const Arrays& parts) {
  std::int64_t channels = 0;
  for (const Array& part : parts) channels += part.shape()[3];
  Shape shape = parts[0].shape();
  shape.set(3, channels);
  Array all(shape);
  float* to = all.values<float>().data();
  const std::int64_t each = parts[0].shape()[3];
  for (std::int64_t pixel = 0; pixel < parts[0].size() / each; ++pixel)
    for (const Array& part : parts) to = std::copy_n(part.values<float>().data() + pixel * each, each, to);
  return all;
}

/// What the layers put into a graph, place by place.
Array changed(const LayerBase& layer, const Array& pictures, const Json& given) {
  if (const auto* some = dynamic_cast<const RandAugmentBase*>(&layer)) {
    const auto policy = some->options().policy();
    Array x = pictures;
    for (std::int64_t place = 0; place < policy->places(); ++place)
      x = changed(*at_place(policy, place), x, numbers_of(*policy, pictures, given));
    return x;
  }
  const auto& mixture = dynamic_cast<const AugMixBase&>(layer).options();
  const auto policy = mixture.policy();
  Arrays parts{pictures};
  for (std::int64_t chain = 0; chain < mixture.num_chains; ++chain) {
    parts.push_back(pictures);
    for (std::int64_t depth = 0; depth < mixture.chain_depth; ++depth)
      parts.back() = changed(*at_place(policy, chain * mixture.chain_depth + depth), parts.back(),
                             numbers_of(*policy, pictures, given));
  }
  return changed(*mix_chains(policy, mixture.mixture()), joined(parts), numbers_of(*policy, pictures, given));
}

/// Three pictures whose values lie apart.
Array three_pictures() {
  Random random(5);
  Array x({3, 6, 5, 3});
  for (std::int64_t i = 0; i < 3; ++i)
    for (float& v : x.slice(i, 1).values<float>())
      v = static_cast<float>(80 * i) + static_cast<float>(90 * random.uniform());
  return x;
}

/// The step at which the layer gives `expected`, of many; -1 where none does.
int step_of(const LayerBase& layer, const Array& x, const Array& expected) {
  for (std::uint64_t step = 0; step < 100; ++step) {
    const Array y = testing::forward(layer, x, true, {}, {.seed = 1, .step = step});
    if (std::ranges::equal(y.values<float>(), expected.values<float>())) return static_cast<int>(step);
  }
  return -1;
}

}  // namespace

TEST(Batches, AreChangedAsKerasDoes) {
  for (const Json& row : testing::golden_cases("augmentations/batches")) {
    const auto layer = registry<LayerBase>().make(row.at("node"));
    const Array pictures = testing::golden_array(row.at("pictures")),
                expected = testing::golden_array(row.at("output"));
    const double range = row.at("name").as_string() == "unit" ? 1 : 255;
    const std::string what = layer->who() + " " + row.at("name").as_string();
    if (layer->class_name() != "Equalization") {
      testing::expect_near(changed(*layer, pictures, row.at("numbers")), expected, 1e-5, 1e-5 * range, what);
      continue;
    }
    for (const int threads : {1, 2, 3})
      testing::expect_near(testing::forward(*layer, pictures, true, {.threads = threads, .work = Work::shards}),
                           expected, 1e-5, 1e-5 * range, what);
    testing::expect_near(testing::forward(*layer, pictures, false), pictures, 0, 0, what + ", prediction");
  }
}

/// One of eleven at every step: at some of them the batch is equalized as a whole.
TEST(RandAugment, EqualizesTheWholeBatch) {
  const Array x = three_pictures();
  const Array equalized = testing::forward(AugmentationBase<EqualizationOptions>({}), x, true);
  EXPECT_GE(step_of(RandAugmentBase({.num_ops = 1}), x, equalized), 0);
}

/// A mixture of the picture and of one chain of one change, so that all that differs from the picture is in proportion.
TEST(AugMix, EqualizesTheWholeBatch) {
  const Array x = three_pictures(), equalized = testing::forward(AugmentationBase<EqualizationOptions>({}), x, true);
  const AugMixBase layer({.num_chains = 1, .chain_depth = 1});
  bool found = false;
  for (std::uint64_t step = 0; step < 100 && !found; ++step) {
    const Array y = testing::forward(layer, x, true, {.threads = 2, .work = Work::shards}, {.seed = 1, .step = step});
    const auto from = x.values<float>(), to = y.values<float>(), whole = equalized.values<float>();
    const float part = (to[0] - from[0]) / (whole[0] - from[0]);
    found = part > 0.01f && part < 1;
    for (std::size_t i = 0; i < from.size(); ++i)
      found = found && std::abs(from[i] + part * (whole[i] - from[i]) - to[i]) < 1e-2f;
  }
  EXPECT_TRUE(found);
}

}  // namespace fovea
