#pragma once
#include <cstdint>
#include <memory>
#include <utility>

#include "fovea/kernels/image/pillow_quads.h"
#include "fovea/kernels/image/pillow_resize.h"

namespace fovea {

/// How rows of a width become shorter or longer ones, as sample_columns wants it.
struct ColumnSampling {
  ColumnSampling(FixedSampling table_, std::int64_t width_, std::int64_t channels_)
      : table(std::move(table_)),
        width(width_),
        channels(channels_),
        quads(native::QuadColumns::of(table, width, channels)) {}

  FixedSampling table;
  std::int64_t width, channels;
  std::shared_ptr<const native::QuadColumns> quads;  ///< where they can be used
};

namespace native {

/// `count` rows, each through the table.
void sample_columns(const std::uint8_t* rows, std::int64_t count, const ColumnSampling& columns, std::uint8_t* to);

/// One output row of `bytes` bytes as the weighted sum of `count` rows.
void sample_rows(const std::uint8_t* first_row, std::int64_t bytes, const std::int32_t* weights, std::int64_t count,
                 std::uint8_t* to);

}  // namespace native
}  // namespace fovea
