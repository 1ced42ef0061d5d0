#include <algorithm>

#include "fovea/kernels/native/extent.h"
#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/unary.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

void RunUnary(const UnaryAttributes& unary, const float* x, float* y, std::int64_t count) {
  const Floats d;
  const FloatVector zero = hn::Zero(d), one = constant(1);
  const FloatVector a = constant(unary.a), b = constant(unary.b);
  const FloatVector cap = unary.c == 0 ? hn::Inf(d) : constant(unary.c);
  const auto hard_sigmoid = [&](FloatVector v) HWY_ATTR {
    return hn::Mul(clamp_to(hn::Add(v, constant(3)), 0, 6), constant(1.0 / 6));
  };
  switch (unary.function) {
    case Unary::relu:
      if (unary.a == 0 && unary.b == 0) {
        // In this order NaN passes.
        return map(x, y, count, [&](FloatVector v) HWY_ATTR { return hn::Min(cap, hn::Max(zero, v)); });
      }
      return map(x, y, count, [&](FloatVector v) HWY_ATTR {
        const FloatVector low = unary.a == 0 ? zero : hn::Mul(a, hn::Sub(v, b));
        return hn::IfThenElse(hn::Le(v, b), low, hn::Min(cap, v));
      });
    case Unary::relu6:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return clamp_to(v, 0, 6); });
    case Unary::silu:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return hn::Mul(v, sigmoid(v)); });
    case Unary::sigmoid:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return sigmoid(v); });
    case Unary::hard_sigmoid:
      return map(x, y, count, hard_sigmoid);
    case Unary::hard_silu:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return hn::Mul(v, hard_sigmoid(v)); });
    case Unary::tanh:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return tanh(v); });
    case Unary::softsign:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return hn::Div(v, hn::Add(hn::Abs(v), one)); });
    case Unary::exponential:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return exponential(v); });
    case Unary::affine:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return hn::MulAdd(a, v, b); });
    case Unary::square:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return hn::Mul(v, v); });
    case Unary::absolute:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return hn::Abs(v); });
    case Unary::square_root:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return hn::Sqrt(v); });
    case Unary::softplus:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return softplus(v); });
    case Unary::logarithm:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return logarithm(v); });
    case Unary::power:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return power(v, unary.a); });
    case Unary::clip:
      return map(x, y, count, [&](FloatVector v) HWY_ATTR { return clamp_to(v, unary.a, unary.b); });
    default:
      return;
  }
}

