#include <algorithm>
#include <cmath>

#include "fovea/graph/build.h"
#include "fovea/layers/axes.h"
#include "fovea/layers/operations/operation.h"

namespace fovea {
namespace {

struct ReduceOptions {
  ByName by_name = ByName();
  Axes axis = {};  ///< None is every axis, the samples' too, which no layer may mix
  bool keepdims = false;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ReduceOptions>& fields() {
    static const Fields<ReduceOptions> list = [] {
      Fields<ReduceOptions> fields;
      fields.add("axis", &ReduceOptions::axis).add("keepdims", &ReduceOptions::keepdims);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

/// Sums, means and extremes along axes.
template <FixedText text, Reduction kind, bool smallest = false>
class ReduceOperation : public OperationOf<text, ReduceOptions> {
 public:
  using OperationOf<text, ReduceOptions>::OperationOf;

  Shape output_shape(std::span<const Shape> inputs) const override {
    const Shape& x = this->only_input(inputs);
    const std::vector<int> axes = axes_of(x.rank());
    Shape y;
    for (int i = 0; i < x.rank(); ++i)
      if (!std::ranges::binary_search(axes, i))
        y.push_back(x[i]);
      else if (this->options_.keepdims)
        y.push_back(1);
    return y;
  }

  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    Graph& g = e.graph;
    const std::vector<int> axes = axes_of(g.shape(inputs[0]).rank());
    const ValueId x = smallest ? build::unary(g, inputs[0], Unary::affine, -1, 0) : inputs[0];
    const ValueId y = build::reduce(g, x, kind, axes, this->options_.keepdims);
    return smallest ? build::unary(g, y, Unary::affine, -1, 0) : y;
  }

 private:
  std::vector<int> axes_of(int rank) const {
    const std::vector<int> axes = this->options_.axis.in(rank);
    if (axes.empty() || axes[0] == 0)
      this->refuse(ErrorKind::unsupported,
                   "axis must name axes of the input other than that of the samples. Received axis=" +
                       to_json(this->options_.axis).dump() + " for rank " + std::to_string(rank) + ".");
    return axes;
  }
};

struct SoftmaxOptions {
  ByName by_name = ByName();
  std::int64_t axis = -1;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<SoftmaxOptions>& fields() {
    static const Fields<SoftmaxOptions> list = [] {
      Fields<SoftmaxOptions> fields;
      fields.add("axis", &SoftmaxOptions::axis);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

class SoftmaxOperation : public OperationOf<"ops.Softmax", SoftmaxOptions> {
 public:
  using OperationOf::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override {
    axis_of(options_.axis, only_input(inputs).rank());
    return inputs[0];
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return build::softmax(e.graph, inputs[0], axis_of(options_.axis, e.graph.shape(inputs[0]).rank()));
  }
};

struct NormalizeOptions {
  ByName by_name = ByName();
  std::int64_t axis = -1;
  std::int64_t order = 2;
  std::optional<double> epsilon = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<NormalizeOptions>& fields() {
    static const Fields<NormalizeOptions> list = [] {
      Fields<NormalizeOptions> fields;
      fields.add("axis", &NormalizeOptions::axis)
          .add("order", &NormalizeOptions::order)
          .add("epsilon", &NormalizeOptions::epsilon);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

/// x divided by its length along an axis, or by epsilon (1e-7) where that is larger.
class NormalizeOperation : public OperationOf<"ops.Normalize", NormalizeOptions> {
 public:
  explicit NormalizeOperation(const NormalizeOptions& options) : OperationOf(options) {
    if (options.order != 1 && options.order != 2)
      refuse(ErrorKind::unsupported, "order must be 1 or 2. Received " + std::to_string(options.order) + ".");
  }
  Shape output_shape(std::span<const Shape> inputs) const override {
    axis_of(options_.axis, only_input(inputs).rank());
    return inputs[0];
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    Graph& g = e.graph;
    const ValueId x = inputs[0];
    const std::vector<int> axes{axis_of(options_.axis, g.shape(x).rank())};
    const double least = options_.epsilon.value_or(1e-7);
    ValueId length = -1;
    if (options_.order == 2) {
      // Bounded before the root, whose slope at 0 is infinite.
      const ValueId squares = build::reduce(g, build::unary(g, x, Unary::square), Reduction::sum, axes, true);
      length = build::unary(g, build::unary(g, squares, Unary::clip, least * least, HUGE_VAL), Unary::square_root);
    } else {
      const ValueId sum = build::reduce(g, build::unary(g, x, Unary::absolute), Reduction::sum, axes, true);
      length = build::unary(g, sum, Unary::clip, least, HUGE_VAL);
    }
    return build::binary(g, Binary::divide, x, length);
  }
};

}  // namespace

std::vector<Entry<LayerBase>> reducing_operations() {
  return {operation<ReduceOperation<"ops.Max", Reduction::maximum>>(),
          operation<ReduceOperation<"ops.Mean", Reduction::mean>>(),
          operation<ReduceOperation<"ops.Min", Reduction::maximum, true>>(),
          operation<NormalizeOperation>(),
          operation<SoftmaxOperation>(),
          operation<ReduceOperation<"ops.Sum", Reduction::sum>>()};
}

}  // namespace fovea
