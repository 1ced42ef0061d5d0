// Every command of README.md, CONTRIBUTING.md and docs/ is run, page by page in a folder of its own, and must print what
// the page shows. Trainings and benchmarks get options appended that end them early (`shortened`); commands that would
// build this tree or fetch it are looked at, not run.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "tests/docs/document.h"

namespace fovea::docs_test {
namespace {

namespace fs = std::filesystem;
const fs::path tree = FOVEA_SOURCE_DIR;
const fs::path shared_mnist = tree.parent_path() / "shared/data/mnist.npz";
const fs::path shared_photos = tree.parent_path() / "shared/data/cats-and-dogs.zip";  // pages call it pets.zip
const fs::path shared_clothes = tree.parent_path() / "shared/data/clothes.zip";

std::vector<fs::path> pages() {
  std::vector<fs::path> found{tree / "README.md", tree / "CONTRIBUTING.md"};
  for (const auto& entry : fs::directory_iterator(tree / "docs"))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::string shortened(const std::string& command) {
  const auto has = [&](const char* word) { return command.find(word) != std::string::npos; };
  if (has("--help") || has("--show-keras")) return command;
  if (has("fovea train ")) return command + " --epochs 1 --steps-per-epoch 20";
  if (has("fovea bench ")) return command + " --seconds 0.1";
  return command;
}

/// What is recognised and not run: its first word must exist where it is a file of the tree.
bool is_of_the_tree(const std::string& command) {
  const std::string word = command.substr(0, command.find(' '));
  if (word == "git" || word == "cmake" || word == "clang-format") return true;
  if (word == "./check" || word.starts_with("scripts/")) {
    EXPECT_TRUE(fs::exists(tree / word)) << command;
    return true;
  }
  return word.starts_with("build/");
}

class Page : public ::testing::TestWithParam<fs::path> {
 protected:
  Page() {
    std::string pattern = (fs::temp_directory_path() / "fovea-docs-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    place_program();
    ::setenv("KERAS_HOME", (folder_ / ".keras").c_str(), 1);
    ::setenv("XDG_CACHE_HOME", (folder_ / ".cache").c_str(), 1);
    ::setenv("PATH", (folder_.string() + ":" + ::getenv("PATH")).c_str(), 1);
  }
  ~Page() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  /// Commands find `fovea` beside them. The MNIST of the tests is packed anew, so it is no file of Keras' cache by its
  /// hash; --data-dir takes it as it is.
  void place_program() const {
    const fs::path datasets = folder_ / ".keras/datasets", program = folder_ / "fovea";
    fs::create_directories(datasets);
    if (fs::exists(shared_mnist)) fs::create_symlink(fs::canonical(shared_mnist), datasets / "mnist.npz");
    if (fs::exists(shared_photos)) fs::create_symlink(fs::canonical(shared_photos), folder_ / "pets.zip");
    if (fs::exists(shared_clothes)) fs::create_symlink(fs::canonical(shared_clothes), folder_ / "clothes.zip");
    std::ofstream(program) << "#!/bin/sh\ncase \" $*\" in *\" mnist\"*) set -- \"$@\" --data-dir '"
                           << datasets.string() << "' ;; esac\nexec '" FOVEA_PROGRAM "' \"$@\"\n";
    fs::permissions(program, fs::perms::owner_all);
  }

  /// Runs a command in the page's folder; its lines and its exit status.
  int run(const std::string& command, std::vector<std::string>& lines) const {
    const fs::path output = folder_ / ".output";
    const std::string line =
        "cd '" + folder_.string() + "' && { " + command + "\n} >'" + output.string() + "' 2>&1 </dev/null";
    const int status = std::system(line.c_str());
    std::ifstream file(output);
    for (std::string text; std::getline(file, text);) {
      for (auto at = text.find(folder_.string() + "/.keras"); at != std::string::npos;
           at = text.find(folder_.string() + "/.keras"))
        text.replace(at, folder_.string().size() + 7, "~/.keras");
      lines.push_back(text);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  fs::path folder_;
};

TEST_P(Page, DoesWhatItShows) {
  if (!fs::exists(shared_mnist)) GTEST_SKIP() << "MNIST is not beside this checkout (../shared/data/mnist.npz)";
  if (!fs::exists("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "Debian's dataset-fashion-mnist is not installed";
  for (const Shown& shown : shown_commands(GetParam())) {
    SCOPED_TRACE(GetParam().filename().string() + ":" + std::to_string(shown.line) + ": " + shown.command);
    if (is_of_the_tree(shown.command)) continue;
    // A file that the page shows is one that its reader writes.
    if (shown.command.starts_with("cat ") && !fs::exists(folder_ / shown.command.substr(4))) {
      std::ofstream file(folder_ / shown.command.substr(4));
      for (const std::string& line : shown.output) file << line << '\n';
      continue;
    }
    std::vector<std::string> printed;
    const int status = run(shortened(shown.command), printed);
    std::string text;
    for (const std::string& line : printed) text += line + "\n";
    const bool refusal = std::any_of(shown.output.begin(), shown.output.end(),
                                     [](const std::string& line) { return line.starts_with("fovea: "); });
    EXPECT_EQ(status == 0, !refusal) << "exit status " << status << "\n" << text;
    if (!shown.output.empty()) {
      EXPECT_EQ(first_missing(shown.output, printed), "") << text;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Documents, Page, ::testing::ValuesIn(pages()), [](const auto& info) {
  std::string name = info.param.stem().string();
  std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
  return name;
});

TEST(Document, FormsKeepWhatIsStable) {
  EXPECT_EQ(form("Epoch 1/5  1875/1875  1269 img/s  0:47  loss 0.4810  accuracy 0.8262"),
            "Epoch  loss #  accuracy #");
  EXPECT_EQ(form("digits     batch 128     25012.0 img/s     5.118 ms/step      33 MiB peak"),
            form("digits     batch 128      5012.0 img/s    15.118 ms/step     133 MiB peak"));
  EXPECT_EQ(form("layer    operation   kernel          phase"), form("layer    operation   kernel     phase"));
  EXPECT_NE(form("layer    operation   kernel          phase"),
            form("layer    operation       kernel          phase"));
  EXPECT_EQ(form(" Total params: 73,834 (288.41 KB)"), " Total params: 73,834 (288.41 KB)");
  EXPECT_EQ(form("mnist:test:8  5 0.97  6 0.02"), "mnist:test:8  CLASS #");
  EXPECT_EQ(first_missing({"a", "...", "c"}, {"a", "b", "c"}), "");
  EXPECT_NE(first_missing({"a", "c"}, {"a", "b", "c"}), "");
  EXPECT_NE(first_missing({"a"}, {"a", "b"}), "");
  EXPECT_NE(first_missing({"a", "...", "d"}, {"a", "b", "c"}), "");
}

}  // namespace
}  // namespace fovea::docs_test
