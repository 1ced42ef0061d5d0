#include <algorithm>
#include <numeric>

#include "fovea/graph/build.h"
#include "fovea/layers/axes.h"
#include "fovea/layers/merging/concatenate.h"
#include "fovea/layers/operations/operation.h"
#include "fovea/layers/operations/subscript.h"
#include "fovea/layers/reshaping/reshape.h"

namespace fovea {
namespace {

class ConcatenateOperation : public ConcatenateBase {
 public:
  using ConcatenateBase::ConcatenateBase;
  static constexpr const char* title = "ops.Concatenate";
  std::string_view class_name() const override { return title; }
};

struct AxisOptions {
  ByName by_name = ByName();
  std::optional<std::int64_t> axis = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<AxisOptions>& fields() {
    static const Fields<AxisOptions> list = [] {
      Fields<AxisOptions> fields;
      fields.add("axis", &AxisOptions::axis);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

/// An operation whose result has the elements of its input in their order.
template <FixedText text, class Options>
class ReshapingOperation : public OperationOf<text, Options> {
 public:
  using OperationOf<text, Options>::OperationOf;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    const Shape input = e.graph.shape(inputs[0]);
    return build::reshape(e.graph, inputs[0], this->output_shape({&input, 1}));
  }
};

class ExpandDimsOperation : public ReshapingOperation<"ops.ExpandDims", AxisOptions> {
 public:
  using ReshapingOperation::ReshapingOperation;
  Shape output_shape(std::span<const Shape> inputs) const override {
    const Shape& x = only_input(inputs);
    const int axis = axis_of(options_.axis.value_or(0), x.rank() + 1);
    Shape y;
    for (int i = 0; i < x.rank(); ++i) {
      if (i == axis) y.push_back(1);
      y.push_back(x[i]);
    }
    if (axis == x.rank()) y.push_back(1);
    return y;
  }
};

class SqueezeOperation : public ReshapingOperation<"ops.Squeeze", AxisOptions> {
 public:
  using ReshapingOperation::ReshapingOperation;
  Shape output_shape(std::span<const Shape> inputs) const override {
    const Shape& x = only_input(inputs);
    const int only = options_.axis ? axis_of(*options_.axis, x.rank()) : 0;
    if (only > 0 && x[only] != 1)
      refuse(ErrorKind::shape,
             "the axis must have length 1. Received axis=" + std::to_string(only) + ", input " + to_string(x) + ".");
    Shape y{x[0]};
    for (int i = 1; i < x.rank(); ++i)
      if (only > 0 ? i != only : x[i] != 1) y.push_back(x[i]);
    return y;
  }
};

struct NewShapeOptions {
  ByName by_name = ByName();
  std::vector<std::int64_t> newshape = {};  ///< with that of the samples, which is -1
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<NewShapeOptions>& fields() {
    static const Fields<NewShapeOptions> list = [] {
      Fields<NewShapeOptions> fields;
      fields.add("newshape", &NewShapeOptions::newshape).by_position();
      return add_layer_fields(fields);
    }();
    return list;
  }
};

/// What the layer Reshape does, its shape with the samples' axis in front.
class ReshapeOperation : public ReshapingOperation<"ops.Reshape", NewShapeOptions> {
 public:
  explicit ReshapeOperation(const NewShapeOptions& options)
      : ReshapingOperation(options), sample_({.target_shape = of_sample(options.newshape), .name = options.name}) {
    if (options.newshape.empty() || std::ranges::count(options.newshape.begin() + 1, options.newshape.end(), 0) > 0)
      refuse(ErrorKind::usage,
             "newshape holds 1 to 8 dimensions, positive or -1. Received " + to_json(options.newshape).dump() + ".");
  }
  Shape output_shape(std::span<const Shape> inputs) const override { return sample_.output_shape(inputs); }

 private:
  /// The first number is the samples', which stay apart whatever it says.
  static std::vector<std::int64_t> of_sample(const std::vector<std::int64_t>& shape) {
    return {shape.begin() + (shape.empty() ? 0 : 1), shape.end()};
  }
  ReshapeBase sample_;
};

struct AxesOptions {
  ByName by_name = ByName();
  std::optional<std::vector<std::int64_t>> axes = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<AxesOptions>& fields() {
    static const Fields<AxesOptions> list = [] {
      Fields<AxesOptions> fields;
      fields.add("axes", &AxesOptions::axes);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

class TransposeOperation : public OperationOf<"ops.Transpose", AxesOptions> {
 public:
  using OperationOf::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override {
    const Shape& x = only_input(inputs);
    Shape y;
    for (const int axis : order(x.rank())) y.push_back(x[axis]);
    return y;
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return build::transpose(e.graph, inputs[0], order(e.graph.shape(inputs[0]).rank()));
  }

 private:
  std::vector<int> order(int rank) const {
    std::vector<int> axes;
    for (const std::int64_t axis : options_.axes.value_or(std::vector<std::int64_t>{}))
      axes.push_back(static_cast<int>(std::clamp<std::int64_t>(axis < 0 ? axis + rank : axis, -1, rank)));
    std::vector<int> sorted = axes, all(static_cast<std::size_t>(rank));
    std::ranges::sort(sorted);
    std::iota(all.begin(), all.end(), 0);
    if (sorted != all || axes[0] != 0)
      refuse(ErrorKind::unsupported,
             "axes must be those of the input, each once, the samples' first. Received axes=" +
                 to_json(options_.axes).dump() + " for rank " + std::to_string(rank) + ".");
    return axes;
  }
};

class StackOperation : public OperationOf<"ops.Stack", AxisOptions> {
 public:
  using OperationOf::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override {
    if (inputs.empty() || std::ranges::any_of(inputs, [&](const Shape& x) { return !(x == inputs[0]); }))
      refuse(ErrorKind::shape, "takes tensors of one shape.");
    Shape y = expanded(inputs[0]);
    y.set(axis_of(options_.axis.value_or(0), y.rank()), static_cast<std::int64_t>(inputs.size()));
    return y;
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    const Shape shape = expanded(e.graph.shape(inputs[0]));
    std::vector<ValueId> parts;
    for (const ValueId input : inputs) parts.push_back(build::reshape(e.graph, input, shape));
    return build::concat(e.graph, parts, axis_of(options_.axis.value_or(0), shape.rank()));
  }

 private:
  Shape expanded(const Shape& x) const {
    const int axis = axis_of(options_.axis.value_or(0), x.rank() + 1);
    Shape y(x.begin(), x.begin() + axis);
    y.push_back(1);
    for (int i = axis; i < x.rank(); ++i) y.push_back(x[i]);
    return y;
  }
};

struct FlipOptions {
  ByName by_name = ByName();
  Axes axis = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<FlipOptions>& fields() {
    static const Fields<FlipOptions> list = [] {
      Fields<FlipOptions> fields;
      fields.add("axis", &FlipOptions::axis);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

class FlipOperation : public OperationOf<"ops.Flip", FlipOptions> {
 public:
  using OperationOf::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override {
    const Shape& x = only_input(inputs);
    const std::vector<int> axes = options_.axis.in(x.rank());
    if (axes.empty() || axes[0] == 0)
      refuse(ErrorKind::unsupported,
             "axis must name axes of the input other than that of the samples. Received axis=" +
                 to_json(options_.axis).dump() + ".");
    return x;
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    ValueId x = inputs[0];
    const Shape shape = e.graph.shape(x);
    for (const int axis : options_.axis.in(shape.rank()))
      x = build::resize(e.graph, x, axis, every(shape[axis] - 1, -1, shape[axis]));
    return x;
  }
};

struct GetItemOptions {
  ByName by_name = ByName();
  std::string key = "";  ///< as Python writes it: ":, 1:-1, ::2" or "..., ::-1"
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<GetItemOptions>& fields() {
    static const Fields<GetItemOptions> list = [] {
      Fields<GetItemOptions> fields;
      fields.add("key", &GetItemOptions::key).by_position();
      return add_layer_fields(fields);
    }();
    return list;
  }
};

class GetItemOperation : public OperationOf<"ops.GetItem", GetItemOptions> {
 public:
  explicit GetItemOperation(const GetItemOptions& options) : OperationOf(options), subscript_(options.key, who()) {}
  Shape output_shape(std::span<const Shape> inputs) const override {
    return subscript_.output_shape(only_input(inputs), who());
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return subscript_.emit(e.graph, inputs[0], who());
  }

 private:
  Subscript subscript_;
};

}  // namespace

std::vector<Entry<LayerBase>> shaping_operations() {
  return {operation<ConcatenateOperation>(), operation<ExpandDimsOperation>(), operation<FlipOperation>(),
          operation<GetItemOperation>(),     operation<ReshapeOperation>(),    operation<SqueezeOperation>(),
          operation<StackOperation>(),       operation<TransposeOperation>()};
}

}  // namespace fovea
