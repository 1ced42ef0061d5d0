// Memory that runs out anywhere and disks that are full: loading and saving end with an Error, and the old file stays.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <atomic>

#include "fovea/base/allocation_test_support.h"
#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/npz.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/model_file.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/models/model.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

std::atomic<long> allocations_left{-1};  ///< until one fails; negative: none does
bool allocation_succeeds() { return allocations_left < 0 || allocations_left-- != 0; }

Sequential model() {
  const Sequential model({Input({4}), Dense({.units = 3, .activation = "relu"}), BatchNormalization(),
                          Dense({.units = 2, .activation = "softmax"})});
  model.compile({.optimizer = "adam", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  return model;
}

/// Runs `work` again and again, each time with another allocation failing, until none is left to fail; `after` looks
/// at what each failure left. Later allocations are thinned out: there are thousands.
void fail_each_allocation(
    const std::function<void()>& work, const std::function<void()>& after = [] {}) {
  int failures = 0, without_words = 0;
  for (long n = 0;; n += 1 + n / 60) {
    bool done = true;
    allocation_hook = allocation_succeeds;
    allocations_left = n;
    try {
      work();
    } catch (const Error& error) {
      allocations_left = -1;
      done = false;
      EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(ErrorKind::resource)) << n << ": " << error.what();
    } catch (const std::bad_alloc&) {
      allocations_left = -1;
      done = false;
      ++without_words;
    }
    allocations_left = -1;
    if (done) break;
    ++failures;
    after();
  }
  EXPECT_GT(failures, 20);
  EXPECT_LE(without_words, 3) << "only the few bytes of a file's name may be missing without a word";
}

TEST(Faults, LoadingWithoutMemoryIsAnError) {
  const TestFolder folder;
  save_model(model(), folder / "a.keras");
  load_model(folder / "a.keras");  // what is made once in a process is made
  fail_each_allocation([&, path = folder / "a.keras"] { load_model(path); });
  EXPECT_TRUE(load_model(folder / "a.keras").model.compiled());
}

TEST(Faults, SavingWithoutMemoryKeepsTheOldFile) {
  const TestFolder folder;
  const Sequential saved = model();
  save_model(saved, folder / "b.keras");
  write_file(folder / "a.keras", "old");
  fail_each_allocation([&, path = folder / "a.keras"] { save_model(saved, path); },
                       [&] {
                         EXPECT_EQ(read_file(folder / "a.keras"), "old");
                         EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 2)
                             << "a temporary file was left";
                       });
  EXPECT_EQ(load_model(folder / "a.keras").model.count_params(), saved.count_params());
}

TEST(Faults, OtherFilesWithoutMemoryAreErrorsToo) {
  const TestFolder folder;
  const fs::path layers = folder.add(
      "a.layers",
      "x = Input((8, 8, 1))\na = Conv2D(2, 3, padding='same', kernel_regularizer=L2(0.1))(x)\ny = Add()([a, x])\n");
  fail_each_allocation([&] { load_model(layers); });
  write_npz(folder / "a.npz", {{"x", Array({100})}, {"y", Array({3}, DType::i64)}});
  fail_each_allocation([&, path = folder / "a.npz"] { read_npz(path); });
}

TEST(Faults, AFullDiskKeepsTheOldFile) {
  const TestFolder folder;
  const Sequential saved = model();
  save_model(saved, folder / "a.keras");
  const std::string before = read_file(folder / "a.keras");
  // A limit on file sizes fails writes as a full disk does.
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ::getrlimit(RLIMIT_FSIZE, &old);
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{100}, rlim_t{4096}, static_cast<rlim_t>(before.size() - 1)}) {
    const rlimit small{bytes, old.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const Failure failure = failure_of([&] { save_model(saved, folder / "a.keras"); });
    ::setrlimit(RLIMIT_FSIZE, &old);
    EXPECT_EQ(static_cast<int>(failure.kind), static_cast<int>(ErrorKind::resource)) << bytes;
    EXPECT_TRUE(failure.says("a.keras") && failure.says("bytes are needed")) << failure.text;
    EXPECT_EQ(read_file(folder / "a.keras"), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1) << "a temporary file was left";
  }
  ::signal(SIGXFSZ, handler);
  save_model(saved, folder / "a.keras");
  fs::create_symlink("/dev/full", folder / "full.keras");
  EXPECT_EQ(failure_of([&] { save_model(saved, folder / "full.keras"); }).kind, ErrorKind::resource);
}

}  // namespace
}  // namespace fovea
