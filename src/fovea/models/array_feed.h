#pragma once
#include <optional>
#include <vector>

#include "fovea/data/batch.h"
#include "fovea/models/model.h"

namespace fovea {

/// Delivers batches of arrays in an order that is drawn anew for each pass.
class ArrayFeed : public BatchFeed {
 public:
  /// `shuffle_seed` absent: in the order of the data.
  ArrayFeed(Samples samples, std::int64_t batch_size, std::optional<std::uint64_t> shuffle_seed);

  std::int64_t samples() const override { return rows_; }
  std::int64_t batches() const override { return (rows_ + batch_size_ - 1) / batch_size_; }
  const Batch& next() override;
  void start_pass(std::int64_t pass) override;
  void go_to(std::int64_t pass, std::int64_t batch) override;
  std::span<const std::int64_t> rows() const override { return given_; }

 private:
  void gather(const Array& from, Array& to, std::int64_t first, std::int64_t count) const;

  Samples samples_;
  std::int64_t rows_, batch_size_;
  std::optional<std::uint64_t> shuffle_seed_;
  std::int64_t pass_ = 0, next_row_ = 0;
  std::vector<std::int64_t> order_;
  std::span<const std::int64_t> given_;  ///< of order_
  Batch staging_, batch_;
};

}  // namespace fovea
