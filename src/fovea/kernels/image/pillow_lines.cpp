#include "fovea/kernels/image/pillow_lines.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/image/pillow_lines.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

constexpr std::int32_t half = 1 << (fixed_sampling_bits - 1);

using Ints = hn::ScalableTag<std::int32_t>;
using IntBytes = hn::Rebind<std::uint8_t, Ints>;
inline constexpr std::int64_t int_lanes = hn::MaxLanes(Ints());

HWY_INLINE hn::Vec<IntBytes> clipped(hn::Vec<Ints> sum) {
  return hn::DemoteTo(IntBytes(), hn::ShiftRight<fixed_sampling_bits>(sum));
}

/// Lines that lie `step` bytes apart become one; of each, `vectors` vectors, so that a weight is spread once for all of them.
template <std::int64_t vectors>
HWY_INLINE void SumLines(const std::uint8_t* from, std::int64_t step, const std::int32_t* weights, std::int64_t count,
                         std::uint8_t* to) {
  hn::Vec<Ints> sums[vectors];
  for (auto& sum : sums) sum = hn::Set(Ints(), half);
  for (std::int64_t k = 0; k < count; ++k, from += step) {
    const auto weight = hn::Set(Ints(), weights[k]);
    for (std::int64_t v = 0; v < vectors; ++v)
      sums[v] = hn::Add(sums[v], hn::Mul(hn::PromoteTo(Ints(), hn::LoadU(IntBytes(), from + v * int_lanes)), weight));
  }
  for (std::int64_t v = 0; v < vectors; ++v) hn::StoreU(clipped(sums[v]), IntBytes(), to + v * int_lanes);
}

void SampleRows(const std::uint8_t* rows, std::int64_t bytes, const std::int32_t* weights, std::int64_t count,
                std::uint8_t* to) {
  constexpr std::int64_t together = 4 * int_lanes;
  std::int64_t i = 0;
  for (; i + together <= bytes; i += together) SumLines<4>(rows + i, bytes, weights, count, to + i);
  for (; i + int_lanes <= bytes; i += int_lanes) SumLines<1>(rows + i, bytes, weights, count, to + i);
  if (i == bytes) return;
  hn::Vec<Ints> sum = hn::Set(Ints(), half);
  for (std::int64_t k = 0; k < count; ++k)
    sum = hn::Add(sum, hn::Mul(hn::PromoteTo(Ints(), load_first(IntBytes(), rows + k * bytes + i, bytes - i)),
                               hn::Set(Ints(), weights[k])));
  store_first(IntBytes(), clipped(sum), to + i, bytes - i);
}

using PixelInts = hn::CappedTag<std::int32_t, 4>;
using PixelBytes = hn::Rebind<std::uint8_t, PixelInts>;
inline constexpr bool has_pixels = hn::MaxLanes(PixelInts()) == 4;  ///< not on a machine without vectors

/// The channels of a pixel side by side in one vector of four; a picture of three reads the byte behind a pixel, so that its
/// last pixel is taken apart.
template <int channels>
HWY_INLINE void SamplePixels(const std::uint8_t* row, std::int64_t width, const FixedSampling& table,
                             std::uint8_t* to) {
  const PixelInts ints;
  const PixelBytes bytes;
  const std::int32_t* weights = table.weights.data();
  for (std::int64_t o = 0; o < table.outputs(); ++o, weights += table.taps, to += channels) {
    const std::int64_t first = table.first[static_cast<std::size_t>(o)],
                       count = table.count[static_cast<std::size_t>(o)];
    const bool last = channels < 4 && first + count == width;
    const std::uint8_t* from = row + first * channels;
    auto sum = hn::Set(ints, half);
    for (std::int64_t k = 0; k < count - last; ++k, from += channels)
      sum = hn::Add(sum, hn::Mul(hn::PromoteTo(ints, hn::LoadU(bytes, from)), hn::Set(ints, weights[k])));
    if (last) {
      std::uint8_t pixel[4] = {};
      std::memcpy(pixel, from, channels);
      sum = hn::Add(sum, hn::Mul(hn::PromoteTo(ints, hn::LoadU(bytes, pixel)), hn::Set(ints, weights[count - 1])));
    }
    std::uint8_t result[4];
    hn::StoreU(hn::DemoteTo(bytes, hn::ShiftRight<fixed_sampling_bits>(sum)), bytes, result);
    std::memcpy(to, result, channels);
  }
}

