#include "fovea/graph/gradients.h"

#include <optional>
#include <string>

#include "fovea/base/error.h"
#include "fovea/graph/build.h"

namespace fovea {
namespace {

/// Writes the backward operations of a graph from its last operation to its first.
class Backward {
 public:
  Backward(Graph& graph, std::vector<bool> needed) : g_(graph), needed_(std::move(needed)) {}

  void seed(ValueId loss) { gradient_[loss] = g_.add_scalar(1, g_.desc(loss).dtype); }

  std::optional<ValueId> of(ValueId value) const {
    const auto found = gradient_.find(value);
    if (found == gradient_.end()) return std::nullopt;
    return found->second;
  }

  /// `operation` is a copy: the graph's own list grows meanwhile.
  void visit(const Operation& operation) {
    const auto dy = of(operation.outputs[0]);
    if (!dy) return;
    g_.set_node(operation.node);
    propagate(operation, *dy);
  }

 private:
  bool needs(ValueId value) const { return needed_[static_cast<std::size_t>(value)]; }

  void accumulate(ValueId value, ValueId gradient) {
    const auto [place, fresh] = gradient_.try_emplace(value, gradient);
    if (!fresh) place->second = build::add(g_, place->second, gradient);
  }

  TensorDesc like(ValueId value) const { return g_.desc(value); }

  /// dy, of a broadcast result, summed back to the shape of the operand.
  ValueId reduce_to(ValueId dy, ValueId operand) {
    const TensorDesc want = g_.desc(operand);
    const Shape from = g_.shape(dy);
    const int extra = from.rank() - want.shape.rank();
    std::vector<int> axes;
    for (int i = 0; i < from.rank(); ++i) {
      const bool lost_samples = i == 0 && g_.desc(dy).batched && !want.batched;
      if (i < extra || lost_samples || (want.shape[i - extra] == 1 && from[i] != 1)) axes.push_back(i);
    }
    if (axes.empty()) return dy;
    const ValueId sum = build::reduce(g_, dy, Reduction::sum, axes);
    return g_.shape(sum) == want.shape ? sum : build::reshape(g_, sum, want.shape);
  }

  void propagate(const Operation& op, ValueId dy);
  void linear(const Operation& op, ValueId dy, OpCode data, OpCode weights);
  void transposed(const Operation& op, ValueId dy);
  void binary(const Operation& op, ValueId dy);
  void reduce(const Operation& op, ValueId dy);
  void normalize(const Operation& op, ValueId dy);
  void concat(const Operation& op, ValueId dy);

