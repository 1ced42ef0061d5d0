#include "fovea/graph/kernel_choices.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "fovea/base/file.h"
#include "fovea/base/json.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// Sleeps, and counts how often it ran.
class Sleeper final : public Kernel {
 public:
  Sleeper(int milliseconds, int& runs) : milliseconds_(milliseconds), runs_(runs) {}
  void run(const KernelArguments&) const noexcept override {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds_));
    ++runs_;
  }

 private:
  int milliseconds_;
  int& runs_;
};

class KernelChoicesTest : public ::testing::Test {
 protected:
  KernelChoicesTest() {
    std::string pattern = (fs::temp_directory_path() / "fovea-choices-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    file_ = folder_ / "cache/kernels.json";
  }
  ~KernelChoicesTest() override { fs::remove_all(folder_); }

  /// The first is estimated to be the fastest and is the slowest; the third is out of the question.
  std::vector<Candidate> candidates() {
    const auto make = [this](const char* name, double cost, int milliseconds) {
      Candidate candidate;
      candidate.name = name;
      candidate.cost = cost;
      candidate.make = [this, milliseconds] { return std::make_unique<Sleeper>(milliseconds, runs_); };
      return candidate;
    };
    return {make("promising", 1, 12), make("modest", 2, 1), make("hopeless", 100, 0)};
  }
  static OperationSpec dense() {
    const TensorDesc x{{4, 3}, DType::f32, true, {}}, w{{3, 2}, DType::f32, false, {}},
        y{{4, 2}, DType::f32, true, {}};
    return {OpCode::dense, DenseAttributes{}, {x, w}, {y}};
  }
  std::size_t choose(const OperationSpec& operation) {
    return KernelChoices(file_).choose(operation, {.samples = 4}, candidates());
  }

  fs::path folder_, file_;
  int runs_ = 0;
};

TEST_F(KernelChoicesTest, MeasuresOnceAndRemembers) {
  EXPECT_EQ(choose(dense()), 1u);
  EXPECT_GT(runs_, 2);
  runs_ = 0;
  EXPECT_EQ(choose(dense()), 1u);
  EXPECT_EQ(runs_, 0) << "a later run measures nothing";
  OperationSpec other = dense();
  std::get<DenseAttributes>(other.attributes).relu = true;
  EXPECT_EQ(choose(other), 1u);
  EXPECT_GT(runs_, 0) << "another operation is measured on its own";
  EXPECT_EQ(Json::parse(read_file(file_), "file").at("kernels").as_object().size(), 2u);
}

TEST_F(KernelChoicesTest, WhatOthersWroteOrBrokeIsMeasuredAnew) {
  choose(dense());
  const std::string whole = read_file(file_);
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = whole;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& content :
       {replaced("\"machine\": \"", "\"machine\": \"another "), replaced("\"version\": \"", "\"version\": \"9."),
        whole.substr(0, whole.size() / 2), replaced("modest", "gone"), std::string("[]")}) {
    write_file(file_, content);
    runs_ = 0;
    EXPECT_EQ(choose(dense()), 1u) << content;
    EXPECT_GT(runs_, 0) << content;
  }
}

TEST_F(KernelChoicesTest, WhatCannotBeRememberedIsNotMeasured) {
  file_ = "/proc/no/kernels.json";
  EXPECT_EQ(choose(dense()), 0u);
  file_ = "";
  EXPECT_EQ(choose(dense()), 0u);
  EXPECT_EQ(runs_, 0);
}

TEST_F(KernelChoicesTest, OperationsThatMoveMemoryAreEstimated) {
  const TensorDesc x{{4, 3}, DType::f32, true, {}};
  EXPECT_EQ(choose({OpCode::unary, UnaryAttributes{}, {x}, {x}}), 0u);
  EXPECT_EQ(runs_, 0);
  EXPECT_FALSE(fs::exists(file_));
}

}  // namespace
}  // namespace fovea
