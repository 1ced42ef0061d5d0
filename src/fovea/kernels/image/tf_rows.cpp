#include "fovea/kernels/image/tf_rows.h"

#include <utility>

namespace fovea {

TfRows::TfRows(std::int64_t height, std::int64_t width, std::int64_t channels, float* to, std::int64_t to_height,
               std::int64_t to_width)
    : row_bytes_(width * channels), columns_(width, channels, to_width), to_(to) {
  for (std::int64_t y = 0; y < to_height; ++y) rows_.push_back(bilinear_tap(y, height, to_height));
  for (auto& line : lines_) line.resize(static_cast<std::size_t>(columns_.line()));
}

void TfRows::add(const std::uint8_t* rows, std::int64_t count) {
  const std::uint8_t* const end = rows + count * row_bytes_;
  for (; rows != end && made_ < rows_.size(); rows += row_bytes_, ++come_)
    if (come_ == rows_[made_].first || come_ == rows_[made_].second)
      add_row(rows, end - rows >= row_bytes_ + native::columns_reach);
}

void TfRows::add_row(const std::uint8_t* row, bool room_behind) {
  if (!room_behind) {
    copy_.assign(row, row + row_bytes_);
    copy_.resize(copy_.size() + native::columns_reach);
    row = copy_.data();
  }
  std::swap(lines_[0], lines_[1]);
  // The output is far from the cache, and is written after the columns are made.
  constexpr std::int64_t cache_line = 64 / sizeof(float);
  const std::int64_t length = columns_.outputs * columns_.channels;
  for (std::int64_t i = 0; i < length; i += cache_line) __builtin_prefetch(to_ + i, 1);
  native::interpolate_columns(row, columns_, lines_[0].data());
  for (; made_ < rows_.size() && rows_[made_].second == come_; ++made_) {
    const std::vector<native::FourPixels>& upper = lines_[rows_[made_].first == come_ ? 0 : 1];
    native::interpolate_rows(upper.data(), lines_[0].data(), rows_[made_].weight, columns_, to_);
    to_ += length;
  }
}

}  // namespace fovea
