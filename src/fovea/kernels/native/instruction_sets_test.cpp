#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#include "hwy/highway.h"

/// FOVEA_TEST_SIMD=sse4 or avx2 runs all of this program's tests with the kernels of an older machine.
namespace {

class InstructionSets : public ::testing::Environment {
 public:
  void SetUp() override {
    const char* const most = std::getenv("FOVEA_TEST_SIMD");
    if (most == nullptr) return;
    const bool avx2 = std::string_view(most) == "avx2";
    ASSERT_TRUE(avx2 || std::string_view(most) == "sse4") << "FOVEA_TEST_SIMD is sse4 or avx2";
    hwy::DisableTargets(~(HWY_SSE4 | (avx2 ? HWY_AVX2 : 0)));
    ASSERT_EQ(hwy::SupportedTargets() & (HWY_AVX3 | HWY_AVX3_DL), 0);
  }
};

const auto* const instruction_sets = ::testing::AddGlobalTestEnvironment(new InstructionSets);

}  // namespace
