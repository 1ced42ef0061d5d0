// Highway has no operation for this, so that the instructions are named here.
#include "fovea/kernels/image/pillow_quads.h"

#include <algorithm>
#include <array>
#include <utility>

#include "hwy/highway.h"

#if HWY_ARCH_X86_64
#include <immintrin.h>
#endif

namespace fovea::native {
namespace {

using Quad = QuadColumns::Quad;
using Window = QuadColumns::Window;

constexpr std::int64_t window_bytes = 128, lanes = 16, taps_of_quad = 4;

/// Four weights, a signed byte of each: of its own value, of what is left of it by 256, by 65536.
using SplitWeights = std::array<std::uint32_t, 3>;

/// Input    count: of the weights that are left; those behind are zero
SplitWeights split(const std::int32_t* weights, std::int64_t count) {
  SplitWeights bytes{};
  for (std::int64_t k = 0; k < std::min(count, taps_of_quad); ++k) {
    std::int32_t left = weights[k];
    for (std::uint32_t& all : bytes) {
      const auto byte = static_cast<std::int8_t>(left);
      all |= std::uint32_t{static_cast<std::uint8_t>(byte)} << (8 * k);
      left = (left - byte) >> 8;
    }
  }
  return bytes;
}

#if HWY_ARCH_X86_64

bool machine_has_quads() {
  static const bool has = (hwy::SupportedTargets() & HWY_AVX3_DL) != 0;  // asking takes microseconds
  return has;
}

HWY_PUSH_ATTRIBUTES("avx512f,avx512bw,avx512vbmi,avx512vnni")

/// Sums of four products in each lane, for each byte of the weights.
struct Sums {
  __m512i of_1, of_256, of_65536;
};

HWY_INLINE Sums no_sums() {
  return {_mm512_set1_epi32(1 << (fixed_sampling_bits - 1)), _mm512_setzero_si512(), _mm512_setzero_si512()};
}

HWY_INLINE void add_quads(Sums& sums, __m512i pixels, const Sums& weights) {
  sums.of_1 = _mm512_dpbusd_epi32(sums.of_1, pixels, weights.of_1);
  sums.of_256 = _mm512_dpbusd_epi32(sums.of_256, pixels, weights.of_256);
  sums.of_65536 = _mm512_dpbusd_epi32(sums.of_65536, pixels, weights.of_65536);
}

/// Numbers that are to be held between 0 and 255.
HWY_INLINE __m512i total(const Sums& sums) {
  const __m512i upper = _mm512_add_epi32(_mm512_slli_epi32(sums.of_65536, 8), sums.of_256);
  return _mm512_srai_epi32(_mm512_add_epi32(_mm512_slli_epi32(upper, 8), sums.of_1), fixed_sampling_bits);
}

/// The same window of several rows, so that a quad is loaded once for them.
template <std::size_t... r>
HWY_INLINE void sample_window(std::index_sequence<r...>, const std::uint8_t* from, std::int64_t line,
                              const Quad* quads, std::int64_t count, std::uint8_t* to, std::int64_t to_line) {
  const __m512i lower[] = {_mm512_loadu_si512(from + r * line)...},
                upper[] = {_mm512_loadu_si512(from + r * line + window_bytes / 2)...};
  Sums sums[] = {(void(r), no_sums())...};
  for (const Quad* quad = quads; quad != quads + count; ++quad) {
    const __m512i places = _mm512_load_si512(quad->places);
    const Sums weights{_mm512_load_si512(quad->weights[0]), _mm512_load_si512(quad->weights[1]),
                       _mm512_load_si512(quad->weights[2])};
    (add_quads(sums[r], _mm512_permutex2var_epi8(lower[r], places, upper[r]), weights), ...);
  }
  (_mm_storeu_si128(reinterpret_cast<__m128i*>(to + r * to_line),
                    _mm512_cvtusepi32_epi8(_mm512_max_epi32(total(sums[r]), _mm512_setzero_si512()))),
   ...);
}

template <std::size_t rows>
void sample_windows(const std::vector<Window>& windows, const std::uint8_t* from, std::int64_t line,
                    const Quad* quads, std::int64_t count, std::uint8_t* to, std::int64_t to_line) {
  for (const Window& window : windows) {
    sample_window(std::make_index_sequence<rows>(), from + window.from, line, quads, count, to + window.to, to_line);
    quads += count;
  }
}

HWY_POP_ATTRIBUTES

#else

bool machine_has_quads() { return false; }

template <std::size_t rows>
void sample_windows(const std::vector<Window>&, const std::uint8_t*, std::int64_t, const Quad*, std::int64_t,
                    std::uint8_t*, std::int64_t) {}

#endif

}  // namespace

QuadColumns::QuadColumns(const FixedSampling& table, std::int64_t width, std::int64_t channels)
    : line_(width * channels),
      to_line_(table.outputs() * channels),
      quads_((*std::ranges::max_element(table.count) + taps_of_quad - 1) / taps_of_quad) {}

std::shared_ptr<const QuadColumns> QuadColumns::of(const FixedSampling& table, std::int64_t width,
                                                   std::int64_t channels) {
  if (!machine_has_quads() || width * channels < window_bytes || table.outputs() * channels < lanes) return nullptr;
  const std::shared_ptr<QuadColumns> columns(new QuadColumns(table, width, channels));
  return columns->find_taps(table, channels) ? columns : nullptr;
}

bool QuadColumns::find_taps(const FixedSampling& table, std::int64_t channels) {
  std::vector<SplitWeights> weights;
  weights.reserve(static_cast<std::size_t>(table.outputs() * quads_));
  for (std::int64_t o = 0; o < table.outputs(); ++o)
    for (std::int64_t q = 0; q < quads_; ++q)
      weights.push_back(split(&table.weights[static_cast<std::size_t>(o * table.taps + q * taps_of_quad)],
                              table.count[static_cast<std::size_t>(o)] - q * taps_of_quad));
  // Bytes behind the window belong to taps without a weight.
  constexpr std::uint32_t each_byte = 0x01010101;
  const auto step = static_cast<std::uint32_t>(channels);
  const std::uint32_t steps = step << 8 | 2 * step << 16 | 3 * step << 24;
  const std::int64_t count = (to_line_ + lanes - 1) / lanes;
  taps_.resize(static_cast<std::size_t>(count * quads_));
  for (std::int64_t v = 0; v < count; ++v) {
    const std::int64_t to = std::min(v * lanes, to_line_ - lanes);  // the last may overlap the one before
    const std::int64_t from =
        std::min(table.first[static_cast<std::size_t>(to / channels)] * channels, line_ - window_bytes);
    Quad* const quads = &taps_[static_cast<std::size_t>(v * quads_)];
    std::int64_t o = to / channels, c = to % channels;
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      const auto output = static_cast<std::size_t>(o);
      const std::int64_t place = table.first[output] * channels + c - from;
      if (place + (table.count[output] - 1) * channels >= window_bytes) return false;
      for (std::int64_t q = 0; q < quads_; ++q) {
        const auto first = static_cast<std::uint32_t>(place + q * taps_of_quad * channels);
        quads[q].places[lane] = first * each_byte + steps;
        for (std::size_t i = 0; i < 3; ++i) quads[q].weights[i][lane] = weights[output * quads_ + q][i];
      }
      if (++c == channels) c = 0, ++o;
    }
    windows_.push_back({from, to});
  }
  return true;
}

void QuadColumns::sample(const std::uint8_t* rows, std::int64_t count, std::uint8_t* to) const {
  constexpr std::int64_t block = 4;
  std::int64_t y = 0;
  for (; y + block <= count; y += block)
    sample_windows<block>(windows_, rows + y * line_, line_, taps_.data(), quads_, to + y * to_line_, to_line_);
  for (; y < count; ++y)
    sample_windows<1>(windows_, rows + y * line_, line_, taps_.data(), quads_, to + y * to_line_, to_line_);
}

}  // namespace fovea::native
