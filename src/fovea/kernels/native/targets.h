// The instruction sets that kernels are compiled for: SSE4, AVX2 and AVX-512 on x86. No include guard: each source
// file that names itself in HWY_TARGET_INCLUDE includes this first.
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS HWY_SSSE3
#endif
#include "hwy/foreach_target.h"
