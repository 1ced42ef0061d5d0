#pragma once
#include "fovea/kernels/image/pillow_resize.h"

namespace fovea::native {

/// `count` rows, each through a table.
void sample_columns(const std::uint8_t* rows, std::int64_t count, std::int64_t width, std::int64_t channels,
                    const FixedSampling& table, std::uint8_t* to);

/// One output row of `bytes` bytes as the weighted sum of `count` rows.
void sample_rows(const std::uint8_t* first_row, std::int64_t bytes, const std::int32_t* weights, std::int64_t count,
                 std::uint8_t* to);

}  // namespace fovea::native
