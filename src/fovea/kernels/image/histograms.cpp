#include "fovea/kernels/image/histograms.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fovea/kernels/image/counting_change.h"

namespace fovea {
namespace {

class StretchContrast final : public PictureChange {
 public:
  explicit StretchContrast(const ValueRange& range) : range_(range) {}
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> /*numbers*/,
             float* /*scratch*/) const noexcept override {
    for (std::int64_t c = 0; c < shape.channels; ++c) {
      float low = std::numeric_limits<float>::infinity(), high = -low;
      for (std::int64_t i = c; i < shape.elements(); i += shape.channels) {
        const float v = range_.convert(in[i], byte_range);
        low = std::min(low, v);
        high = std::max(high, v);
      }
      const float scale = 255 / (high - low), offset = -low * scale;
      for (std::int64_t i = c; i < shape.elements(); i += shape.channels)
        out[i] = high == low ? in[i]
                             : byte_range.convert(byte_range.clip(range_.convert(in[i], byte_range) * scale + offset),
                                                  range_);
    }
  }

 private:
  ValueRange range_;
};

class Equalize final : public CountingChange {
 public:
  Equalize(std::int64_t bins, const ValueRange& range) : bins_(bins, range) {}
  const ValueBins& bins() const override { return bins_; }
  std::int64_t scratch_floats(const PictureShape& shape) const override {
    return (shape.channels + 1) * bins_.bins();
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> /*numbers*/,
             float* scratch) const noexcept override {
    float* counts = scratch + bins_.bins();
    std::fill_n(counts, shape.channels * bins_.bins(), 0.f);
    count_values(bins_, in, shape, counts);
    spread(in, out, shape, counts, scratch);
  }
  void apply_counted(const float* in, float* out, const PictureShape& shape, std::span<const float> /*numbers*/,
                     const double* counts, float* scratch) const noexcept override {
    spread(in, out, shape, counts, scratch);
  }

 private:
  template <class Count>
  void spread(const float* in, float* out, const PictureShape& shape, const Count* counts, float* table) const {
    for (std::int64_t c = 0; c < shape.channels; ++c) {
      const bool varies = bins_.make_table(counts + c * bins_.bins(), table);
      for (std::int64_t i = c; i < shape.elements(); i += shape.channels) out[i] = bins_.spread(in[i], table, varies);
    }
  }

  ValueBins bins_;
};

class EqualizeTiles final : public PictureChange {
 public:
  EqualizeTiles(double clip_limit, std::int64_t rows, std::int64_t columns, const ValueRange& range)
      : clip_limit_(clip_limit), rows_(rows), columns_(columns), range_(range) {}
  std::int64_t scratch_floats(const PictureShape& shape) const override {
    return rows_ * columns_ * shape.channels * levels;
  }
  std::string_view lacks(const PictureShape& shape) const override {
    const auto too_few = [](std::int64_t length, std::int64_t tiles) {
      return tile_length(length, tiles) * tiles > 2 * length;
    };
    return too_few(shape.height, rows_) || too_few(shape.width, columns_) ? "more pixels, or fewer tiles" : "";
  }

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> /*numbers*/,
             float* tables) const noexcept override {
    const std::int64_t height = tile_length(shape.height, rows_), width = tile_length(shape.width, columns_);
    std::fill_n(tables, scratch_floats(shape), 0.f);
    for (std::int64_t y = 0; y < height * rows_; ++y)
      for (std::int64_t x = 0; x < width * columns_; ++x)
        for (std::int64_t c = 0; c < shape.channels; ++c) {
          // What tiles reach over the edge is mirrored.
          const std::int64_t row = std::min(y, 2 * shape.height - 1 - y),
                             column = std::min(x, 2 * shape.width - 1 - x);
          ++table(tables, shape, y / height, x / width,
                  c)[level(in[(row * shape.width + column) * shape.channels + c])];
        }
    const auto area = static_cast<float>(height * width);
    for (std::int64_t i = 0; i < scratch_floats(shape); i += levels) make_table(tables + i, area);

    for (std::int64_t y = 0; y < shape.height; ++y)
      for (std::int64_t x = 0; x < shape.width; ++x, in += shape.channels, out += shape.channels) {
        const Between down(y, height, rows_), right(x, width, columns_);
        for (std::int64_t c = 0; c < shape.channels; ++c) {
          const std::int64_t i = level(in[c]);
          const auto mix = [&](std::int64_t row) {
            return table(tables, shape, row, right.first, c)[i] * (1 - right.weight) +
                   table(tables, shape, row, right.second, c)[i] * right.weight;
          };
          out[c] = byte_range.convert(mix(down.first) * (1 - down.weight) + mix(down.second) * down.weight, range_);
        }
      }
  }

 private:
  static constexpr std::int64_t levels = 256;

  /// The tiles whose middles a pixel lies between.
  struct Between {
    Between(std::int64_t pixel, std::int64_t length, std::int64_t tiles) {
      const auto size = static_cast<float>(length);
      const float at = (static_cast<float>(pixel) - size / 2) / size + 1, tile = std::floor(at);
      weight = at - tile;
      first = std::clamp<std::int64_t>(static_cast<std::int64_t>(tile) - 1, 0, tiles - 1);
      second = std::clamp<std::int64_t>(static_cast<std::int64_t>(tile), 0, tiles - 1);
    }
    std::int64_t first, second;
    float weight;
  };

  static std::int64_t tile_length(std::int64_t length, std::int64_t tiles) { return (length + tiles - 1) / tiles; }
  std::int64_t level(float value) const { return whole_between(range_.convert(value, byte_range), 255); }
  float* table(float* tables, const PictureShape& shape, std::int64_t row, std::int64_t column,
               std::int64_t c) const {
    return tables + ((row * columns_ + column) * shape.channels + c) * levels;
  }

  void make_table(float* table, float area) const {
    if (clip_limit_ > 0) {
      const float limit = static_cast<float>(clip_limit_ * area / 256);
      float excess = 0;
      for (std::int64_t i = 0; i < levels; ++i) excess += table[i] - std::min(table[i], limit);
      for (std::int64_t i = 0; i < levels; ++i) table[i] = std::min(table[i], limit) + excess / levels;
    }
    for (std::int64_t i = 1; i < levels; ++i) table[i] += table[i - 1];
    const float first = table[0], rest = area == first ? 1 : area - first;
    for (std::int64_t i = 0; i < levels; ++i) table[i] = byte_range.clip((table[i] - first) * 255 / rest);
  }

  double clip_limit_;
  std::int64_t rows_, columns_;
  ValueRange range_;
};

}  // namespace

PictureChangePtr stretch_contrast(const ValueRange& range) { return std::make_shared<StretchContrast>(range); }
PictureChangePtr equalize(std::int64_t bins, const ValueRange& range) {
  return std::make_shared<Equalize>(bins, range);
}
PictureChangePtr equalize_tiles(double clip_limit, std::int64_t rows, std::int64_t columns, const ValueRange& range) {
  return std::make_shared<EqualizeTiles>(clip_limit, rows, columns, range);
}

}  // namespace fovea
