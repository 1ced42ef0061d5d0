#include "fovea/models/array_feed.h"

#include <cstring>
#include <numeric>
#include <utility>

#include "fovea/data/shuffle.h"

namespace fovea {

ArrayFeed::ArrayFeed(Samples samples, std::int64_t batch_size, std::optional<std::uint64_t> shuffle_seed)
    : samples_(std::move(samples)),
      rows_(samples_.x[0].rows()),
      batch_size_(std::min(batch_size, rows_)),
      shuffle_seed_(shuffle_seed) {
  const auto room = [&](const Array& array) {
    return Array(array.shape().tail(1).with_front(batch_size_), array.dtype());
  };
  if (shuffle_seed_) {
    for (const Array& array : samples_.x) staging_.x.push_back(room(array));
    for (const Array& array : samples_.y) staging_.y.push_back(room(array));
    if (!samples_.sample_weight.empty()) staging_.sample_weight = room(samples_.sample_weight);
  }
  batch_.x.resize(samples_.x.size());
  batch_.y.resize(samples_.y.size());
  order_.resize(static_cast<std::size_t>(rows_));
  std::iota(order_.begin(), order_.end(), 0);
  start_pass(0);
}

void ArrayFeed::start_pass(std::int64_t pass) {
  pass_ = pass;
  next_row_ = 0;
  if (!shuffle_seed_) return;
  shuffle(order_, rows_, *shuffle_seed_, pass);
}

void ArrayFeed::go_to(std::int64_t pass, std::int64_t batch) {
  start_pass(pass);
  next_row_ = batch * batch_size_;
}

void ArrayFeed::gather(const Array& from, Array& to, std::int64_t first, std::int64_t count) const {
  const std::size_t row = from.bytes() / static_cast<std::size_t>(rows_);
  for (std::int64_t i = 0; i < count; ++i)
    std::memcpy(to.raw() + row * static_cast<std::size_t>(i),
                from.raw() + row * static_cast<std::size_t>(order_[static_cast<std::size_t>(first + i)]), row);
}

const Batch& ArrayFeed::next() {
  if (next_row_ >= rows_) start_pass(pass_ + 1);
  const std::int64_t first = next_row_, count = std::min(batch_size_, rows_ - first);
  next_row_ += count;
  given_ = std::span(order_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
  const auto take = [&](const Array& from, Array& staging, Array& to) {
    if (shuffle_seed_) gather(from, staging, first, count);
    to = shuffle_seed_ ? staging.slice(0, count) : from.slice(first, count);
  };
  Array none;
  for (std::size_t i = 0; i < batch_.x.size(); ++i)
    take(samples_.x[i], shuffle_seed_ ? staging_.x[i] : none, batch_.x[i]);
  for (std::size_t i = 0; i < batch_.y.size(); ++i)
    take(samples_.y[i], shuffle_seed_ ? staging_.y[i] : none, batch_.y[i]);
  if (!samples_.sample_weight.empty()) take(samples_.sample_weight, staging_.sample_weight, batch_.sample_weight);
  return batch_;
}

}  // namespace fovea