void RunUnaryBackward(const UnaryAttributes& unary, const float* dy, const float* v, float* dx, std::int64_t count) {
  const Floats d;
  const FloatVector zero = hn::Zero(d), one = constant(1);
  const FloatVector a = constant(unary.a), b = constant(unary.b);
  const FloatVector cap = unary.c == 0 ? hn::Inf(d) : constant(unary.c);
  const auto between = [&](FloatVector g, FloatVector x, double low, double high) HWY_ATTR {
    return hn::IfThenElseZero(hn::And(hn::Gt(x, constant(low)), hn::Lt(x, constant(high))), g);
  };
  switch (unary.function) {
    case Unary::relu:
      if (unary.a == 0 && unary.c == 0) {
        return map(dy, v, dx, count,
                   [&](FloatVector g, FloatVector x) HWY_ATTR { return hn::IfThenElseZero(hn::Gt(x, b), g); });
      }
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR {
        const FloatVector high = hn::IfThenElseZero(hn::Lt(x, cap), g);
        const FloatVector corner = unary.b != 0 || unary.c != 0 ? zero : hn::Mul(a, g);
        const FloatVector low = hn::IfThenElse(hn::Eq(x, b), corner, hn::Mul(a, g));
        return hn::IfThenElse(hn::Gt(x, b), high, low);
      });
    case Unary::relu6:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR { return between(g, x, 0, 6); });
    case Unary::silu:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR {
        const FloatVector s = sigmoid(x);
        return hn::Mul(g, hn::Mul(s, hn::MulAdd(x, hn::Sub(one, s), one)));
      });
    case Unary::sigmoid:
      return map(dy, v, dx, count,
                 [&](FloatVector g, FloatVector y) HWY_ATTR { return hn::Mul(g, hn::Mul(y, hn::Sub(one, y))); });
    case Unary::hard_sigmoid:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR {
        return hn::Mul(between(g, x, -3, 3), constant(1.0 / 6));
      });
    case Unary::hard_silu:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR {
        const FloatVector slope = hn::MulAdd(x, constant(1.0 / 3), constant(0.5));
        const FloatVector high = hn::IfThenElse(hn::Ge(x, constant(3)), one, slope);
        return hn::Mul(g, hn::IfThenElse(hn::Le(x, constant(-3)), zero, high));
      });
    case Unary::tanh:
      return map(dy, v, dx, count,
                 [&](FloatVector g, FloatVector y) HWY_ATTR { return hn::Mul(g, hn::NegMulAdd(y, y, one)); });
    case Unary::softsign:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR {
        const FloatVector size = hn::Add(one, hn::Abs(x));
        return hn::Div(g, hn::Mul(size, size));
      });
    case Unary::exponential:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector y) HWY_ATTR { return hn::Mul(g, y); });
    case Unary::affine:
      return map(dy, dx, count, [&](FloatVector g) HWY_ATTR { return hn::Mul(g, a); });
    case Unary::square:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR { return hn::Mul(g, hn::Add(x, x)); });
    case Unary::absolute:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR {
        const FloatVector positive = hn::IfThenElseZero(hn::Gt(x, zero), g);
        return hn::IfThenElse(hn::Lt(x, zero), hn::Neg(g), positive);
      });
    case Unary::square_root:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector y) HWY_ATTR { return hn::Div(g, hn::Add(y, y)); });
    case Unary::softplus:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR { return hn::Mul(g, sigmoid(x)); });
    case Unary::logarithm:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR { return hn::Div(g, x); });
    case Unary::power:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR {
        return unary.a == 0 ? zero : hn::Mul(g, hn::Mul(a, power(x, unary.a - 1)));
      });
    case Unary::clip:
      return map(dy, v, dx, count, [&](FloatVector g, FloatVector x) HWY_ATTR {
        return hn::IfThenElseZero(hn::And(hn::Ge(x, a), hn::Le(x, b)), g);
      });
    default:
      return;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(RunUnary);
HWY_EXPORT(RunUnaryBackward);

namespace native {
namespace {

constexpr Unary known[] = {
    Unary::relu,      Unary::relu6,    Unary::silu,        Unary::sigmoid, Unary::hard_sigmoid, Unary::tanh,
    Unary::hard_silu, Unary::softsign, Unary::exponential, Unary::affine,  Unary::square,       Unary::square_root,
    Unary::absolute,  Unary::softplus, Unary::logarithm,   Unary::power,   Unary::clip};

class UnaryKernel final : public Kernel {
 public:
  UnaryKernel(const UnaryAttributes& unary, Extent extent, bool backward)
      : unary_(unary), extent_(extent), backward_(backward) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const std::int64_t count = extent_.count(arguments.samples);
    const float* first = input<float>(arguments, 0);
    float* to = output<float>(arguments, 0);
    if (backward_) {
      HWY_DYNAMIC_DISPATCH(RunUnaryBackward)(unary_, first, input<float>(arguments, 1), to, count);
    } else {
      HWY_DYNAMIC_DISPATCH(RunUnary)(unary_, first, to, count);
    }
  }

 private:
  UnaryAttributes unary_;
  Extent extent_;
  bool backward_;
};

}  // namespace

Candidates unary_candidates(const OperationSpec& operation, const Target& target) {
  const bool backward = operation.code == OpCode::unary_backward;
  if ((!backward && operation.code != OpCode::unary) || !all_float32(operation)) return {};
  const auto& unary = std::get<UnaryAttributes>(operation.attributes);
  if (std::ranges::find(known, unary.function) == std::end(known)) return {};
  const Extent extent(operation.inputs[0]);
  Candidate result;
  result.name = backward ? "native unary back" : "native unary";
  result.cost = seconds_moving(8.0 * static_cast<double>(extent.count(target.samples)));
  result.make = [=] { return std::make_unique<UnaryKernel>(unary, extent, backward); };
  return {result};
}

}  // namespace native
}  // namespace fovea
#endif
