#include <algorithm>

#include "fovea/kernels/dropout_mask.h"
#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/arithmetic.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

void RunBinary(Binary function, const float* a, const float* b, float* y, std::int64_t count) {
  // Where either is NaN, so is the larger and the smaller.
  const auto nan = [](FloatVector s, FloatVector t, FloatVector other)
                       HWY_ATTR { return hn::IfThenElse(hn::Eq(s, s), hn::IfThenElse(hn::Eq(t, t), other, t), s); };
  switch (function) {
    case Binary::add:
      return map(a, b, y, count, [](FloatVector s, FloatVector t) HWY_ATTR { return hn::Add(s, t); });
    case Binary::subtract:
      return map(a, b, y, count, [](FloatVector s, FloatVector t) HWY_ATTR { return hn::Sub(s, t); });
    case Binary::multiply:
      return map(a, b, y, count, [](FloatVector s, FloatVector t) HWY_ATTR { return hn::Mul(s, t); });
    case Binary::divide:
      return map(a, b, y, count, [](FloatVector s, FloatVector t) HWY_ATTR { return hn::Div(s, t); });
    case Binary::maximum:
      return map(a, b, y, count, [&](FloatVector s, FloatVector t) HWY_ATTR { return nan(s, t, hn::Max(s, t)); });
    case Binary::minimum:
      return map(a, b, y, count, [&](FloatVector s, FloatVector t) HWY_ATTR { return nan(s, t, hn::Min(s, t)); });
  }
}

void CastBytes(const std::uint8_t* x, float scale, float offset, float* y, std::int64_t count) {
  const Floats d;
  const hn::Rebind<std::uint8_t, Floats> bytes;
  const hn::Rebind<std::int32_t, Floats> ints;
  const FloatVector factor = hn::Set(d, scale), more = hn::Set(d, offset);
  const auto convert = [&](hn::Vec<decltype(bytes)> v)
                           HWY_ATTR { return hn::MulAdd(hn::ConvertTo(d, hn::PromoteTo(ints, v)), factor, more); };
  std::int64_t i = 0;
  for (; i + float_lanes <= count; i += float_lanes) hn::StoreU(convert(hn::LoadU(bytes, x + i)), d, y + i);
  if (i < count) store_first(d, convert(load_first(bytes, x + i, count - i)), y + i, count - i);
}

using Words = hn::Rebind<std::uint32_t, Floats>;
using WordVector = hn::Vec<Words>;

struct Product {
  WordVector low, high;
};
HWY_INLINE Product multiply(WordVector a, std::uint32_t b) {
#if HWY_TARGET == HWY_SCALAR
  const std::uint64_t product = std::uint64_t{hn::GetLane(a)} * b;
  return {hn::Set(Words(), static_cast<std::uint32_t>(product)),
          hn::Set(Words(), static_cast<std::uint32_t>(product >> 32))};
#else
  const Words d;
  const hn::Repartition<std::uint64_t, Words> wide;
  const WordVector factor = hn::Set(d, b);
  const auto even = hn::MulEven(a, factor);
  const auto odd = hn::MulEven(hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(wide, a))), factor);
  return {hn::OddEven(hn::BitCast(d, hn::ShiftLeft<32>(odd)), hn::BitCast(d, even)),
          hn::OddEven(hn::BitCast(d, odd), hn::BitCast(d, hn::ShiftRight<32>(even)))};
#endif
}

