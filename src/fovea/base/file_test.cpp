#include "fovea/base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "fovea/base/limit_test_support.h"
#include "fovea/base/machine_error.h"
#include "fovea/base/test_support.h"

namespace fovea {
namespace {
namespace fs = std::filesystem;

class File : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "fovea-file-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Everything in the test's folder, hidden files too.
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& entry : fs::directory_iterator(folder_)) result.push_back(entry.path().filename().string());
    std::sort(result.begin(), result.end());
    return result;
  }

  fs::path folder_;
};

/// While it lives no file can grow over `bytes`: a write fails halfway, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)), limit_(RLIMIT_FSIZE, bytes) {}
  ~FileSizeLimit() { std::signal(SIGXFSZ, handler_); }

 private:
  void (*handler_)(int);
  SoftLimit limit_;
};

TEST_F(File, WritesAndReadsBytesAsTheyAre) {
  const std::string content("a\0b\r\n\xFF", 6);
  write_file(folder_ / "x", content);
  EXPECT_EQ(read_file(folder_ / "x"), content);
  write_file(folder_ / "x", "");
  EXPECT_EQ(read_file(folder_ / "x"), "");
  EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(File, ReadingSaysWhatIsWrong) {
  EXPECT_NE(error_of(ErrorKind::unreadable, [&] { read_file(folder_ / "none"); }).find("none"), std::string::npos);
  error_of(ErrorKind::unreadable, [&] { read_file(folder_); });
  write_file(folder_ / "x", "12345");
  EXPECT_EQ(read_file(folder_ / "x", 5), "12345");
  EXPECT_NE(error_of(ErrorKind::resource, [&] { read_file(folder_ / "x", 4); })
                .find("the limit is 4; --limit file_bytes=N"),
            std::string::npos);
}

TEST_F(File, WhatTheMachineCannotDoIsNoFaultOfTheFile) {
  write_file(folder_ / "x", "12345");
  try {
    const SoftLimit files(RLIMIT_NOFILE, 0);
    read_file(folder_ / "x");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_FALSE(is_of_content(error));
    EXPECT_NE(std::string(error.what()).find("Too many open files, which is a failure of the machine"),
              std::string::npos)
        << error.what();
  }
  try {
    read_file(folder_ / "x", 4);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_TRUE(is_of_content(error)) << error.what();
  }
}

TEST_F(File, APipeIsNoFileToReadAndDoesNotHang) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  error_of(ErrorKind::unreadable, [&] { read_file(folder_ / "pipe"); });
}

