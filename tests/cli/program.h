#pragma once
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "fovea/base/json.h"
#include "fovea/base/random.h"
#include "fovea/data/npy.h"
#include "fovea/data/npz.h"

/// What the tests of the command line share.
namespace fovea::cli_test {

namespace fs = std::filesystem;

inline std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Result {
  int status = -1;
  std::string out, err;
};

/// A folder of its own for each test, with a small learnable data set: 8x8 pictures whose bright quarter is the class.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    std::string pattern = (fs::temp_directory_path() / "fovea-cli-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
    write_data("tiny.npz", 240, 60);
    write("tiny.layers",
          "Input((8, 8, 1))\nConv2D(f, 3, padding='same', activation='relu')\nMaxPooling2D(2)\nFlatten()\n"
          "Dense(classes, activation='softmax')\n");
  }
  ~ProgramTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void write_data(const std::string& name, std::int64_t train, std::int64_t test, std::int64_t classes = 4) {
    Random random(5);
    std::vector<std::pair<std::string, Array>> arrays;
    for (const auto& [part, count] : {std::pair{"train", train}, std::pair{"test", test}}) {
      Array x({count, 8, 8, 1}, DType::u8), y({count}, DType::i64);
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t label = i % classes;
        y.values<std::int64_t>()[static_cast<std::size_t>(i)] = label;
        for (std::int64_t p = 0; p < 64; ++p) {
          const bool bright = (p / 32) * 2 + (p % 8) / 4 == label;
          x.values<std::uint8_t>()[static_cast<std::size_t>(i * 64 + p)] =
              static_cast<std::uint8_t>(random.below(100) + (bright ? 120 : 0));
        }
      }
      arrays.emplace_back(std::string("x_") + part, x);
      arrays.emplace_back(std::string("y_") + part, y);
    }
    write_npz(folder_ / name, arrays);
  }

  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  /// Runs `fovea ARGUMENTS` through the shell, in the test's folder.
  Result run(const std::string& arguments, const std::string& before = "") {
    const std::string command = "cd '" + folder_.string() + "' && " + before + " '" FOVEA_PROGRAM "' " + arguments +
                                " >out.txt 2>err.txt </dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(folder_ / "out.txt"),
            content_of(folder_ / "err.txt")};
  }
  Result train(const std::string& more) {
    return run(
        "train tiny.npz --model tiny.layers --set f=4 --epochs 3 --batch-size 16 --optimizer "
        "'Adam(learning_rate=0.01)' " +
        more);
  }
  Json json(const Result& result) {
    EXPECT_EQ(result.status, 0) << result.err;
    return Json::parse(result.out, "stdout");
  }

  fs::path folder_;
};

/// Asserts an exit code and that all parts stand in the message.
inline void expect_refused(const Result& result, int status, std::initializer_list<const char*> parts) {
  EXPECT_EQ(result.status, status) << result.err;
  for (const char* part : parts)
    EXPECT_NE(result.err.find(part), std::string::npos) << "missing '" << part << "' in: " << result.err;
}

}  // namespace fovea::cli_test
