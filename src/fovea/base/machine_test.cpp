#include "fovea/base/machine.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// A system that is made of files.
class MachineTest : public ::testing::Test {
 protected:
  MachineTest() {
    std::string pattern = (fs::temp_directory_path() / "fovea-machine-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    put("proc/meminfo", "MemTotal:  4000 kB\nMemFree:  100 kB\nMemAvailable:   3000 kB\nBuffers: 5 kB\n");
  }
  ~MachineTest() override { fs::remove_all(root_); }
  void put(const std::string& name, const std::string& text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  std::int64_t kilobytes() const { return available_memory(root_) / 1024; }

  fs::path root_;
};

TEST_F(MachineTest, MemoryIsWhatTheSystemAndTheGroupsLeave) {
  EXPECT_EQ(kilobytes(), 3000) << "the cache of files is taken back, unlike MemFree says";
  put("proc/self/cgroup", "0::/a/b\n");
  put("sys/fs/cgroup/a/b/memory.max", "max\n");
  put("sys/fs/cgroup/a/b/memory.current", "1024000\n");
  EXPECT_EQ(kilobytes(), 3000) << "a group without a limit";
  put("sys/fs/cgroup/a/memory.max", "2048000\n");
  put("sys/fs/cgroup/a/memory.current", "1536000\n");
  EXPECT_EQ(kilobytes(), 500) << "the limit of the group around it";
  put("sys/fs/cgroup/a/memory.stat", "anon 5\ninactive_file 512000\n");
  EXPECT_EQ(kilobytes(), 1000);
  put("sys/fs/cgroup/a/memory.current", "4096000\n");
  EXPECT_EQ(kilobytes(), 0) << "over its limit";
}

TEST_F(MachineTest, MemoryOfOlderGroups) {
  put("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/box\n0::/\n");
  put("sys/fs/cgroup/memory/memory.limit_in_bytes", "1024000\n");  // a container sees its own group as the top
  put("sys/fs/cgroup/memory/memory.usage_in_bytes", "819200\n");
  put("sys/fs/cgroup/memory/memory.stat", "cache 7\ntotal_inactive_file 102400\n");
  EXPECT_EQ(kilobytes(), 300);
}

TEST(Machine, ThisOneHasMemory) {
  EXPECT_GT(available_memory(), 1 << 20);
  EXPECT_EQ(available_memory("/nowhere"), 0);
}

}  // namespace
}  // namespace fovea
