// Random words on vectors, compiled once for each instruction set.
#if defined(FOVEA_KERNELS_NATIVE_WORDS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FOVEA_KERNELS_NATIVE_WORDS_INL_H
#undef FOVEA_KERNELS_NATIVE_WORDS_INL_H
#else
#define FOVEA_KERNELS_NATIVE_WORDS_INL_H
#endif

#include "fovea/kernels/native/simd-inl.h"
#include "fovea/kernels/sample_words.h"

HWY_BEFORE_NAMESPACE();
namespace fovea {
namespace HWY_NAMESPACE {

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

/// The words of consecutive blocks of SampleWords, a block a lane.
struct Block {
  WordVector w0, w1, w2, w3;
};
HWY_INLINE Block draw_blocks(const SampleWords& source, std::uint64_t sample, std::uint64_t block) {
  const Words d;
  const auto set = [&](std::uint64_t v) HWY_ATTR { return hn::Set(d, static_cast<std::uint32_t>(v)); };
  std::uint32_t key0 = source.key()[0], key1 = source.key()[1];
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
  return {c0, c1, c2, c3};
}

}  // namespace HWY_NAMESPACE
}  // namespace fovea
HWY_AFTER_NAMESPACE();

#endif
