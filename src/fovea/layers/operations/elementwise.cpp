#include <algorithm>
#include <cmath>

#include "fovea/base/numbers.h"
#include "fovea/graph/build.h"
#include "fovea/layers/activations/function.h"
#include "fovea/layers/operations/operation.h"

namespace fovea {

const Fields<OperationOptions>& OperationOptions::fields() {
  static const Fields<OperationOptions> list = [] {
    Fields<OperationOptions> fields;
    return add_layer_fields(fields);
  }();
  return list;
}

namespace {

/// One of Keras' activation functions.
template <FixedText text, FixedText function>
class ActivationOperation : public OperationOf<text, OperationOptions> {
 public:
  using OperationOf<text, OperationOptions>::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override { return this->only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return ActivationFunction(function.text).emit(e.graph, inputs[0]);
  }
};

/// A function of each element. `a` and `b` are its parameters.
template <FixedText text, Unary function, int a = 0, int b = 0>
class UnaryOperation : public OperationOf<text, OperationOptions> {
 public:
  using OperationOf<text, OperationOptions>::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override { return this->only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return build::unary(e.graph, inputs[0], function, a, b);
  }
};

/// One number; `hundredths` is its default (templates take no double everywhere).
template <FixedText key, int hundredths>
struct NumberOptions {
  ByName by_name = ByName();
  double number = hundredths / 100.0;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<NumberOptions>& fields() {
    static const Fields<NumberOptions> list = [] {
      Fields<NumberOptions> fields;
      fields.add(key.text, &NumberOptions::number);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

/// A function of each element that takes one number.
template <FixedText text, Unary function, FixedText key, int hundredths>
class NumberOperation : public OperationOf<text, NumberOptions<key, hundredths>> {
 public:
  using OperationOf<text, NumberOptions<key, hundredths>>::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override { return this->only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return build::unary(e.graph, inputs[0], function, this->options_.number);
  }
};

struct GeluOptions {
  ByName by_name = ByName();
  bool approximate = true;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<GeluOptions>& fields() {
    static const Fields<GeluOptions> list = [] {
      Fields<GeluOptions> fields;
      fields.add("approximate", &GeluOptions::approximate);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

class GeluOperation : public OperationOf<"ops.Gelu", GeluOptions> {
 public:
  using OperationOf::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return build::unary(e.graph, inputs[0], options_.approximate ? Unary::gelu_tanh : Unary::gelu);
  }
};

struct ClipOptions {
  ByName by_name = ByName();
  double x_min = 0;
  double x_max = 0;
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<ClipOptions>& fields() {
    static const Fields<ClipOptions> list = [] {
      Fields<ClipOptions> fields;
      fields.add("x_min", &ClipOptions::x_min).by_position().add("x_max", &ClipOptions::x_max).by_position();
      return add_layer_fields(fields);
    }();
    return list;
  }
};

class ClipOperation : public OperationOf<"ops.Clip", ClipOptions> {
 public:
  using OperationOf::OperationOf;
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return build::unary(e.graph, inputs[0], Unary::clip, options_.x_min, options_.x_max);
  }
};

struct CastOptions {
  ByName by_name = ByName();
  std::string to = "float32";  ///< Keras' argument `dtype`
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<CastOptions>& fields() {
    static const Fields<CastOptions> list = [] {
      Fields<CastOptions> fields;
      fields.add("to", &CastOptions::to).by_position();
      return add_layer_fields(fields);
    }();
    return list;
  }
};

/// What comes in is float32 already, and stays so.
class CastOperation : public OperationOf<"ops.Cast", CastOptions> {
 public:
  explicit CastOperation(const CastOptions& options) : OperationOf(options) {
    if (options.to.find("float") == std::string::npos)
      refuse(ErrorKind::unsupported, "numbers in a model stay floats. Received dtype '" + options.to + "'.");
  }
  Shape output_shape(std::span<const Shape> inputs) const override { return only_input(inputs); }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    return build::cast(e.graph, inputs[0], e.dtype);
  }
};

struct OperandOptions {
  ByName by_name = ByName();
  Numbers x1 = {};  ///< None: a tensor
  Numbers x2 = {};
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<OperandOptions>& fields() {
    static const Fields<OperandOptions> list = [] {
      Fields<OperandOptions> fields;
      fields.add("x1", &OperandOptions::x1).add("x2", &OperandOptions::x2);
      return add_layer_fields(fields);
    }();
    return list;
  }
};

/// A function of two values: of two tensors, or of a tensor and numbers.
template <FixedText text>
class PairOperation : public OperationOf<text, OperandOptions> {
 public:
  explicit PairOperation(const OperandOptions& options) : OperationOf<text, OperandOptions>(options) {
    if (options.x1.set() && options.x2.set())
      this->refuse(ErrorKind::usage, "takes a tensor. Received numbers alone.");
  }

  Shape output_shape(std::span<const Shape> inputs) const override {
    const std::size_t tensors = this->options_.x1.set() || this->options_.x2.set() ? 1 : 2;
    if (inputs.size() != tensors)
      this->refuse(ErrorKind::shape, "takes " + std::to_string(tensors) + " tensors beside its numbers. Received " +
                                         std::to_string(inputs.size()) + ".");
    const Shape other = tensors == 2 ? inputs[1] : numbers_shape();
    Shape all = inputs[0];
    bool fits = tensors == 2 ? other.rank() == all.rank() : other.rank() < all.rank();
    for (int i = 1; fits && i <= other.rank(); ++i) {
      const std::int64_t a = all[-i], b = other[-i];
      fits = a == b || a == 1 || b == 1 || a == None || b == None;
      // An unknown side beside a known one is as long, unless that is 1.
      all.set(-i, a == 1 ? b : b == 1 ? a : a == None ? b : a);
    }
    if (!fits)
      this->refuse(ErrorKind::shape, "operands must broadcast within a sample. Received " + to_string(inputs[0]) +
                                         " and " + to_string(other) + ".");
    return all;
  }

 protected:
  /// Both operands as values.
  std::pair<ValueId, ValueId> operands(const Emitter& e, std::span<const ValueId> inputs) const {
    const auto& [x1, x2] = std::pair(this->options_.x1, this->options_.x2);
    if (!x1.set() && !x2.set()) return {inputs[0], inputs[1]};
    const ValueId numbers =
        e.graph.add_constant(Array::of<double>((x1.set() ? x1 : x2).values(), numbers_shape()).cast(e.dtype));
    return x1.set() ? std::pair{numbers, inputs[0]} : std::pair{inputs[0], numbers};
  }

 private:
  /// Without leading axes of 1: (1, 1, 1, 3) is (3) to every sample.
  Shape numbers_shape() const {
    const Shape& shape = (this->options_.x1.set() ? this->options_.x1 : this->options_.x2).shape();
    int first = 0;
    while (first < shape.rank() && shape[first] == 1) ++first;
    return shape.tail(first);
  }
};

template <FixedText text, Binary function>
class BinaryOperation : public PairOperation<text> {
 public:
  using PairOperation<text>::PairOperation;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    const auto [a, b] = this->operands(e, inputs);
    return build::binary(e.graph, function, a, b);
  }
};

/// x1^x2 of a number x2: a whole one by multiplication, so that negative bases have their sign; else bases of 0 and more.
class PowerOperation : public PairOperation<"ops.Power"> {
 public:
  explicit PowerOperation(const OperandOptions& options) : PairOperation(options) {
    if (!options.x2.set() || options.x2.shape().rank() > 0)
      refuse(ErrorKind::unsupported,
             "takes a tensor to the power of one number. Received x2=" + to_json(options.x2).dump() + ".");
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    Graph& g = e.graph;
    const ValueId x = inputs[0];
    const double exponent = options_.x2.values()[0];
    if (exponent != std::floor(exponent) || std::abs(exponent) > 8) return build::unary(g, x, Unary::power, exponent);
    ValueId result = -1;
    for (int i = 0; i < static_cast<int>(std::abs(exponent)); ++i)
      result = i == 0 ? x : build::multiply(g, result, x);
    if (exponent == 0) return build::unary(g, x, Unary::affine, 0, 1);
    return exponent > 0 ? result : build::binary(g, Binary::divide, g.add_scalar(1, e.dtype), result);
  }
};

/// A tensor times a matrix of numbers.
class MatmulOperation : public OperationOf<"ops.Matmul", OperandOptions> {
 public:
  explicit MatmulOperation(const OperandOptions& options) : OperationOf(options) {
    if (options.x1.set() || options.x2.shape().rank() != 2)
      refuse(ErrorKind::unsupported, "takes a tensor and a matrix of numbers.");
  }
  Shape output_shape(std::span<const Shape> inputs) const override {
    Shape y = only_input(inputs);
    const Shape& matrix = options_.x2.shape();
    if (y.rank() < 2 || (y[-1] != None && y[-1] != matrix[0]))
      refuse(ErrorKind::shape, "the last axis must be as long as the matrix has rows. Received input " +
                                   to_string(y) + ", matrix " + to_string(matrix) + ".");
    y.set(-1, matrix[1]);
    return y;
  }
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override {
    const Array matrix = Array::of<double>(options_.x2.values(), options_.x2.shape());
    return build::dense(e.graph, inputs[0], e.graph.add_constant(matrix.cast(e.dtype)), std::nullopt);
  }
};

}  // namespace

std::vector<Entry<LayerBase>> elementwise_operations() {
  return {operation<UnaryOperation<"ops.Absolute", Unary::absolute>>(),
          operation<BinaryOperation<"ops.Add", Binary::add>>(),
          operation<CastOperation>(),
          operation<ClipOperation>(),
          operation<BinaryOperation<"ops.Divide", Binary::divide>>(),
          operation<NumberOperation<"ops.Elu", Unary::elu, "alpha", 100>>(),
          operation<ActivationOperation<"ops.Exp", "exponential">>(),
          operation<GeluOperation>(),
          operation<ActivationOperation<"ops.HardSigmoid", "hard_sigmoid">>(),
          operation<ActivationOperation<"ops.HardSilu", "hard_silu">>(),
          operation<ActivationOperation<"ops.HardTanh", "hard_tanh">>(),
          operation<NumberOperation<"ops.LeakyRelu", Unary::relu, "negative_slope", 20>>(),
          operation<UnaryOperation<"ops.Log", Unary::logarithm>>(),
          operation<ActivationOperation<"ops.LogSigmoid", "log_sigmoid">>(),
          operation<MatmulOperation>(),
          operation<BinaryOperation<"ops.Maximum", Binary::maximum>>(),
          operation<BinaryOperation<"ops.Minimum", Binary::minimum>>(),
          operation<BinaryOperation<"ops.Multiply", Binary::multiply>>(),
          operation<UnaryOperation<"ops.Negative", Unary::affine, -1, 0>>(),
          operation<PowerOperation>(),
          operation<ActivationOperation<"ops.Relu", "relu">>(),
          operation<ActivationOperation<"ops.Relu6", "relu6">>(),
          operation<ActivationOperation<"ops.Selu", "selu">>(),
          operation<ActivationOperation<"ops.Sigmoid", "sigmoid">>(),
          operation<ActivationOperation<"ops.Silu", "silu">>(),
          operation<ActivationOperation<"ops.Softplus", "softplus">>(),
          operation<ActivationOperation<"ops.Softsign", "softsign">>(),
          operation<UnaryOperation<"ops.Sqrt", Unary::square_root>>(),
          operation<UnaryOperation<"ops.Square", Unary::square>>(),
          operation<BinaryOperation<"ops.Subtract", Binary::subtract>>(),
          operation<ActivationOperation<"ops.Tanh", "tanh">>(),
          operation<BinaryOperation<"ops.TrueDivide", Binary::divide>>()};
}

}  // namespace fovea
