#pragma once
#include <cstdint>

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
  /// Seconds that callers of next() have waited for batches that were not ready.
  virtual double waited() const { return 0; }
};

}  // namespace fovea
