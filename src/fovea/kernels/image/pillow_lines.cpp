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

void SampleRows(const std::uint8_t* rows, std::int64_t bytes, const std::int32_t* weights, std::int64_t count,
                std::uint8_t* to) {
  each_vector<int_lanes>(bytes, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR {
    hn::Vec<Ints> sum = hn::Set(Ints(), half);
    for (std::int64_t k = 0; k < count; ++k) {
      const std::uint8_t* from = rows + k * bytes + i;
      const auto pixels = lanes == int_lanes ? hn::LoadU(IntBytes(), from) : load_first(IntBytes(), from, lanes);
      sum = hn::Add(sum, hn::Mul(hn::PromoteTo(Ints(), pixels), hn::Set(Ints(), weights[k])));
    }
    if (lanes == int_lanes) {
      hn::StoreU(clipped(sum), IntBytes(), to + i);
    } else {
      store_first(IntBytes(), clipped(sum), to + i, lanes);
    }
  });
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

/// Byte (i, k) of 16 x 16 becomes byte (k, i). Units    steps: bytes from row to row
HWY_INLINE void TransposeBlock(const std::uint8_t* from, std::int64_t from_step, std::uint8_t* to,
                               std::int64_t to_step) {
  const BlockBytes d;
  hn::Vec<BlockBytes> rows[block], mixed[block];
  for (std::int64_t i = 0; i < block; ++i) rows[i] = hn::LoadU(d, from + i * from_step);
  const auto shuffle = [&](const hn::Vec<BlockBytes>* in, hn::Vec<BlockBytes>* out) HWY_ATTR {
    for (std::int64_t i = 0; i < block / 2; ++i) {
      out[2 * i] = hn::InterleaveLower(d, in[i], in[i + block / 2]);
      out[2 * i + 1] = hn::InterleaveUpper(d, in[i], in[i + block / 2]);
    }
  };
  // Four such shuffles are the transposition.
  shuffle(rows, mixed);
  shuffle(mixed, rows);
  shuffle(rows, mixed);
  shuffle(mixed, rows);
  for (std::int64_t i = 0; i < block; ++i) hn::StoreU(rows[i], d, to + i * to_step);
}

/// Lines of at least 16 bytes to columns of 16, or back; the last block may overlap the one before it.
template <class Place>
HWY_INLINE void EachBlock(std::int64_t bytes, Place&& place) {
  for (std::int64_t i = 0; i < bytes; i += block) place(std::min(i, bytes - block));
}

/// One output of one channel, of all rows. Input    from: the channel of the first pixel
HWY_INLINE void SampleBlock(const std::uint8_t* from, std::int64_t step, const std::int32_t* weights,
                            std::int64_t count, std::uint8_t* to) {
  for (std::int64_t lane = 0; lane < block; lane += int_lanes) {
    hn::Vec<Ints> sum = hn::Set(Ints(), half);
    for (std::int64_t k = 0; k < count; ++k)
      sum = hn::Add(sum, hn::Mul(hn::PromoteTo(Ints(), hn::LoadU(IntBytes(), from + k * step + lane)),
                                 hn::Set(Ints(), weights[k])));
    hn::StoreU(clipped(sum), IntBytes(), to + lane);
  }
}

/// As many rows as a block has. Input    columns: room for a block of the row and of its result
HWY_INLINE void SampleBlocks(const std::uint8_t* rows, std::int64_t width, std::int64_t channels,
                             const FixedSampling& table, std::uint8_t* columns, std::uint8_t* to) {
  const std::int64_t line = width * channels, to_line = table.outputs() * channels, step = channels * block;
  std::uint8_t* const results = columns + line * block;
  EachBlock(line, [&](std::int64_t i) HWY_ATTR { TransposeBlock(rows + i, line, columns + i * block, block); });
  const std::int32_t* weights = table.weights.data();
  for (std::int64_t o = 0; o < table.outputs(); ++o, weights += table.taps) {
    const std::uint8_t* from = columns + table.first[static_cast<std::size_t>(o)] * step;
    for (std::int64_t c = 0; c < channels; ++c)
      SampleBlock(from + c * block, step, weights, table.count[static_cast<std::size_t>(o)],
                  results + o * step + c * block);
  }
  EachBlock(to_line, [&](std::int64_t i) HWY_ATTR { TransposeBlock(results + i * block, block, to + i, to_line); });
}

#else

void SampleBlocks(const std::uint8_t*, std::int64_t, std::int64_t, const FixedSampling&, std::uint8_t*,
                  std::uint8_t*) {}

#endif

void SampleColumns(const std::uint8_t* rows, std::int64_t count, std::int64_t width, std::int64_t channels,
                   const FixedSampling& table, std::uint8_t* to) {
  const std::int64_t line = width * channels, to_line = table.outputs() * channels;
  std::int64_t y = 0;
  if (has_blocks && std::min(line, to_line) >= block && count >= block) {
    std::vector<std::uint8_t> columns(static_cast<std::size_t>((line + to_line) * block));
    for (; y + block <= count; y += block)
      SampleBlocks(rows + y * line, width, channels, table, columns.data(), to + y * to_line);
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

void sample_columns(const std::uint8_t* rows, std::int64_t count, std::int64_t width, std::int64_t channels,
                    const FixedSampling& table, std::uint8_t* to) {
  HWY_DYNAMIC_DISPATCH(SampleColumns)(rows, count, width, channels, table, to);
}

void sample_rows(const std::uint8_t* first_row, std::int64_t bytes, const std::int32_t* weights, std::int64_t count,
                 std::uint8_t* to) {
  HWY_DYNAMIC_DISPATCH(SampleRows)(first_row, bytes, weights, count, to);
}

}  // namespace native
}  // namespace fovea
#endif
