#pragma once
#include <cmath>
#include <numbers>

#include "fovea/kernels/operation.h"

/// Values and derivatives of the element-wise functions, as keras.activations computes them. At a corner the
/// derivative is TensorFlow's, but for celu at 0 (1, where TensorFlow counts both sides and gives 2).
namespace fovea {

namespace unary_detail {

inline constexpr double selu_scale = 1.0507009873554805, selu_alpha = 1.6732632423543772;

template <class T>
T sigmoid(T x) {
  // exp of a negative argument only: it cannot overflow.
  const T e = std::exp(-std::abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

template <class T>
T softplus(T x) {
  return (x > 0 ? x : T{0}) + std::log1p(std::exp(-std::abs(x)));
}

template <class T>
T relu6(T x) {
  return x <= 0 ? T{0} : x >= 6 ? T{6} : x;
}

template <class T>
T normal_cdf(T x) {
  return T(0.5) * std::erfc(-x / std::numbers::sqrt2_v<T>);
}

template <class T>
T gelu_inner(T x) {
  return std::sqrt(2 / std::numbers::pi_v<T>) * (x + T(0.044715) * x * x * x);
}

template <class T>
T relu(T x, T slope, T threshold, T cap) {
  // A slope of 0 must not meet an infinite x.
  if (x <= threshold) return slope == 0 ? T{0} : slope * (x - threshold);
  return cap != 0 && x > cap ? cap : x;
}

template <class T>
T relu_derivative(T x, T slope, T threshold, T cap) {
  if (x > threshold) return cap != 0 && x >= cap ? T{0} : T{1};
  const bool corner = x == threshold && (threshold != 0 || cap != 0);
  return corner ? T{0} : slope;
}

}  // namespace unary_detail

template <class T>
T unary_value(const UnaryAttributes& unary, T x) {
  using namespace unary_detail;
  const T a = static_cast<T>(unary.a), b = static_cast<T>(unary.b), c = static_cast<T>(unary.c);
  switch (unary.function) {
    case Unary::relu:
      return relu(x, a, b, c);
    case Unary::relu6:
      return relu6(x);
    case Unary::elu:
      return x > 0 ? x : a * std::expm1(x);
    case Unary::selu:
      return x < 0 ? T(selu_scale * selu_alpha) * std::expm1(x) : T(selu_scale) * x;
    case Unary::celu:
      return x > 0 ? x : a * std::expm1(x / a);
    case Unary::gelu:
      return x * normal_cdf(x);
    case Unary::gelu_tanh:
      return T(0.5) * x * (1 + std::tanh(gelu_inner(x)));
    case Unary::silu:
      return x * sigmoid(x);
    case Unary::mish:
      return x * std::tanh(softplus(x));
    case Unary::sigmoid:
      return sigmoid(x);
    case Unary::hard_sigmoid:
      return relu6(x + 3) / 6;
    case Unary::hard_silu:
      return x * (relu6(x + 3) / 6);
    case Unary::hard_tanh:
      return x < -1 ? T{-1} : x > 1 ? T{1} : x;
    case Unary::hard_shrink:
      return std::abs(x) > a ? x : T{0};
    case Unary::soft_shrink:
      return x > a ? x - a : x < -a ? x + a : T{0};
    case Unary::tanh_shrink:
      return x - std::tanh(x);
    case Unary::sparse_plus:
      return x <= -1 ? T{0} : x < 1 ? (x + 1) * (x + 1) / 4 : x;
    case Unary::squareplus:
      return (x + std::sqrt(x * x + a)) / 2;
    case Unary::threshold:
      return x > a ? x : b;
    case Unary::tanh:
      return std::tanh(x);
    case Unary::softplus:
      return softplus(x);
    case Unary::softsign:
      return x / (std::abs(x) + 1);
    case Unary::exponential:
      return std::exp(x);
    case Unary::log_sigmoid:
      return -softplus(-x);
    case Unary::affine:
      return a * x + b;
    case Unary::square:
      return x * x;
    case Unary::absolute:
      return std::abs(x);
    case Unary::square_root:
      return std::sqrt(x);
    case Unary::logarithm:
      return std::log(x);
    case Unary::power:
      return std::pow(x, a);
    case Unary::clip:
      return x < a ? a : x > b ? b : x;
  }
  return x;
}

/// v is the function's result where uses_output(), else its argument.
template <class T>
T unary_derivative(const UnaryAttributes& unary, T v) {
  using namespace unary_detail;
  const T a = static_cast<T>(unary.a), b = static_cast<T>(unary.b), c = static_cast<T>(unary.c);
  switch (unary.function) {
    case Unary::relu:
      return relu_derivative(v, a, b, c);
    case Unary::relu6:
      return v > 0 && v < 6 ? T{1} : T{0};
    case Unary::elu:
      return v > 0 ? T{1} : a * std::exp(v);
    case Unary::selu:
      return v < 0 ? T(selu_scale * selu_alpha) * std::exp(v) : T(selu_scale);
    case Unary::celu:
      return v > 0 ? T{1} : std::exp(v / a);
    case Unary::gelu:
      return normal_cdf(v) + v * std::exp(-v * v / 2) * std::numbers::inv_sqrtpi_v<T> / std::numbers::sqrt2_v<T>;
    case Unary::gelu_tanh: {
      const T t = std::tanh(gelu_inner(v));
      const T slope = std::sqrt(2 / std::numbers::pi_v<T>) * (1 + T(3 * 0.044715) * v * v);
      return T(0.5) * (1 + t) + T(0.5) * v * (1 - t * t) * slope;
    }
    case Unary::silu: {
      const T s = sigmoid(v);
      return s * (1 + v * (1 - s));
    }
    case Unary::mish: {
      const T t = std::tanh(softplus(v));
      return t + v * (1 - t * t) * sigmoid(v);
    }
    case Unary::sigmoid:
      return v * (1 - v);
    case Unary::hard_sigmoid:
      return v > -3 && v < 3 ? T{1} / 6 : T{0};
    case Unary::hard_silu:
      return v <= -3 ? T{0} : v >= 3 ? T{1} : v / 3 + T(0.5);
    case Unary::hard_tanh:
      return v >= -1 && v <= 1 ? T{1} : T{0};
    case Unary::hard_shrink:
    case Unary::soft_shrink:
      return std::abs(v) > a ? T{1} : T{0};
    case Unary::tanh_shrink:
      return std::tanh(v) * std::tanh(v);
    case Unary::sparse_plus:
      return v <= -1 ? T{0} : v < 1 ? (v + 1) / 2 : T{1};
    case Unary::squareplus:
      return (1 + v / std::sqrt(v * v + a)) / 2;
    case Unary::threshold:
      return v > a ? T{1} : T{0};
    case Unary::tanh:
      return 1 - v * v;
    case Unary::softplus:
      return sigmoid(v);
    case Unary::softsign:
      return 1 / ((1 + std::abs(v)) * (1 + std::abs(v)));
    case Unary::exponential:
      return v;
    case Unary::log_sigmoid:
      return sigmoid(-v);
    case Unary::affine:
      return a;
    case Unary::square:
      return 2 * v;
    case Unary::absolute:
      return v > 0 ? T{1} : v < 0 ? T{-1} : T{0};
    case Unary::square_root:
      return 1 / (2 * v);
    case Unary::logarithm:
      return 1 / v;
    case Unary::power:
      return a == 0 ? T{0} : a * std::pow(v, a - 1);
    case Unary::clip:
      return v >= a && v <= b ? T{1} : T{0};
  }
  return T{1};
}

}  // namespace fovea