TEST_F(File, AFailedWriteKeepsTheOldFileAndLeavesNothing) {
  write_file(folder_ / "x", "old");
  const std::string text = [&] {
    const FileSizeLimit full(4096);
    return error_of(ErrorKind::resource, [&] { write_file(folder_ / "x", std::string(10'000, 'n')); });
  }();
  EXPECT_NE(text.find((folder_ / "x").string()), std::string::npos) << text;
  EXPECT_NE(text.find("10000 bytes"), std::string::npos) << text;
  EXPECT_EQ(read_file(folder_ / "x"), "old");
  EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(File, AMissingParentOrAFolderInTheWayIsAnError) {
  const std::string text = error_of(ErrorKind::usage, [&] { write_file(folder_ / "none" / "x", "new"); });
  EXPECT_NE(text.find("there is no folder " + (folder_ / "none").string()), std::string::npos) << text;
  error_of(ErrorKind::usage, [&] { replace_file(folder_ / "none" / "x", [](const fs::path&) { FAIL(); }); });
  fs::create_directory(folder_ / "taken");
  error_of(ErrorKind::resource, [&] { write_file(folder_ / "taken", "new"); });
  EXPECT_EQ(names(), std::vector<std::string>{"taken"});
}

TEST_F(File, WhatAKilledProcessLeftIsNoObstacle) {
  const std::string prefix = ".x.tmp" + std::to_string(::getpid()) + "-";
  for (int i = 0; i < 100; ++i) std::ofstream(folder_ / (prefix + std::to_string(i))) << "left";
  write_file(folder_ / "x", "new");
  EXPECT_EQ(read_file(folder_ / "x"), "new");
  EXPECT_EQ(names().size(), 101u);
}

TEST_F(File, ALinkStaysAndItsTargetIsReplaced) {
  fs::create_directory(folder_ / "disk");
  write_file(folder_ / "disk" / "real", "old");
  fs::create_symlink(folder_ / "disk" / "real", folder_ / "link");
  write_file(folder_ / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_file(folder_ / "disk" / "real"), "new");
  replace_file(folder_ / "link", [](const fs::path& temporary) { std::ofstream(temporary) << "newer"; });
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_file(folder_ / "disk" / "real"), "newer");
}

TEST_F(File, PipesAndDevicesAreWrittenToAndNeverReplaced) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC);
  write_file(pipe, "12345");
  char got[6] = {};
  EXPECT_EQ(::read(reader, got, 5), 5);
  EXPECT_STREQ(got, "12345");
  ::close(reader);
  error_of(ErrorKind::resource, [&] { replace_file(pipe, [](const fs::path&) { FAIL(); }); });
  EXPECT_TRUE(fs::is_fifo(pipe));
  EXPECT_EQ(names(), std::vector<std::string>{"pipe"});
}

TEST_F(File, AFullDeviceIsAnError) {
  fs::create_symlink("/dev/full", folder_ / "full");
  const std::string text = error_of(ErrorKind::resource, [&] { write_file(folder_ / "full", "12345"); });
  EXPECT_NE(text.find("No space left"), std::string::npos) << text;
}

TEST_F(File, ReplaceKeepsTheOldFileWhenTheWriterFails) {
  write_file(folder_ / "x", "old");
  EXPECT_THROW(replace_file(folder_ / "x",
                            [](const fs::path& temporary) {
                              std::ofstream(temporary) << "half";
                              throw std::runtime_error("the library failed");
                            }),
               std::runtime_error);
  error_of(ErrorKind::resource, [&] { replace_file(folder_ / "x", [](const fs::path&) {}); });
  EXPECT_EQ(read_file(folder_ / "x"), "old");
  EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(File, AFolderAppearsWithItsFirstFiles) {
  const fs::path run = folder_ / "runs" / "digits";
  create_folder(run, [&](const fs::path& temporary) {
    EXPECT_FALSE(fs::exists(run));
    write_file(temporary / "run.json", "{}");
  });
  EXPECT_EQ(read_file(run / "run.json"), "{}");
  EXPECT_EQ(std::distance(fs::directory_iterator(run.parent_path()), fs::directory_iterator()), 1);
}

TEST_F(File, WhatAKilledProcessLeftOfAFolderIsTakenAway) {
  for (const char* name : {".run.tmp12-0", ".run.tmp13-4", ".run.tmpl", ".other.tmp12-0"}) {
    fs::create_directories(folder_ / name / "train");
    write_file(folder_ / name / "train/1.jpg", "x");
  }
  const int held = ::open((folder_ / ".run.tmp13-4").c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::flock(held, LOCK_EX), 0);  // as a process does that is at it
  create_folder(folder_ / "run", [&](const fs::path& temporary) {
    create_folder(folder_ / "run", [](const fs::path& other) { write_file(other / "f", "1"); });
    EXPECT_TRUE(fs::exists(temporary)) << "another that makes the same takes it away";
    fs::remove_all(folder_ / "run");
  });
  ::close(held);
  EXPECT_EQ(names(), (std::vector<std::string>{".other.tmp12-0", ".run.tmp13-4", ".run.tmpl", "run"}));
}

TEST_F(File, AFolderMayBeNamedWithASlashOrBeThereEmpty) {
  create_folder((folder_ / "a" / "").string(), [](const fs::path& temporary) { write_file(temporary / "f", "1"); });
  EXPECT_EQ(read_file(folder_ / "a" / "f"), "1");
  fs::create_directory(folder_ / "b");
  create_folder(folder_ / "b", [](const fs::path& temporary) { write_file(temporary / "f", "2"); });
  EXPECT_EQ(read_file(folder_ / "b" / "f"), "2");
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(File, AFolderWithFilesIsRefused) {
  write_file(folder_ / "x", "old");
  const auto fill = [](const fs::path&) { FAIL() << "must not be reached"; };
  const std::string text = error_of(ErrorKind::usage, [&] { create_folder(folder_, fill); });
  EXPECT_NE(text.find("not empty"), std::string::npos) << text;
  error_of(ErrorKind::usage, [&] { create_folder(folder_ / "x", fill); });
  EXPECT_EQ(read_file(folder_ / "x"), "old");
}

TEST_F(File, WhatAKilledFillLeftIsRemovedByTheNext) {
  const auto make = [&] {
    create_folder(folder_ / "run", [](const fs::path& temporary) { write_file(temporary / "f", "1"); });
  };
  const pid_t child = ::fork();
  if (child == 0) {
    create_folder(folder_ / "run", [](const fs::path& temporary) {
      write_file(temporary / "f", "1");
      ::kill(::getpid(), SIGKILL);
    });
  }
  ::waitpid(child, nullptr, 0);
  ASSERT_EQ(names().size(), 1u);
  const std::string left = names()[0];
  EXPECT_TRUE(left.starts_with(".run.tmp" + std::to_string(child))) << left;
  fs::create_directory(folder_ / ".run.tmp-of-somebody");
  create_folder(folder_ / "other", [](const fs::path&) {});
  EXPECT_TRUE(fs::exists(folder_ / left)) << "another folder's";
  // One that is being filled stays.
  create_folder(folder_ / "run", [&](const fs::path& temporary) {
    EXPECT_FALSE(fs::exists(folder_ / left));
    make();
    EXPECT_TRUE(fs::exists(temporary));
    fs::remove_all(folder_ / "run");
  });
  EXPECT_EQ(names(), (std::vector<std::string>{".run.tmp-of-somebody", "other", "run"}));
}

TEST_F(File, AFailedFillLeavesNoFolder) {
  EXPECT_THROW(create_folder(folder_ / "run",
                             [](const fs::path& temporary) {
                               write_file(temporary / "f", "1");
                               throw std::runtime_error("full");
                             }),
               std::runtime_error);
  EXPECT_TRUE(names().empty());
}

}  // namespace
}  // namespace fovea
