// What the program does with files that want to run code or reach others: its system calls are traced.
#include <algorithm>
#include <regex>

#include "fovea/base/test_support.h"
#include "fovea/data/zip_test_support.h"
#include "tests/cli/program.h"

namespace fovea::cli_test {
namespace {

constexpr const char* lambda =
    R"({"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "InputLayer", "config":
    {"batch_shape": [null, 4], "name": "i"}}, {"module": "keras.layers", "class_name": "Lambda", "config":
    {"name": "evil", "function": {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}}}]}})";

class HostileFileTest : public ProgramTest {
 protected:
  void SetUp() override {
    if (std::system("strace -o /dev/null true 2>/dev/null") != 0) GTEST_SKIP() << "strace cannot trace here";
  }

  /// Refused with exit code 3 and these words, by looking at this file alone: once it is open no other file is, nothing
  /// is written, made, renamed or removed, no program started and no connection made.
  void expect_refused_quietly(const std::string& file, std::initializer_list<const char*> words) {
    SCOPED_TRACE(file);
    const Result result =
        run("summary '" + file + "'",
            "ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e signal=none -e trace=%file,%network,%process -o trace.txt");
    expect_refused(result, 3, words);
    std::ifstream trace(folder_ / "trace.txt");
    bool opened = false;
    int programs = 0;
    const std::regex changes(
        "^[0-9]+ +(mkdir|unlink|rename|link|symlink|chmod|chown|truncate|mknod|socket|connect|fork|vfork)");
    for (std::string line; std::getline(trace, line);) {
      if (line.find("/tmp/tsan.rodata.") != std::string::npos) continue;  // the thread sanitizer's, before main()
      const bool opens = line.find("open") != std::string::npos && line.find("= -1") == std::string::npos;
      const bool own = line.find("\"" + file + "\"") != std::string::npos;
      programs += line.find("execve(") != std::string::npos ? 1 : 0;
      EXPECT_FALSE(std::regex_search(line, changes)) << line;
      if (!opens) continue;
      EXPECT_TRUE(line.find("O_WRONLY") == std::string::npos && line.find("O_CREAT") == std::string::npos) << line;
      const bool time_zone =
          line.find("\"/etc/localtime\"") != std::string::npos;  // of the C library, for times in a zip
      EXPECT_TRUE(own || !opened || time_zone) << line;
      opened = opened || own;
    }
    EXPECT_TRUE(opened);
    EXPECT_EQ(programs, 1);
  }
};

TEST_F(HostileFileTest, CodeInAConfigIsNeverRun) {
  write("lambda.json", lambda);
  expect_refused_quietly("lambda.json", {"Lambda", "'evil'"});
  write("lambda.keras", zip_bytes({{"metadata.json", "{}"}, {"config.json", lambda}, {"model.weights.h5", "x"}}));
  expect_refused_quietly("lambda.keras", {"Lambda", "'evil'"});
  const auto shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared) GTEST_SKIP() << "no folder of shared files (FOVEA_SHARED, or shared beside the checkout)";
  for (const auto& entry : fs::directory_iterator(*shared / "keras-files/malicious-lambda"))
    expect_refused_quietly(entry.path().string(), {"Lambda"});
}

TEST_F(HostileFileTest, NothingBesideAFileIsReachedThroughIt) {
  write("climbs.keras", zip_bytes({{"../config.json", "{}"}}));
  expect_refused_quietly("climbs.keras", {"../config.json"});
  write("twice.keras", zip_bytes({{"config.json", "{}"}, {"config.json", lambda}}));
  expect_refused_quietly("twice.keras", {"two entries of one name"});
  write("model.json",
        R"({"modelTopology": {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name":
    "Dense", "config": {"name": "d", "units": 1, "batch_input_shape": [null, 1]}}]}}, "weightsManifest": [{"paths":
    ["../../../etc/passwd"], "weights": [{"name": "d/kernel", "shape": [1, 1], "dtype": "float32"}]}]})");
  expect_refused_quietly("model.json", {"plain file names", "../../../etc/passwd"});
}

}  // namespace
}  // namespace fovea::cli_test
