// A prediction allocates nothing after the first of its size.
//
// Two counts: `ours` by the linker's --wrap (CMakeLists.txt), which leads the calls of this program and the archives in it
// elsewhere, and `all_new`, by replaced operators, which those of shared libraries reach too: oneDNN's own.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "fovea/base/allocation_test_support.h"
#include "fovea/formats/model_file.h"
#include "fovea/formats/named_networks.h"
#include "fovea/graph/program.h"
#include "fovea/runtime/classifier.h"

namespace {
std::atomic<bool> counting{false};
std::atomic<int> ours{0}, all_new{0};
bool count_allocation() { return all_new += counting, true; }
}  // namespace

extern "C" {
void* __real_malloc(std::size_t bytes);
void* __real_calloc(std::size_t count, std::size_t bytes);
void* __real__Znwm(std::size_t bytes);
void* __real__Znam(std::size_t bytes);
void* __wrap_malloc(std::size_t bytes) { return ours += counting, __real_malloc(bytes); }
void* __wrap_calloc(std::size_t count, std::size_t bytes) { return ours += counting, __real_calloc(count, bytes); }
void* __wrap__Znwm(std::size_t bytes) { return ours += counting, __real__Znwm(bytes); }
void* __wrap__Znam(std::size_t bytes) { return ours += counting, __real__Znam(bytes); }
}

namespace fovea {
namespace {

/// Predicts 100 times with the fashion network, after one prediction for each size of picture.
void predict_100_times() {
  const auto file = std::filesystem::path(::testing::TempDir()) / "fovea_allocation_test.keras";
  save_model(named_network("fashion", 10), file);
  const Classifier classifier = Classifier::load(file);
  std::filesystem::remove(file);
  const std::vector<std::uint8_t> pixels(3 * 40 * 40, 100);
  std::array<ClassScore, 3> best;
  std::array<float, 10> all;
  const auto predict_twice = [&] {
    classifier.classify({pixels.data(), 28, 28, 0, PixelFormat::gray8}, best);
    classifier.probabilities({pixels.data(), 40, 40, 0, PixelFormat::rgb8}, all);
  };
  predict_twice();
  ours = all_new = 0;
  allocation_hook = count_allocation;
  counting = true;
  for (int i = 0; i < 50; ++i) predict_twice();
  counting = false;
}

TEST(Allocation, NoneInAPredictionWithOurKernels) {
  ::setenv("FOVEA_PROVIDERS", "native,reference", 1);
  predict_100_times();
  ::unsetenv("FOVEA_PROVIDERS");
  EXPECT_EQ(ours, 0);
  EXPECT_EQ(all_new, 0);
}

TEST(Allocation, NoneButOneDnnsOwnInAPredictionWithItsKernels) {
  const auto is_onednn = [](const Provider* provider) { return provider->name() == "onednn"; };
  if (std::ranges::none_of(default_providers(), is_onednn)) GTEST_SKIP() << "this build has no oneDNN";
  ::setenv("FOVEA_PROVIDERS", "onednn,reference", 1);
  predict_100_times();
  ::unsetenv("FOVEA_PROVIDERS");
  EXPECT_EQ(ours, 0);
  std::printf("oneDNN's own: %d calls of operator new in 100 predictions\n", all_new.load());
}

}  // namespace
}  // namespace fovea
