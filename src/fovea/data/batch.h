#pragma once
#include <cstdint>
#include <span>

#include "fovea/base/array.h"

namespace fovea {

/// One batch: rows of the data, or copies of them.
struct Batch {
  Arrays x, y;
  Array sample_weight = {};  ///< (samples) float32, or empty
  std::int64_t samples() const { return x.at(0).rows(); }
};

/// Delivers batches, pass after pass over some samples.
class BatchFeed {
 public:
  virtual ~BatchFeed() = default;
  /// Samples and batches of one pass.
  virtual std::int64_t samples() const = 0;
  virtual std::int64_t batches() const = 0;
  /// The next batch; after the last one of a pass the next pass begins. Valid until the next call.
  virtual const Batch& next() = 0;
  /// Goes to the start of a pass.
  virtual void start_pass(std::int64_t pass) = 0;
  /// Goes to a batch of a pass, without making those before it. Input    batch: from 0 to batches() - 1
  virtual void go_to(std::int64_t pass, std::int64_t batch) = 0;
  /// The numbers of the samples that the last batch of next() holds.
  virtual std::span<const std::int64_t> rows() const = 0;
  /// Seconds that callers of next() have waited for batches that were not ready.
  virtual double waited() const { return 0; }
};

}  // namespace fovea