  Graph& g_;
  std::vector<bool> needed_;
  std::unordered_map<ValueId, ValueId> gradient_;
};

void Backward::linear(const Operation& op, ValueId dy, OpCode data, OpCode weights) {
  const ValueId x = op.inputs[0], w = op.inputs[1];
  if (needs(x)) accumulate(x, g_.add(data, op.attributes, {dy, w}, {like(x)}));
  const bool bias = op.inputs.size() > 2 && needs(op.inputs[2]);
  if (!needs(w) && !bias) return;
  std::vector<TensorDesc> outputs{like(w)};
  if (bias) outputs.push_back(like(op.inputs[2]));
  const ValueId dw = g_.add(weights, op.attributes, {x, dy}, outputs);
  if (needs(w)) accumulate(w, dw);
  if (bias) accumulate(op.inputs[2], dw + 1);
}

/// A transposed convolution is linear in both operands: its gradients are those of the convolution that it transposes,
/// with the two ends exchanged.
void Backward::transposed(const Operation& op, ValueId dy) {
  const ValueId x = op.inputs[0], w = op.inputs[1];
  if (needs(x)) accumulate(x, g_.add(OpCode::convolution, op.attributes, {dy, w}, {like(x)}));
  if (needs(w)) accumulate(w, g_.add(OpCode::convolution_backward_weights, op.attributes, {dy, x}, {like(w)}));
}

void Backward::binary(const Operation& op, ValueId dy) {
  const ValueId a = op.inputs[0], b = op.inputs[1], y = op.outputs[0];
  const auto send = [&](ValueId operand, auto gradient) {
    if (needs(operand)) accumulate(operand, reduce_to(gradient(), operand));
  };
  const auto minus = [&](ValueId x) { return build::unary(g_, x, Unary::affine, -1, 0); };
  switch (std::get<BinaryAttributes>(op.attributes).function) {
    case Binary::add:
      send(a, [&] { return dy; });
      send(b, [&] { return dy; });
      return;
    case Binary::subtract:
      send(a, [&] { return dy; });
      send(b, [&] { return minus(dy); });
      return;
    case Binary::multiply:
      send(a, [&] { return build::multiply(g_, dy, b); });
      send(b, [&] { return build::multiply(g_, dy, a); });
      return;
    case Binary::divide:
      send(a, [&] { return build::binary(g_, Binary::divide, dy, b); });
      send(b, [&] { return minus(build::binary(g_, Binary::divide, build::multiply(g_, dy, y), b)); });
      return;
    case Binary::maximum:
    case Binary::minimum: {
      // Where both are equal, the gradient goes to the first, as TensorFlow's does.
      const bool larger = std::get<BinaryAttributes>(op.attributes).function == Binary::maximum;
      const ValueId lead =
          larger ? build::binary(g_, Binary::subtract, b, a) : build::binary(g_, Binary::subtract, a, b);
      const ValueId second =
          g_.add(OpCode::unary_backward, UnaryAttributes{.function = Unary::relu}, {dy, lead}, {like(y)});
      send(a, [&] { return build::binary(g_, Binary::subtract, dy, second); });
      send(b, [&] { return second; });
      return;
    }
  }
}

void Backward::reduce(const Operation& op, ValueId dy) {
  const auto& attributes = std::get<ReduceAttributes>(op.attributes);
  const ValueId x = op.inputs[0], y = op.outputs[0];
  const TensorDesc from = like(x);
  Shape kept = from.shape;
  std::int64_t count = 1;
  for (int axis : attributes.axes) {
    count *= from.shape[axis];
    kept.set(axis, 1);
  }
  const auto with_axes = [&](ValueId value) {
    return g_.shape(value) == kept ? value : build::reshape(g_, value, kept);
  };
  if (attributes.kind == Reduction::maximum) {
    accumulate(x, g_.add(OpCode::reduce_max_backward, op.attributes, {with_axes(dy), x, with_axes(y)}, {from}));
    return;
  }
  const double scale = attributes.scale / (attributes.kind == Reduction::mean ? static_cast<double>(count) : 1.0);
  accumulate(x, build::broadcast(g_, with_axes(dy), from.shape, from.batched, scale));
}

void Backward::normalize(const Operation& op, ValueId dy) {
  const ValueId x = op.inputs[0], mean = op.inputs[1], variance = op.inputs[2], gamma = op.inputs[3],
                beta = op.inputs[4];
  const int producer = g_[mean].producer;
  const bool batch_statistics =
      producer >= 0 && g_.operations()[static_cast<std::size_t>(producer)].code == OpCode::moments_finish;
  const TensorDesc channel = like(gamma);
  std::optional<ValueId> sums;
  if (needs(gamma) || needs(beta) || batch_statistics)
    sums = g_.add(OpCode::normalize_backward_sums, op.attributes, {dy, x, mean, variance},
                  {{Shape{2, channel.shape[0]}, DType::f64, false, {}}});
  if (needs(gamma) || needs(beta)) {
    const ValueId dbeta = g_.add(OpCode::sums_split, {}, {*sums}, {channel, channel});
    if (needs(beta)) accumulate(beta, dbeta);
    if (needs(gamma)) accumulate(gamma, dbeta + 1);
  }
  if (!needs(x)) return;
  std::vector<ValueId> inputs{dy, x, mean, variance, gamma};
  if (batch_statistics) inputs.push_back(*sums);
  accumulate(x, g_.add(OpCode::normalize_backward, op.attributes, inputs, {like(x)}));
}

void Backward::concat(const Operation& op, ValueId dy) {
  const int axis = std::get<AxisAttributes>(op.attributes).axis;
  std::vector<std::int64_t> begin(static_cast<std::size_t>(g_.shape(dy).rank()), 0);
  for (ValueId part : op.inputs) {
    const Shape shape = g_.shape(part);
    if (needs(part)) accumulate(part, build::slice(g_, dy, begin, shape));
    begin[static_cast<std::size_t>(axis)] += shape[axis];
  }
}

void Backward::propagate(const Operation& op, ValueId dy) {
  const ValueId x = op.inputs[0], y = op.outputs[0];
  switch (op.code) {
    case OpCode::convolution:
      return linear(op, dy, OpCode::convolution_backward_data, OpCode::convolution_backward_weights);
    case OpCode::convolution_backward_data:
      return transposed(op, dy);
    case OpCode::dense:
      return linear(op, dy, OpCode::dense_backward_data, OpCode::dense_backward_weights);
    case OpCode::binary:
      return binary(op, dy);
    case OpCode::normalize:
      return normalize(op, dy);
    case OpCode::concat:
      return concat(op, dy);
    default:
      break;
  }
  if (!needs(x)) return;
  switch (op.code) {
    case OpCode::pool: {
      std::vector<ValueId> inputs{dy};
      if (op.outputs.size() > 1) inputs.push_back(op.outputs[1]);
      accumulate(x, g_.add(OpCode::pool_backward, op.attributes, inputs, {like(x)}));
      return;
    }
    case OpCode::unary: {
      const auto& attributes = std::get<UnaryAttributes>(op.attributes);
      if (attributes.function == Unary::affine) {
        accumulate(x, attributes.a == 1 ? dy : build::unary(g_, dy, Unary::affine, attributes.a, 0));
        return;
      }
      const ValueId saved = uses_output(attributes) ? y : x;
      accumulate(x, g_.add(OpCode::unary_backward, op.attributes, {dy, saved}, {like(x)}));
      return;
    }
    case OpCode::reduce:
      return reduce(op, dy);
    case OpCode::broadcast: {
      const ValueId back = reduce_to(dy, x);
      const double scale = std::get<BroadcastAttributes>(op.attributes).scale;
      accumulate(x, scale == 1 ? back : build::unary(g_, back, Unary::affine, scale, 0));
      return;
    }
    case OpCode::softmax:
      accumulate(x, g_.add(OpCode::softmax_backward, op.attributes, {dy, y}, {like(x)}));
      return;
    case OpCode::dropout:
      accumulate(x, g_.add(OpCode::dropout, op.attributes, {dy}, {like(x)}));
      return;
    case OpCode::slice: {
      const auto& begin = std::get<RangeAttributes>(op.attributes).begin;
      std::vector<std::int64_t> end;
      for (int i = 0; i < g_.shape(x).rank(); ++i)
        end.push_back(g_.shape(x)[i] - g_.shape(y)[i] - begin[static_cast<std::size_t>(i)]);
      accumulate(x, build::pad(g_, dy, begin, end));
      return;
    }
    case OpCode::pad: {
      const Shape shape = g_.shape(x);
      accumulate(x, build::slice(g_, dy, std::get<RangeAttributes>(op.attributes).begin, shape));
      return;
    }
    case OpCode::reshape: {
      const Shape shape = g_.shape(x);
      accumulate(x, build::reshape(g_, dy, shape));
      return;
    }
    case OpCode::transpose: {
      const auto& axes = std::get<TransposeAttributes>(op.attributes).axes;
      std::vector<int> inverse(axes.size());
      for (std::size_t i = 0; i < axes.size(); ++i) inverse[static_cast<std::size_t>(axes[i])] = static_cast<int>(i);
      accumulate(x, build::transpose(g_, dy, inverse));
      return;
    }
    case OpCode::resize: {
      const auto& [axis, table] = std::get<ResizeAttributes>(op.attributes);
      accumulate(x, build::resize(g_, dy, axis, fovea::transposed(table, g_.shape(x)[axis])));
      return;
    }
    case OpCode::cast: {
      const DType dtype = g_.desc(x).dtype;
      accumulate(x, build::cast(g_, dy, dtype, std::get<CastAttributes>(op.attributes).scale, 0));
      return;
    }
    case OpCode::cross_entropy:
      accumulate(x, g_.add(OpCode::cross_entropy_backward, op.attributes, {dy, x, op.inputs[1]}, {like(x)}));
      return;
    case OpCode::augment:
      fail(ErrorKind::unsupported, op.node +
                                       ": augmented pictures carry no gradient back to weights "
                                       "before it. Put it before all trained layers, or freeze those.");
    default:
      fail(ErrorKind::unsupported, op.node + ": operation " + std::string(to_string(op.code)) + " has no gradient.");
  }
}

/// Values through which a wanted value reaches others; the statistics of a batch carry no gradient of their own
/// (normalize's gradient includes theirs).
std::vector<bool> mark_needed(const Graph& g, const std::vector<ValueId>& wanted) {
  std::vector<bool> needed(static_cast<std::size_t>(g.size()), false);
  for (ValueId id : wanted) needed[static_cast<std::size_t>(id)] = true;
  for (const Operation& op : g.operations()) {
    if (op.code == OpCode::moments || op.code == OpCode::moments_finish || op.code == OpCode::moving_average ||
        op.code == OpCode::histogram)
      continue;
    bool any = false;
    for (ValueId id : op.inputs) any = any || needed[static_cast<std::size_t>(id)];
    if (any) needed[static_cast<std::size_t>(op.outputs[0])] = true;
  }
  return needed;
}

}  // namespace

std::vector<ValueId> add_gradients(Graph& graph, ValueId loss, const std::vector<ValueId>& wanted) {
  // Max pools keep the position of each maximum from here on.
  std::vector<Operation> forward = graph.operations();
  for (Operation& op : forward) {
    const auto* pool = std::get_if<PoolAttributes>(&op.attributes);
    if (op.code != OpCode::pool || pool->kind != PoolKind::maximum || op.outputs.size() > 1) continue;
    TensorDesc desc = graph.desc(op.outputs[0]);
    desc.dtype = pool->window.volume() <= 255 ? DType::u8 : DType::i32;
    op.outputs.push_back(graph.add_value(desc));
  }
  graph.replace_operations(forward);

  Backward backward(graph, mark_needed(graph, wanted));
  backward.seed(loss);
  for (auto op = forward.rbegin(); op != forward.rend(); ++op) backward.visit(*op);
  std::vector<ValueId> gradients;
  for (ValueId id : wanted) {
    const auto found = backward.of(id);
    gradients.push_back(found ? *found : graph.add_constant(Array(graph.shape(id), graph.desc(id).dtype)));
  }
  return gradients;
}

}  // namespace fovea
