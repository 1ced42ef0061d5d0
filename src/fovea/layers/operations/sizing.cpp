// Operations that change the size of pictures.
#include <algorithm>

#include "fovea/graph/build.h"
#include "fovea/layers/operations/operation.h"
#include "fovea/layers/preprocessing/resizing.h"
#include "fovea/layers/size.h"

namespace fovea {
namespace {

struct PadOptions {
  ByName by_name = ByName();
  std::vector<std::vector<std::int64_t>> pad_width = {};
  std::string mode = "constant";
  std::optional<double> constant_values = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<PadOptions>& fields() {
    static const Fields<PadOptions> list = [] {
      Fields<PadOptions> fields;
      fields.add("pad_width", &PadOptions::pad_width)
          .by_position()
          .add("mode", &PadOptions::mode)
          .add("constant_values", &PadOptions::constant_values);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

class PadOperation : public OperationOf<"ops.Pad", PadOptions> {
 public:
  explicit PadOperation(const PadOptions& options) : OperationOf(options) {
    if (options.mode != "constant" && options.mode != "reflect" && options.mode != "symmetric")
      refuse(ErrorKind::unsupported, "mode must be 'constant', 'reflect' or 'symmetric'. Received '" + options.mode +
                                         "'. Write the model with one of these.");
    if (options.mode != "constant" && options.constant_values)
      refuse(ErrorKind::usage, "constant_values belong to mode='constant'. Received mode='" + options.mode + "'.");
    for (const auto& pair : options.pad_width)
      if (pair.size() != 2 || pair[0] < 0 || pair[1] < 0 || pair[0] > max_side || pair[1] > max_side) wrong();
    if (options.pad_width.empty() || options.pad_width[0] != std::vector<std::int64_t>{0, 0}) wrong();
  }
  Shape output_shape(std::span<const Shape> inputs) const override {
    Shape y = only_input(inputs);
    if (static_cast<std::size_t>(y.rank()) != options_.pad_width.size())
      refuse(ErrorKind::shape, "pad_width must have a pair for each axis. Received pad_width=" +
                                   to_json(options_.pad_width).dump() + ", input " + to_string(y) + ".");
    for (int i = 0; i < y.rank(); ++i) {
      const auto& pair = options_.pad_width[static_cast<std::size_t>(i)];
      if (y[i] == None) continue;
      if (mirrors() && std::max(pair[0], pair[1]) > y[i] - first_mirrored())
        refuse(ErrorKind::shape, "mode='" + options_.mode + "' has " + std::to_string(y[i] - first_mirrored()) +
                                     " elements of axis " + std::to_string(i) + " to repeat. Received pad_width=" +
                                     to_json(options_.pad_width).dump() + ", input " + to_string(y) + ".");
      y.set(i, y[i] + pair[0] + pair[1]);
    }
    return y;
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    if (mirrors()) return mirrored(e.graph, inputs[0]);
    std::vector<std::int64_t> begin, end;
    for (const auto& pair : options_.pad_width) {
      begin.push_back(pair[0]);
      end.push_back(pair[1]);
    }
    return build::pad(e.graph, inputs[0], begin, end, options_.constant_values.value_or(0));
  }

 private:
  bool mirrors() const { return options_.mode != "constant"; }
  /// The element beside the edge that comes first behind it: the edge itself, or its neighbour.
  std::int64_t first_mirrored() const { return options_.mode == "reflect" ? 1 : 0; }

  ValueId mirrored(Graph& graph, ValueId x) const {
    const Shape shape = graph.shape(x);
    for (int axis = 1; axis < shape.rank(); ++axis) {
      const auto& pair = options_.pad_width[static_cast<std::size_t>(axis)];
      if (pair[0] == 0 && pair[1] == 0) continue;
      const std::int64_t length = shape[axis];
      Sampling table{1, {}, {}};
      for (std::int64_t i = -pair[0]; i < length + pair[1]; ++i)
        table.first.push_back(i < 0        ? first_mirrored() - 1 - i
                              : i < length ? i
                                           : 2 * length - 1 - first_mirrored() - i);
      table.weights.assign(table.first.size(), 1);
      x = build::resize(graph, x, axis, std::move(table));
    }
    return x;
  }

  static constexpr std::int64_t max_side = std::int64_t{1} << 31;
  [[noreturn]] void wrong() const {
    refuse(ErrorKind::usage, "pad_width holds a pair of 0 or more for each axis, (0, 0) for the samples. Received " +
                                 to_json(options_.pad_width).dump() + ".");
  }
};

struct ResizeOptions {
  ByName by_name = ByName();
  Size2 size = {};
  std::string interpolation = "bilinear";
  bool antialias = false;
  bool crop_to_aspect_ratio = false;
  bool pad_to_aspect_ratio = false;
  std::string fill_mode = "constant";
  double fill_value = 0;
  std::optional<std::string> data_format = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ResizeOptions>& fields() {
    using O = ResizeOptions;
    static const Fields<O> list = [] {
      Fields<O> fields;
      fields.add("size", &O::size)
          .by_position()
          .add("interpolation", &O::interpolation)
          .add("antialias", &O::antialias)
          .add("crop_to_aspect_ratio", &O::crop_to_aspect_ratio)
          .add("pad_to_aspect_ratio", &O::pad_to_aspect_ratio)
          .add("fill_mode", &O::fill_mode)
          .add("fill_value", &O::fill_value)
          .add("data_format", &O::data_format);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

/// What the layer Resizing does, by its own arithmetic.
class ResizeOperation : public OperationOf<"ops.Resize", ResizeOptions> {
 public:
  explicit ResizeOperation(const ResizeOptions& o)
      : OperationOf(o),
        resizing_({.height = o.size.set() ? o.size[0] : 0,
                   .width = o.size.set() ? o.size[1] : 0,
                   .interpolation = o.interpolation,
                   .crop_to_aspect_ratio = o.crop_to_aspect_ratio,
                   .pad_to_aspect_ratio = o.pad_to_aspect_ratio,
                   .fill_mode = o.fill_mode,
                   .fill_value = o.fill_value,
                   .antialias = o.antialias,
                   .data_format = o.data_format.value_or("channels_last"),
                   .name = o.name}) {}
  Shape output_shape(std::span<const Shape> inputs) const override { return resizing_.output_shape(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override { return resizing_.emit(e, inputs); }

 private:
  ResizingBase resizing_;
};

}  // namespace

std::vector<Entry<LayerBase>> sizing_operations() {
  return {operation<PadOperation>(), operation<ResizeOperation>()};
}

}  // namespace fovea
