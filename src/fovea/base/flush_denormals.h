#pragma once
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace fovea {

/// Flush-to-zero and denormals-are-zero in this thread while it lives: denormal arithmetic is 5 to 50 times slower.
class FlushDenormals {
#if defined(__x86_64__)
 public:
  FlushDenormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040); }
  ~FlushDenormals() { _mm_setcsr(saved_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  unsigned saved_;
#endif
};

}  // namespace fovea
