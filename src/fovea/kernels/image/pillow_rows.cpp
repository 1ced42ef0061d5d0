#include "fovea/kernels/image/pillow_rows.h"

#include <algorithm>

#include "fovea/kernels/image/pillow_lines.h"

namespace fovea {
namespace {

constexpr std::int64_t block = 16;  // rows that sample_columns takes together

/// The pixel under each output's centre; places are summed up one by one, which rounds as Pillow's do.
std::vector<std::int64_t> nearest_pixels(std::int64_t begin, std::int64_t end, std::int64_t to) {
  const double step = static_cast<double>(end - begin) / static_cast<double>(to);
  double place = static_cast<double>(begin) + step * 0.5;
  std::vector<std::int64_t> pixels;
  for (std::int64_t o = 0; o < to; ++o, place += step)
    pixels.push_back(std::min(static_cast<std::int64_t>(place), end - 1));
  return pixels;
}

}  // namespace

bool PillowRows::columns_first(std::int64_t height, std::int64_t width, const BytePicture<std::uint8_t>& to) {
  return height - to.height <= 2 * std::max<std::int64_t>(width - to.width, 0);
}

PillowRows::PillowRows(std::int64_t height, std::int64_t width, const PixelBox& box, std::int64_t channels,
                       PillowFilter filter, const BytePicture<std::uint8_t>& to)
    : line_(width * channels),
      to_line_(to.width * channels),
      columns_(fixed_sampling(filter, width, box.left, box.right, to.width), width, channels),
      rows_(fixed_sampling(filter, height, box.top, box.bottom, to.height)),
      to_(to),
      narrow_(static_cast<std::size_t>((rows_.taps + block) * to_line_)),
      first_(rows_.first.front()) {}

void PillowRows::add(const std::uint8_t* rows, std::int64_t count) {
  const std::int64_t skipped = std::clamp<std::int64_t>(first_ + held_ - come_, 0, count);
  come_ += count;
  rows += skipped * line_;
  count -= skipped;
  while (count > 0 && made_ < to_.height) {
    const std::int64_t now = std::min(count, block);
    native::sample_columns(rows, now, columns_, &narrow_[static_cast<std::size_t>(held_ * to_line_)]);
    held_ += now;
    rows += now * line_;
    count -= now;
    make_outputs();
  }
}

void PillowRows::make_outputs() {
  const auto first = [&] { return rows_.first[static_cast<std::size_t>(made_)]; };
  const auto taps = [&] { return rows_.count[static_cast<std::size_t>(made_)]; };
  for (; made_ < to_.height && first() + taps() <= first_ + held_; ++made_)
    native::sample_rows(&narrow_[static_cast<std::size_t>((first() - first_) * to_line_)], to_line_,
                        &rows_.weights[static_cast<std::size_t>(made_ * rows_.taps)], taps(),
                        to_.pixels + made_ * to_line_);
  if (made_ == to_.height) return;
  const std::int64_t over = std::min(first() - first_, held_);
  std::copy(narrow_.begin() + over * to_line_, narrow_.begin() + held_ * to_line_, narrow_.begin());
  first_ += over;
  held_ -= over;
}

NearestRows::NearestRows(std::int64_t width, const PixelBox& box, std::int64_t channels,
                         const BytePicture<std::uint8_t>& to)
    : row_bytes_(width * channels),
      channels_(channels),
      columns_(nearest_pixels(box.left, box.right, to.width)),
      rows_(nearest_pixels(box.top, box.bottom, to.height)),
      to_(to.pixels) {}

void NearestRows::add(const std::uint8_t* rows, std::int64_t count) {
  const std::int64_t first = come_;
  come_ += count;
  for (; made_ < rows_.size() && rows_[made_] < come_; ++made_) {
    const std::uint8_t* const row = rows + (rows_[made_] - first) * row_bytes_;
    for (const std::int64_t x : columns_) to_ = std::copy_n(row + x * channels_, channels_, to_);
  }
}

}  // namespace fovea
