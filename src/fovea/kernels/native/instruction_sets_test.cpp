#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string_view>

#include "hwy/highway.h"

/// FOVEA_TEST_SIMD=sse4, avx2 or avx512 (without its later parts) runs all of this program's tests with the kernels of an older machine.
namespace {

class InstructionSets : public ::testing::Environment {
 public:
  void SetUp() override {
    const char* const most = std::getenv("FOVEA_TEST_SIMD");
    if (most == nullptr) return;
    const std::map<std::string_view, std::int64_t> sets{
        {"sse4", HWY_SSE4}, {"avx2", HWY_SSE4 | HWY_AVX2}, {"avx512", HWY_SSE4 | HWY_AVX2 | HWY_AVX3}};
    ASSERT_TRUE(sets.contains(most)) << "FOVEA_TEST_SIMD is sse4, avx2 or avx512";
    hwy::DisableTargets(~sets.at(most));
    ASSERT_EQ(hwy::SupportedTargets() & (HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL) & ~sets.at(most), 0);
  }
};

const auto* const instruction_sets = ::testing::AddGlobalTestEnvironment(new InstructionSets);

}  // namespace
