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
  if (options.asked_before < 0) refuse("asked_before is a number of batches", options.asked_before);
  NumpyRandom(options.seed);
}

std::int64_t FlowOrder::batches() const { return (options_.count + options_.batch_size - 1) / options_.batch_size; }

std::int64_t FlowOrder::samples_in(std::int64_t batch) const {
  return std::min(options_.batch_size, options_.count - batch * options_.batch_size);
}

std::vector<std::int64_t> FlowOrder::epoch_order(std::int64_t epoch) const {
  if (!options_.shuffle) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(options_.count));
    std::iota(order.begin(), order.end(), 0);
    return order;
  }
  if (epoch == 0) return NumpyRandom(options_.seed).permutation(options_.count);
  if (options_.calls == FlowCalls::next)
    return NumpyRandom(options_.seed + epoch * batches()).permutation(options_.count);
  const std::int64_t last = batches() - 1;
  NumpyRandom random = batch_random(epoch - 1, last);
  for (std::int64_t i = 0; i < samples_in(last); ++i) draw_picture_(random);
  return random.permutation(options_.count);
}

NumpyRandom FlowOrder::batch_random(std::int64_t epoch, std::int64_t batch) const {
  const bool by_next = options_.calls == FlowCalls::next;
  const std::int64_t asked = (by_next ? 0 : options_.asked_before) + epoch * batches() + batch;
  NumpyRandom random(options_.seed + asked);
  const bool permutes = by_next ? batch == 0 : asked == 0;
  if (permutes && options_.shuffle) random.permutation(options_.count);
  return random;
}

}  // namespace fovea
