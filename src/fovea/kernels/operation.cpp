#include "fovea/kernels/operation.h"

namespace fovea {

std::string_view to_string(OpCode code) {
  switch (code) {
    case OpCode::convolution:
      return "convolution";
    case OpCode::convolution_backward_data:
      return "convolution_backward_data";
    case OpCode::convolution_backward_weights:
      return "convolution_backward_weights";
    case OpCode::dense:
      return "dense";
    case OpCode::dense_backward_data:
      return "dense_backward_data";
    case OpCode::dense_backward_weights:
      return "dense_backward_weights";
    case OpCode::pool:
      return "pool";
    case OpCode::pool_backward:
      return "pool_backward";
    case OpCode::unary:
      return "unary";
    case OpCode::unary_backward:
      return "unary_backward";
    case OpCode::binary:
      return "binary";
    case OpCode::reduce:
      return "reduce";
    case OpCode::reduce_max_backward:
      return "reduce_max_backward";
    case OpCode::broadcast:
      return "broadcast";
    case OpCode::softmax:
      return "softmax";
    case OpCode::softmax_backward:
      return "softmax_backward";
    case OpCode::dropout:
      return "dropout";
    case OpCode::noise:
      return "noise";
    case OpCode::concat:
      return "concat";
    case OpCode::slice:
      return "slice";
    case OpCode::pad:
      return "pad";
    case OpCode::reshape:
      return "reshape";
    case OpCode::transpose:
      return "transpose";
    case OpCode::resize:
      return "resize";
    case OpCode::histogram:
      return "histogram";
    case OpCode::augment:
      return "augment";
    case OpCode::cast:
      return "cast";
    case OpCode::moments:
      return "moments";
    case OpCode::moments_finish:
      return "moments_finish";
    case OpCode::normalize:
      return "normalize";
    case OpCode::normalize_backward_sums:
      return "normalize_backward_sums";
    case OpCode::normalize_backward:
      return "normalize_backward";
    case OpCode::sums_split:
      return "sums_split";
    case OpCode::moving_average:
      return "moving_average";
    case OpCode::cross_entropy:
      return "cross_entropy";
    case OpCode::cross_entropy_backward:
      return "cross_entropy_backward";
    case OpCode::reorder:
      return "reorder";
  }
  return "?";
}

bool Window::padded() const {
  for (int i = 0; i < 3; ++i)
    if (pad_begin[i] != 0 || pad_end[i] != 0) return true;
  return false;
}

bool uses_output(const UnaryAttributes& unary) {
  switch (unary.function) {
    case Unary::relu:
      return unary.a == 0 && unary.b == 0;
    case Unary::relu6:
    case Unary::sigmoid:
    case Unary::tanh:
    case Unary::exponential:
    case Unary::square_root:
      return true;
    default:
      return false;
  }
}

double flops(const OperationSpec& operation, std::int64_t samples) {
  const auto scale = [&](const TensorDesc& value) { return value.batched ? static_cast<double>(samples) : 1.0; };
  const auto conv = [&](const TensorDesc& y, const TensorDesc& w) {
    return 2.0 * static_cast<double>(y.unit()) * scale(y) * static_cast<double>(w.shape.count(0, w.shape.rank() - 1));
  };
  switch (operation.code) {
    case OpCode::convolution: {
      const auto& a = std::get<ConvAttributes>(operation.attributes);
      const double pooled = a.max_pool ? static_cast<double>(a.pool.volume()) : 1.0;
      return conv(operation.outputs[0], operation.inputs[1]) * pooled;
    }
    case OpCode::dense:
      return conv(operation.outputs[0], operation.inputs[1]);
    case OpCode::convolution_backward_data:
    case OpCode::dense_backward_data:
      return conv(operation.inputs[0], operation.inputs[1]);
    case OpCode::convolution_backward_weights:
    case OpCode::dense_backward_weights:
      return conv(operation.inputs[1], operation.outputs[0]);
    default: {
      double elements = 0;
      for (const auto& value : operation.inputs.empty() ? operation.outputs : operation.inputs)
        elements += static_cast<double>(value.unit()) * scale(value);
      return elements;
    }
  }
}

Shape with_depth(const Shape& shape) {
  Shape result{shape[0]};
  for (int i = shape.rank(); i < 5; ++i) result.push_back(1);
  for (int i = 1; i < shape.rank(); ++i) result.push_back(shape[i]);
  return result;
}

}  // namespace fovea
