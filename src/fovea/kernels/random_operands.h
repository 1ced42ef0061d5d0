#pragma once
#include <cmath>

#include "fovea/base/random.h"
#include "fovea/kernels/run_operation.h"

/// For tests of kernels: operands that an operation may meet.
namespace fovea {

namespace kernel_test {

class Operands {
 public:
  Operands(const OperationSpec& operation, std::uint64_t seed) : operation_(operation), random_(seed) {}

  Arrays make() {
    Arrays operands;
    for (const TensorDesc& value : operation_.inputs) operands.push_back(normal(value));
    switch (operation_.code) {
      case OpCode::unary:
        if (positive_argument()) operands[0] = between(operation_.inputs[0], 0.1, 3);
        break;
      case OpCode::unary_backward: {
        const auto& unary = std::get<UnaryAttributes>(operation_.attributes);
        if (positive_argument()) operands[1] = between(operation_.inputs[1], 0.1, 3);
        if (uses_output(unary)) operands[1] = forward(OpCode::unary, operands[1], operation_.inputs[1]);
        break;
      }
      case OpCode::binary:
        if (std::get<BinaryAttributes>(operation_.attributes).function == Binary::divide)
          operands[1] = between(operation_.inputs[1], 0.5, 2);
        break;
      case OpCode::softmax_backward:
        operands[1] = forward(OpCode::softmax, operands[1], operation_.inputs[1]);
        break;
      case OpCode::reduce_max_backward:
        operands[2] = forward(OpCode::reduce, operands[1], operation_.inputs[2]);
        break;
      case OpCode::pool_backward:
        pooled(operands);
        break;
      case OpCode::cast:
        operands[0] = between(operation_.inputs[0], 0, 255);
        break;
      case OpCode::moments_finish:
        sums_of_squares(operands[0]);
        break;
      case OpCode::normalize:
        operands[2] = between(operation_.inputs[2], 0.1, 2);
        break;
      case OpCode::normalize_backward_sums:
      case OpCode::normalize_backward:
        operands[3] = between(operation_.inputs[3], 0.1, 2);
        break;
      case OpCode::cross_entropy:
        targets(operands[0], operands[1]);
        break;
      case OpCode::cross_entropy_backward:
        targets(operands[1], operands[2]);
        break;
      default:
        break;
    }
    return operands;
  }

 private:
  Array normal(const TensorDesc& value) {
    Array array(value.shape, DType::f64);
    for (double& v : array.values<double>()) v = random_.normal();
    return array.cast(value.dtype);
  }

  Array between(const TensorDesc& value, double low, double high) {
    Array array(value.shape, DType::f64);
    for (double& v : array.values<double>()) v = low + (high - low) * random_.uniform();
    return array.cast(value.dtype);
  }

  bool positive_argument() const {
    const Unary function = std::get<UnaryAttributes>(operation_.attributes).function;
    return function == Unary::square_root || function == Unary::logarithm || function == Unary::power;
  }

  /// The result of a forward operation with the same attributes, as the reference computes it.
  Array forward(OpCode code, const Array& x, const TensorDesc& y) {
    const TensorDesc from{x.shape(), x.dtype(), y.batched, {}};
    return run_operation(reference_provider(), {code, operation_.attributes, {from}, {y}}, {x})[0];
  }

  /// (dy, argmax[, y]): the last two of a pooling of random values, some of which are not positive.
  void pooled(Arrays& operands) {
    if (operands.size() < 2) return;
    const TensorDesc& x = operation_.outputs[0];
    const TensorDesc& y = operation_.inputs[0];
    const OperationSpec pool{OpCode::pool, operation_.attributes, {x}, {y, operation_.inputs[1]}};
    Array values = normal(x).cast(DType::f64);
    for (double& v : values.values<double>()) v -= 0.5;
    const Arrays results = run_operation(reference_provider(), pool, {values.cast(x.dtype)});
    operands[1] = results[1];
    if (operands.size() > 2) operands[2] = results[0];
  }

  void sums_of_squares(Array& sums) {
    const double count = static_cast<double>(std::get<NormalizeAttributes>(operation_.attributes).count);
    const std::size_t channels = sums.values<double>().size() / 2;
    for (std::size_t c = 0; c < channels; ++c) {
      const double mean = random_.normal();
      sums.values<double>()[c] = mean * count;
      sums.values<double>()[channels + c] = (mean * mean + 0.1 + random_.uniform()) * count;
    }
  }

  void targets(Array& predictions, Array& target) {
    const auto& attributes = std::get<CrossEntropyAttributes>(operation_.attributes);
    const std::int64_t classes = predictions.shape()[-1];
    if (attributes.kind == CrossEntropy::sparse) {
      for (std::int64_t& index : target.values<std::int64_t>())
        index = static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(classes)));
    } else {
      target = probabilities(target, attributes.kind == CrossEntropy::binary ? 1 : classes);
    }
    if (attributes.from_logits) return;
    predictions = probabilities(predictions, attributes.kind == CrossEntropy::binary ? 1 : classes);
  }

  /// Numbers in (0, 1); of more than one class, ones that sum to 1.
  Array probabilities(const Array& like, std::int64_t classes) {
    Array result = between({like.shape(), DType::f64, true, {}}, 0.02, 0.98);
    const auto values = result.values<double>();
    for (std::size_t first = 0; classes > 1 && first < values.size(); first += static_cast<std::size_t>(classes)) {
      double sum = 0;
      for (double v : values.subspan(first, static_cast<std::size_t>(classes))) sum += v;
      for (double& v : values.subspan(first, static_cast<std::size_t>(classes))) v /= sum;
    }
    return result.cast(like.dtype());
  }

  const OperationSpec& operation_;
  Random random_;
};

}  // namespace kernel_test

/// Random operands for the shapes of a spec: variances are positive, probabilities lie in (0, 1) and sum to 1, class
/// indices exist, and results of a forward pass (argmax, y) are the reference's own.
inline Arrays random_operands(const OperationSpec& operation, std::uint64_t seed = 1) {
  return kernel_test::Operands(operation, seed).make();
}

}  // namespace fovea
