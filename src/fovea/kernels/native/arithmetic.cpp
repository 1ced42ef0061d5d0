#include <algorithm>

#include "fovea/kernels/dropout_mask.h"
#include "fovea/kernels/native/extent.h"
#include "fovea/kernels/native/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fovea/kernels/native/arithmetic.cpp"
#include "fovea/kernels/native/targets.h"
//
#include "fovea/kernels/native/functions-inl.h"
#include "fovea/kernels/native/words-inl.h"

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

/// The words of DropoutMask for a vector of consecutive blocks, element after element.
HWY_INLINE void mask_words(const DropoutMask& mask, std::uint64_t sample, std::uint64_t block, std::uint32_t* words) {
  const Words d;
  const Block four = draw_blocks(mask, sample, block);
  HWY_ALIGN std::uint32_t lanes[4][float_lanes];
  hn::Store(four.w0, d, lanes[0]);
  hn::Store(four.w1, d, lanes[1]);
  hn::Store(four.w2, d, lanes[2]);
  hn::Store(four.w3, d, lanes[3]);
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
      const FloatVector value = hn::Mul(load_lanes(x + i, rest), factor);
      const FloatVector kept = drops_all ? hn::Zero(d) : hn::IfThenElseZero(keeps, value);
      store_lanes(kept, y + i, rest);
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

/// The second operand has the shape of the first, or is one row of its last axes that all rows meet: a bias, say.
class BinaryKernel final : public Kernel {
 public:
  BinaryKernel(Binary function, Extent extent, std::int64_t row) : function_(function), extent_(extent), row_(row) {}
  void run(const KernelArguments& arguments) const noexcept override {
    const float *a = input<float>(arguments, 0), *b = input<float>(arguments, 1);
    float* y = output<float>(arguments, 0);
    const std::int64_t count = extent_.count(arguments.samples), step = row_ == 0 ? count : row_;
    for (std::int64_t i = 0; i < count; i += step) HWY_DYNAMIC_DISPATCH(RunBinary)(function_, a + i, b, y + i, step);
  }

 private:
  Binary function_;
  Extent extent_;
  std::int64_t row_;  ///< elements of the second operand; 0 where the shapes are equal
};

/// Whether a value is the last axes of another, and belongs to the network.
bool is_row_of(const TensorDesc& row, const TensorDesc& y) {
  const int extra = y.shape.rank() - row.shape.rank();
  return !row.batched && extra > 0 && row.shape == y.shape.tail(extra);
}

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
      const bool row = is_row_of(b, y), same = b.shape == y.shape && b.batched == y.batched;
      if (x.shape != y.shape || x.batched != y.batched || !(same || row) || !all_float32(operation)) return {};
      const auto& attributes = std::get<BinaryAttributes>(operation.attributes);
      result.name = "native binary";
      result.cost = seconds_moving(12 * elements);
      result.make = [=, count = same ? 0 : b.shape.count()] {
        return std::make_unique<BinaryKernel>(attributes.function, extent, count);
      };
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
      if (!x.batched || !all_float32(operation)) return {};
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