/// The words of DropoutMask for a vector of consecutive blocks, element after element.
HWY_INLINE void mask_words(const DropoutMask& mask, std::uint64_t sample, std::uint64_t block, std::uint32_t* words) {
  const Words d;
  const auto set = [&](std::uint64_t v) HWY_ATTR { return hn::Set(d, static_cast<std::uint32_t>(v)); };
  std::uint32_t key0 = mask.key()[0], key1 = mask.key()[1];
  WordVector c0 = hn::Iota(d, static_cast<std::uint32_t>(block)), c1 = set(block >> 32), c2 = set(sample);
  WordVector c3 = set(sample >> 32);
  for (int round = 0; round < 10; ++round) {
    const Product a = multiply(c0, 0xD2511F53u), b = multiply(c2, 0xCD9E8D57u);
    c0 = hn::Xor(hn::Xor(b.high, c1), hn::Set(d, key0));
    c1 = b.low;
    c2 = hn::Xor(hn::Xor(a.high, c3), hn::Set(d, key1));
    c3 = a.low;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  HWY_ALIGN std::uint32_t lanes[4][float_lanes];
  hn::Store(c0, d, lanes[0]);
  hn::Store(c1, d, lanes[1]);
  hn::Store(c2, d, lanes[2]);
  hn::Store(c3, d, lanes[3]);
  for (std::int64_t i = 0; i < 4 * float_lanes; ++i) words[i] = lanes[i % 4][i / 4];
}

/// One sample: an element whose word is below the threshold becomes zero.
void RunDropout(const DropoutMask& mask, std::uint64_t sample, float scale, const float* x, float* y,
                std::int64_t count) {
  const Floats d;
  const Words words;
  const FloatVector factor = hn::Set(d, scale);
  // Words are compared below the largest one; a threshold of 2^32 drops everything.
  const bool drops_all = mask.threshold() >> 32 != 0;
  const auto threshold = hn::Set(words, static_cast<std::uint32_t>(mask.threshold()));
  HWY_ALIGN std::uint32_t drawn[4 * float_lanes];
  for (std::int64_t first = 0; first < count; first += 4 * float_lanes) {
    mask_words(mask, sample, static_cast<std::uint64_t>(first / 4), drawn);
    for (std::int64_t i = first; i < std::min(first + 4 * float_lanes, count); i += float_lanes) {
      const auto word = hn::Load(words, drawn + (i - first));
      const auto keeps = hn::RebindMask(d, hn::Not(hn::Lt(word, threshold)));
      const std::int64_t rest = std::min(float_lanes, count - i);
      const FloatVector value =
          hn::Mul(rest == float_lanes ? hn::LoadU(d, x + i) : load_first(d, x + i, rest), factor);
      const FloatVector kept = drops_all ? hn::Zero(d) : hn::IfThenElseZero(keeps, value);
      if (rest == float_lanes) {
        hn::StoreU(kept, d, y + i);
      } else {
        store_first(d, kept, y + i, rest);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fovea {
HWY_EXPORT(RunBinary);
HWY_EXPORT(CastBytes);
HWY_EXPORT(RunDropout);

namespace native {
namespace {

/// Elements of a value in one run.
struct Extent {
  explicit Extent(const TensorDesc& value) : unit(value.unit()), batched(value.batched) {}
  std::int64_t count(std::int64_t samples) const { return batched ? samples * unit : unit; }
  std::int64_t unit;
  bool batched;
};

class BinaryKernel final : public Kernel {
 public:
  BinaryKernel(Binary function, Extent extent) : function_(function), extent_(extent) {}
  void run(const KernelArguments& arguments) const noexcept override {
    HWY_DYNAMIC_DISPATCH(RunBinary)
    (function_, input<float>(arguments, 0), input<float>(arguments, 1), output<float>(arguments, 0),
     extent_.count(arguments.samples));
  }

 private:
  Binary function_;
  Extent extent_;
};

class CastKernel final : public Kernel {
 public:
  CastKernel(const CastAttributes& attributes, Extent extent) : attributes_(attributes), extent_(extent) {}
  void run(const KernelArguments& arguments) const noexcept override {
    HWY_DYNAMIC_DISPATCH(CastBytes)
    (input<std::uint8_t>(arguments, 0), static_cast<float>(attributes_.scale), static_cast<float>(attributes_.offset),
     output<float>(arguments, 0), extent_.count(arguments.samples));
  }

 private:
  CastAttributes attributes_;
  Extent extent_;
};

class DropoutKernel final : public Kernel {
 public:
  DropoutKernel(const DropoutAttributes& attributes, std::int64_t unit) : attributes_(attributes), unit_(unit) {}
  void run(const KernelArguments& arguments) const noexcept override {
    const DropoutMask mask(attributes_, arguments.step);
    const auto scale = static_cast<float>(DropoutMask::scale(attributes_));
    for (std::int64_t i = 0; i < arguments.samples; ++i) HWY_DYNAMIC_DISPATCH(RunDropout)
    (mask, static_cast<std::uint64_t>(arguments.first_sample + i), scale, input<float>(arguments, 0) + i * unit_,
     output<float>(arguments, 0) + i * unit_, unit_);
  }

 private:
  DropoutAttributes attributes_;
  std::int64_t unit_;
};

}  // namespace

Candidates arithmetic_candidates(const OperationSpec& operation, const Target& target) {
  if (operation.inputs.empty()) return {};
  const TensorDesc &x = operation.inputs[0], &y = operation.outputs[0];
  const Extent extent(x);
  const double elements = static_cast<double>(extent.count(target.samples));
  Candidate result;
  switch (operation.code) {
    case OpCode::binary: {
      const TensorDesc& b = operation.inputs[1];
      const bool same = x.shape == y.shape && b.shape == y.shape && x.batched == y.batched && b.batched == y.batched;
      if (!same || !all_float32(operation)) return {};
      const auto& attributes = std::get<BinaryAttributes>(operation.attributes);
      result.name = "native binary";
      result.cost = seconds_moving(12 * elements);
      result.make = [=] { return std::make_unique<BinaryKernel>(attributes.function, extent); };
      return {result};
    }
    case OpCode::cast: {
      if (x.dtype != DType::u8 || y.dtype != DType::f32) return {};
      const auto& attributes = std::get<CastAttributes>(operation.attributes);
      result.name = "native cast";
      result.cost = seconds_moving(5 * elements);
      result.make = [=] { return std::make_unique<CastKernel>(attributes, extent); };
      return {result};
    }
    case OpCode::dropout: {
      const auto& attributes = std::get<DropoutAttributes>(operation.attributes);
      const bool own = attributes.noise.rank() == 0 || attributes.noise == x.shape.tail(1);
      if (!x.batched || !own || !all_float32(operation)) return {};
      result.name = "native dropout";
      result.cost = seconds(3.5 * elements);
      result.make = [=, unit = x.unit()] { return std::make_unique<DropoutKernel>(attributes, unit); };
      return {result};
    }
    default:
      return {};
  }
}

}  // namespace native
}  // namespace fovea
#endif
