#include "fovea/pictures/feature_maps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"

namespace fovea {
namespace {

constexpr double page = 1'024, margin = 16, gap = 4, title_height = 26, block_gap = 14;
constexpr TextStyle title_style{.size = 15, .bold = true};

/// A layer's maps as pictures of one size, and how they lie on the page.
struct Block {
  std::string title;
  std::vector<Image> cells;
  std::int64_t columns = 1;
  double cell_width = 0, cell_height = 0;

  std::int64_t rows() const { return (static_cast<std::int64_t>(cells.size()) + columns - 1) / columns; }
  double width() const { return static_cast<double>(columns) * (cell_width + gap) - gap; }
  double height() const { return title_height + static_cast<double>(rows()) * (cell_height + gap) - gap; }
};

/// Enlarged by a whole number, or shrunk, so that the longer side is about `wanted`. Units    px
double scale_to(double wanted, std::int64_t height, std::int64_t width) {
  const auto side = static_cast<double>(std::max(height, width));
  return side < wanted ? std::max(1.0, std::floor(wanted / side)) : wanted / side;
}

/// Numbers without places: cells of a strip that is as wide as the page, or narrower where they are few.
Block strip(const LayerMaps& layer, const FeatureMapsOptions& options) {
  const std::int64_t count = layer.values.size();
  const auto longest = static_cast<std::int64_t>(std::sqrt(static_cast<double>(count)) * 4);
  const std::int64_t width = std::min(count, std::max<std::int64_t>(longest, 64)),
                     height = (count + width - 1) / width;
  std::vector<float> padded(static_cast<std::size_t>(width * height), layer.values.values<float>().front());
  std::ranges::copy(layer.values.values<float>(), padded.begin());
  Block block{layer.title, {coloured(padded.data(), height, width, 1, options.colours)}};
  constexpr std::int64_t written_out = 10;
  if (count <= written_out) {
    block.title += ":";
    for (const float value : layer.values.values<float>()) block.title += fmt::format(" {:.4g}", value);
  }
  // Cells behind the last number are paper.
  for (std::int64_t i = count; i < width * height; ++i)
    std::fill_n(block.cells[0].row(i / width) + i % width * 3, 3, std::uint8_t{255});
  const double cell = std::clamp(std::floor((page - 2 * margin) / static_cast<double>(width)), 1.0, 24.0);
  const double scale = std::min(cell, (page - 2 * margin) / static_cast<double>(width));
  block.cell_width = scale * static_cast<double>(width);
  block.cell_height = scale * static_cast<double>(height);
  return block;
}

Block grid(const LayerMaps& layer, const FeatureMapsOptions& options) {
  const Shape& shape = layer.values.shape();
  const std::int64_t height = shape.rank() == 3 ? shape[0] : 1, width = shape[-2], maps = shape[-1];
  std::int64_t shown = std::min(maps, options.most);
  if (options.rows > 0 && options.columns > 0) shown = std::min(shown, options.rows * options.columns);
  Block block{layer.title, {}};
  if (shown < maps) block.title += fmt::format(", the first {} maps", shown);
  for (std::int64_t map = 0; map < shown; ++map)
    block.cells.push_back(coloured(layer.values.values<float>().data() + map, height, width, maps, options.colours));
  constexpr double large = 224, small = 96;
  const auto room = [&](double side) { return std::floor((page - 2 * margin + gap) / (side + gap)); };
  const double wanted = static_cast<double>(shown) <= room(large) ? large : small;
  const double scale = scale_to(wanted, height, width);
  block.cell_width = scale * static_cast<double>(width);
  block.cell_height = std::max(scale * static_cast<double>(height), 12.0);
  // Rows of one length where nothing is asked for.
  const auto fit = std::max<std::int64_t>(static_cast<std::int64_t>(room(block.cell_width)), 1);
  const std::int64_t rows = options.rows > 0 ? options.rows : (shown + fit - 1) / fit;
  block.columns =
      std::clamp<std::int64_t>(options.columns > 0 ? options.columns : (shown + rows - 1) / rows, 1, shown);
  return block;
}

Block block_of(const LayerMaps& layer, const FeatureMapsOptions& options) {
  const std::int64_t rank = layer.values.shape().rank();
  if (rank < 1 || rank > 3 || layer.values.size() == 0)
    fail(ErrorKind::usage, layer.title +
                               ": (height, width, maps), (width, maps) and (numbers) can be drawn. Received " +
                               to_string(layer.values.shape()) + ".");
  return rank == 1 ? strip(layer, options) : grid(layer, options);
}

}  // namespace

Canvas draw_feature_maps(const std::vector<LayerMaps>& layers, const FeatureMapsOptions& options) {
  if (layers.empty()) fail(ErrorKind::usage, "There are no layers to draw.");
  std::vector<Block> blocks;
  double width = 0, height = margin - block_gap;
  for (const LayerMaps& layer : layers) {
    const Block& block = blocks.emplace_back(block_of(layer, options));
    width = std::max({width, block.width(), Canvas::text_width(block.title, title_style)});
    height += block.height() + block_gap;
  }
  Canvas canvas(width + 2 * margin, height + margin);
  double top = margin;
  for (const Block& block : blocks) {
    canvas.text(block.title, margin, top + title_style.size, title_style);
    for (std::size_t i = 0; i < block.cells.size(); ++i) {
      const auto row = static_cast<double>(static_cast<std::int64_t>(i) / block.columns),
                 column = static_cast<double>(static_cast<std::int64_t>(i) % block.columns);
      canvas.image(block.cells[i],
                   {margin + column * (block.cell_width + gap), top + title_height + row * (block.cell_height + gap),
                    block.cell_width, block.cell_height});
    }
    top += block.height() + block_gap;
  }
  return canvas;
}

}  // namespace fovea