/// Any other number of channels.
HWY_INLINE void SampleChannels(const std::uint8_t* row, std::int64_t channels, const FixedSampling& table,
                               std::uint8_t* to) {
  const std::int32_t* weights = table.weights.data();
  for (std::int64_t o = 0; o < table.outputs(); ++o, weights += table.taps)
    for (std::int64_t c = 0; c < channels; ++c) {
      const std::uint8_t* from = row + table.first[static_cast<std::size_t>(o)] * channels + c;
      std::int32_t sum = half;
      for (std::int64_t k = 0; k < table.count[static_cast<std::size_t>(o)]; ++k)
        sum += from[k * channels] * weights[k];
      sum >>= fixed_sampling_bits;
      *to++ = static_cast<std::uint8_t>(sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
}

HWY_INLINE void SampleRow(const std::uint8_t* row, std::int64_t width, std::int64_t channels,
                          const FixedSampling& table, std::uint8_t* to) {
  if (has_pixels && channels == 3) {
    SamplePixels<3>(row, width, table, to);
  } else if (has_pixels && channels == 4) {
    SamplePixels<4>(row, width, table, to);
  } else {
    SampleChannels(row, channels, table, to);
  }
}

/// Rows that are sampled together: laid side by side byte for byte, each lane of a vector is a row.
inline constexpr std::int64_t block = 16;
using BlockBytes = hn::CappedTag<std::uint8_t, block>;
inline constexpr bool has_blocks = hn::MaxLanes(BlockBytes()) == block;

#if HWY_TARGET != HWY_SCALAR

inline constexpr std::int64_t block_vectors = block / int_lanes;

/// The blocks of a vector, `step` bytes from one to the next.
template <class D>
HWY_INLINE void StoreBlocks(D d, hn::Vec<D> vector, std::uint8_t* to, std::int64_t step) {
  if constexpr (hn::MaxLanes(D()) == block) {
    hn::StoreU(vector, d, to);
  } else {
    const hn::Half<D> half_of;
    StoreBlocks(half_of, hn::LowerHalf(half_of, vector), to, step);
    StoreBlocks(half_of, hn::UpperHalf(half_of, vector), to + hn::Lanes(d) / 2 / block * step, step);
  }
}

/// Byte (i, k) of 16 rows, a vector each, becomes byte (k, i). Units    steps: bytes from row to row
template <class D>
HWY_INLINE void Transpose(D d, const std::uint8_t* from, std::int64_t from_step, std::uint8_t* to,
                          std::int64_t to_step) {
  hn::Vec<D> rows[block], mixed[block];
  for (std::int64_t i = 0; i < block; ++i) rows[i] = hn::LoadU(d, from + i * from_step);
  const auto shuffle = [&](const hn::Vec<D>* in, hn::Vec<D>* out) HWY_ATTR {
    for (std::int64_t i = 0; i < block / 2; ++i) {
      out[2 * i] = hn::InterleaveLower(d, in[i], in[i + block / 2]);
      out[2 * i + 1] = hn::InterleaveUpper(d, in[i], in[i + block / 2]);
    }
  };
  // Four such shuffles are the transposition of each block.
  shuffle(rows, mixed);
  shuffle(mixed, rows);
  shuffle(rows, mixed);
  shuffle(mixed, rows);
  for (std::int64_t i = 0; i < block; ++i) StoreBlocks(d, rows[i], to + i * to_step, block * to_step);
}

/// Rows of `bytes` bytes, at least a block, to as many columns of 16; the last block may overlap the one before it.
HWY_INLINE void RowsToColumns(const std::uint8_t* rows, std::int64_t bytes, std::uint8_t* columns) {
  using Wide = hn::ScalableTag<std::uint8_t>;
  constexpr std::int64_t wide = hn::MaxLanes(Wide());
  std::int64_t i = 0;
  for (; i + wide <= bytes; i += wide) Transpose(Wide(), rows + i, bytes, columns + i * block, block);
  for (; i < bytes; i += block) {
    const std::int64_t begin = std::min(i, bytes - block);
    Transpose(BlockBytes(), rows + begin, bytes, columns + begin * block, block);
  }
}

/// The way back.
HWY_INLINE void ColumnsToRows(const std::uint8_t* columns, std::int64_t bytes, std::uint8_t* rows) {
  for (std::int64_t i = 0; i < bytes; i += block) {
    const std::int64_t begin = std::min(i, bytes - block);
    Transpose(BlockBytes(), columns + begin * block, block, rows + begin, bytes);
  }
}

/// As many rows as a block has. Input    columns: room for a block of the row and of its result
HWY_INLINE void SampleBlocks(const std::uint8_t* rows, std::int64_t width, std::int64_t channels,
                             const FixedSampling& table, std::uint8_t* columns, std::uint8_t* to) {
  const std::int64_t line = width * channels, to_line = table.outputs() * channels, step = channels * block;
  std::uint8_t* const results = columns + line * block;
  RowsToColumns(rows, line, columns);
  const std::int32_t* weights = table.weights.data();
  for (std::int64_t o = 0; o < table.outputs(); ++o, weights += table.taps) {
    const std::uint8_t* from = columns + table.first[static_cast<std::size_t>(o)] * step;
    const std::int64_t count = table.count[static_cast<std::size_t>(o)];
    std::uint8_t* const result = results + o * step;
    if (channels == 3) {
      SumLines<3 * block_vectors>(from, step, weights, count, result);
    } else {
      for (std::int64_t c = 0; c < step; c += block)
        SumLines<block_vectors>(from + c, step, weights, count, result + c);
    }
  }
  ColumnsToRows(results, to_line, to);
}

#else

void SampleBlocks(const std::uint8_t*, std::int64_t, std::int64_t, const FixedSampling&, std::uint8_t*,
                  std::uint8_t*) {}

#endif

void SampleColumns(const std::uint8_t* rows, std::int64_t count, const ColumnSampling& columns, std::uint8_t* to) {
  const FixedSampling& table = columns.table;
  const std::int64_t width = columns.width, channels = columns.channels;
  const std::int64_t line = width * channels, to_line = table.outputs() * channels;
  std::int64_t y = 0;
  if (has_blocks && std::min(line, to_line) >= block && count >= block) {
    thread_local std::vector<std::uint8_t> memory;
    memory.resize(std::max(memory.size(), static_cast<std::size_t>((line + to_line) * block)));
    for (; y + block <= count; y += block)
      SampleBlocks(rows + y * line, width, channels, table, memory.data(), to + y * to_line);
  }
  for (; y < count; ++y) SampleRow(rows + y * line, width, channels, table, to + y * to_line);
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(SampleRows);
HWY_EXPORT(SampleColumns);

namespace native {

void sample_columns(const std::uint8_t* rows, std::int64_t count, const ColumnSampling& columns, std::uint8_t* to) {
  if (columns.quads) return columns.quads->sample(rows, count, to);
  HWY_DYNAMIC_DISPATCH(SampleColumns)(rows, count, columns, to);
}

void sample_rows(const std::uint8_t* first_row, std::int64_t bytes, const std::int32_t* weights, std::int64_t count,
                 std::uint8_t* to) {
  HWY_DYNAMIC_DISPATCH(SampleRows)(first_row, bytes, weights, count, to);
}

}  // namespace native
}  // namespace fovea
#endif
