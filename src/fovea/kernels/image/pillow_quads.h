#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "fovea/kernels/image/pillow_resize.h"

namespace fovea::native {

/// sample_columns for machines that pick bytes from 128 and sum up products of four (AVX-512 VBMI and VNNI): sixteen bytes of
/// a result at once, of which four taps are multiplied in one step.
class QuadColumns {
 public:
  /// None on other machines, and where the rows are short or shrink too much.
  static std::shared_ptr<const QuadColumns> of(const FixedSampling& table, std::int64_t width, std::int64_t channels);

  /// `count` rows, one behind the other.
  void sample(const std::uint8_t* rows, std::int64_t count, std::uint8_t* to) const;

  /// Four taps of sixteen bytes of a result, side by side.
  struct alignas(64) Quad {
    std::uint32_t places[16];      ///< four bytes each: where in the window the pixels are
    std::uint32_t weights[3][16];  ///< four signed bytes each: weights are theirs x 1, 256 and 65536 together
  };
  /// What sixteen bytes of a result are made of. Units    bytes from the first of a row
  struct Window {
    std::int64_t from, to;
  };

 private:
  QuadColumns(const FixedSampling& table, std::int64_t width, std::int64_t channels);
  /// False where a window is too narrow for the pixels of its outputs.
  bool find_taps(const FixedSampling& table, std::int64_t channels);

  std::int64_t line_, to_line_, quads_;  ///< bytes of a row, of its result; quads of a window
  std::vector<Window> windows_;
  std::vector<Quad> taps_;
};

}  // namespace fovea::native
