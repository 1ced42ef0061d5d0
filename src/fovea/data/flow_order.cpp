#include "fovea/data/flow_order.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "fovea/base/error.h"

namespace fovea {

FlowOrder::FlowOrder(const FlowOptions& options, std::function<void(NumpyRandom&)> draw_picture)
    : options_(options), draw_picture_(std::move(draw_picture)) {
  const auto refuse = [](const std::string& rule, std::int64_t received) {
    fail(ErrorKind::usage, "ImageDataGenerator.flow: " + rule + ". Received " + std::to_string(received) + ".");
  };
  if (options.count < 1) refuse("there must be samples", options.count);
  if (options.batch_size < 1) refuse("batch_size is at least 1", options.batch_size);
  NumpyRandom(options.seed);
}

std::int64_t FlowOrder::batches() const { return (options_.count + options_.batch_size - 1) / options_.batch_size; }

/// Batches that Model.fit() asks for before its first epoch; then it ends that epoch.
std::int64_t FlowOrder::looked_at() const {
  return options_.calls == FlowCalls::fit ? std::min<std::int64_t>(2, batches()) : 0;
}

std::int64_t FlowOrder::asked_before(std::int64_t epoch) const { return looked_at() + epoch * batches(); }

/// What on_epoch_end() draws after the pictures of a batch, which was the one after `asked` others.
std::vector<std::int64_t> FlowOrder::permutation_after(std::int64_t asked, std::int64_t batch) const {
  NumpyRandom random(options_.seed + asked);
  if (asked == 0) random.permutation(options_.count);
  const std::int64_t pictures = std::min(options_.batch_size, options_.count - batch * options_.batch_size);
  for (std::int64_t i = 0; i < pictures; ++i) draw_picture_(random);
  return random.permutation(options_.count);
}

std::vector<std::int64_t> FlowOrder::epoch_order(std::int64_t epoch) const {
  if (!options_.shuffle) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(options_.count));
    std::iota(order.begin(), order.end(), 0);
    return order;
  }
  const std::int64_t asked = asked_before(epoch);
  if (asked == 0 || options_.calls == FlowCalls::next)
    return NumpyRandom(options_.seed + asked).permutation(options_.count);
  return permutation_after(asked - 1, epoch == 0 ? looked_at() - 1 : batches() - 1);
}

NumpyRandom FlowOrder::batch_random(std::int64_t epoch, std::int64_t batch) const {
  const std::int64_t asked = asked_before(epoch) + batch;
  NumpyRandom random(options_.seed + asked);
  const bool permutes = asked == 0 || (batch == 0 && options_.calls == FlowCalls::next);
  if (permutes && options_.shuffle) random.permutation(options_.count);
  return random;
}

}  // namespace fovea
