// What users get for wrong calls, broken input and a machine that fails.
#include <signal.h>

#include <chrono>
#include <thread>

#include "tests/cli/program.h"

namespace fovea::cli_test {
namespace {

TEST_F(ProgramTest, WrongUsageExitsWith2) {
  expect_refused(run("train"), 2, {"DATA"});
  expect_refused(run("fly"), 2, {});
  expect_refused(train("--epochs -1"), 2, {"--epochs"});
  expect_refused(train("--optimizer 'Adan(learning_rate=0.1)'"), 2, {"--optimizer:1:1", "Adan", "Adam"});
  expect_refused(train("--optimizer 'Adam(learning_rat=0.1)'"), 2, {"learning_rat", "learning_rate"});
  expect_refused(train("--callback \"EarlyStopping(monitor='val_lss')\" --out r"), 2, {"val_lss", "loss"});
  expect_refused(run("train tiny.npz --model fashon"), 2, {"fashon", "fashion"});
  expect_refused(train("--set f"), 2, {"NAME=VALUE"});
  expect_refused(run("train tiny.npz --model tiny.layers"), 3, {"tiny.layers:2:8", "f", "classes"});
}

TEST_F(ProgramTest, GrammarErrorsNameLineColumnAndWhatExists) {
  write("bad.layers", "Input((8, 8, 1))\nConv2D(4, 3, paddng='same')\n");
  expect_refused(run("train tiny.npz --model bad.layers"), 3, {"bad.layers:2:14", "paddng", "padding"});
  write("bad.layers", "Input((8, 8, 1))\nConv3X(4, 3)\n");
  expect_refused(run("train tiny.npz --model bad.layers"), 3, {"bad.layers:2:1", "Conv3X"});
  write("bad.layers", "Input((8, 8, 1))\nConv2D(4, 9)\n");
  expect_refused(run("train tiny.npz --model bad.layers"), 3, {"bad.layers", "kernel 9x9 exceeds input 8x8"});
}

TEST_F(ProgramTest, ShapesThatDoNotFitNameBothShapes) {
  expect_refused(run("train tiny.npz --model fashion --out r"), 2, {"(None, 28, 28, 1)", "(240, 8, 8, 1)"});
  EXPECT_FALSE(fs::exists(folder_ / "r/model.keras"));
}

TEST_F(ProgramTest, LossesThatContradictTheModelAreRefused) {
  expect_refused(train("--loss 'SparseCategoricalCrossentropy(from_logits=True)' --out r"), 2,
                 {"from_logits", "softmax"});
}

TEST_F(ProgramTest, BrokenDataExitsWith3) {
  write("page.npz", "<!DOCTYPE html><html>not here</html>");
  expect_refused(run("train page.npz"), 3, {"page.npz"});
  const std::string whole = content_of(folder_ / "tiny.npz");
  write("cut.npz", whole.substr(0, whole.size() / 2));
  expect_refused(run("train cut.npz"), 3, {"cut.npz"});
  expect_refused(run("train nowhere.npz"), 3, {"nowhere.npz"});
  expect_refused(run("data info mnist --offline --data-dir .", "HOME=/nonexistent KERAS_HOME=/nonexistent"), 3,
                 {"offline"});
}

TEST_F(ProgramTest, LimitsOfReadersAreNamedAndRaised) {
  std::string deep = R"({"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "InputLayer",
    "config": {"batch_shape": [null, 4], "name": "i", "unknown": )";
  write("deep.json", deep + std::string(70, '[') + std::string(70, ']') + "}}]}}");
  expect_refused(run("summary deep.json"), 3, {"deep.json", "the limit is 64", "--limit json_depth=N"});
  EXPECT_EQ(run("summary deep.json --limit json_depth=100").status, 0);
  expect_refused(run("data info tiny.npz --limit archive_entries=3"), 3, {"4 entries", "--limit archive_entries=N"});
  expect_refused(run("data info tiny.npz --limit archive_entris=3"), 2, {"archive_entris", "archive_entries"});
  expect_refused(run("data info tiny.npz --limit archive_entries"), 2, {"archive_entries is a whole number from 1"});
}

TEST_F(ProgramTest, ALossThatBecomesNaNEndsTheRunAndKeepsTheModel) {
  ASSERT_EQ(train("--out run").status, 0);
  const Result result = train("--out nan --optimizer 'SGD(learning_rate=1e30)'");
  expect_refused(result, 1, {"loss became", "update", "smaller learning rate"});
  EXPECT_EQ(Json::parse(content_of(folder_ / "nan/run.json"), "run.json").at("status").as_string(), "failed");
}

TEST_F(ProgramTest, AnExistingRunFolderIsKept) {
  ASSERT_EQ(train("--out run").status, 0);
  const std::string before = content_of(folder_ / "run/model.keras");
  expect_refused(train("--out run --seed 9"), 2, {"run", "--overwrite"});
  EXPECT_EQ(content_of(folder_ / "run/model.keras"), before);
  EXPECT_EQ(train("--out run --seed 9 --overwrite").status, 0);
  EXPECT_NE(content_of(folder_ / "run/model.keras"), before);
  fs::create_directories(folder_ / "photos");
  write("photos/keep.txt", "mine");
  expect_refused(train("--out photos --overwrite"), 2, {"photos", "run.json"});
  EXPECT_EQ(content_of(folder_ / "photos/keep.txt"), "mine");
}

TEST_F(ProgramTest, RunsThatBeginTogetherGetFoldersOfTheirOwn) {
  const std::string one = "'" FOVEA_PROGRAM "' train tiny.npz --model tiny.layers --set f=2 --epochs 1 --quiet & ";
  ASSERT_EQ(std::system(("cd '" + folder_.string() + "' && (" + one + one + one + " wait)").c_str()), 0);
  for (const char* name : {"tiny-1", "tiny-2", "tiny-3"})
    EXPECT_EQ(Json::parse(content_of(folder_ / "runs" / name / "run.json"), name).at("status").as_string(),
              "finished");
  expect_refused(run("train tiny.npz --model tiny.layers --set f=2 --callback \"EarlyStopping(monitor='val_los')\""),
                 2, {"val_los"});
  EXPECT_FALSE(fs::exists(folder_ / "runs/tiny-4"));
}

TEST_F(ProgramTest, AFullDiskLeavesWhatWasSaved) {
  ASSERT_EQ(train("--out run").status, 0);
  const std::string before = content_of(folder_ / "run/model.keras");
  // A limit on file sizes fails writes as a full disk does; run.json fits, models do not.
  const Result result = run("train tiny.npz --like run --out run --overwrite --epochs 1", "ulimit -f 4 &&");
  expect_refused(result, 4, {"model.keras"});
  for (const auto& entry : fs::directory_iterator(folder_ / "run"))
    EXPECT_EQ(entry.path().filename().string().find(".tmp"), std::string::npos) << entry.path();
  EXPECT_EQ(run("train tiny.npz --like run --out /proc/no/run").status, 4);
}

TEST_F(ProgramTest, CtrlCEndsAfterTheStepWithTheModelSaved) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::chdir(folder_.c_str());
    ::freopen("/dev/null", "w", stdout);
    ::execl(FOVEA_PROGRAM, "fovea", "train", "tiny.npz", "--model", "tiny.layers", "--set", "f=4", "--epochs",
            "100000", "--out", "run", nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 600 && !fs::exists(folder_ / "run/best.keras"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ::kill(child, SIGINT);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_EQ(Json::parse(content_of(folder_ / "run/run.json"), "run.json").at("status").as_string(), "interrupted");
  EXPECT_EQ(run("evaluate run tiny.npz --json").status, 0);
}

TEST_F(ProgramTest, LabelsOutOfRangeAreNamed) {
  write("two.layers", "Input((8, 8, 1))\nFlatten()\nDense(2, activation='softmax')\n");
  expect_refused(run("train tiny.npz --model two.layers --out r"), 2, {"labels", "0 to 1", "Received 2"});
}

TEST_F(ProgramTest, WhatIsRefusedBeforeTheFirstStepLeavesNoRunFolder) {
  ASSERT_EQ(train("--out old").status, 0);
  const std::string before = content_of(folder_ / "old/model.keras");
  for (const char* wrong : {"--metrics acurracy", "--loss 'SparseCategoricalCrossentropy(from_logits=True)'",
                            "--callback \"EarlyStopping(monitor='val_loss')\"", "--preprocess rescale=0",
                            "--preprocess \"rescale='a'\"", "--threads 100000"}) {
    expect_refused(train(std::string(wrong) + " --out new"), 2, {});
    EXPECT_FALSE(fs::exists(folder_ / "new")) << wrong;
    expect_refused(train(std::string(wrong) + " --out old --overwrite"), 2, {});
    EXPECT_EQ(content_of(folder_ / "old/model.keras"), before) << wrong;
  }
}

TEST_F(ProgramTest, OneUnitTakesTwoClassesOnly) {
  write("one.layers", "Input((8, 8, 1))\nFlatten()\nDense(1, activation='sigmoid')\n");
  expect_refused(run("train tiny.npz --model one.layers --out r"), 2, {"from 0 to 1", "Received 2 in sample 2"});
  write_data("two.npz", 40, 10, 2);
  const Result two = run("train two.npz --model one.layers --out r");
  ASSERT_EQ(two.status, 0) << two.err;
  const Json top = json(run("predict r two.npz:test:0 --top 2 --json")).at("predictions").as_list().at(0).at("top");
  ASSERT_EQ(top.as_list().size(), 2u);
  EXPECT_NEAR(top.as_list()[0].at("score").as_double() + top.as_list()[1].at("score").as_double(), 1, 1e-6);
}

TEST_F(ProgramTest, SeveralOutputsAreForTheLibrary) {
  write("two.layers",
        "x = Input((8, 8, 1))\nf = Flatten()(x)\noutput_0 = Dense(4, activation='softmax')(f)\noutput_1 = "
        "Dense(1)(f)\n");
  expect_refused(run("train tiny.npz --model two.layers --out r"), 3, {"1 input and 2 outputs"});
  expect_refused(run("evaluate two.layers tiny.npz"), 3, {"1 input and 2 outputs"});
  EXPECT_EQ(run("summary two.layers --kernels --json").status, 0);
}

TEST_F(ProgramTest, OptionsSayWhatTheyTake) {
  expect_refused(run("trian tiny.npz"), 2, {"'trian' is no command", "'train'", "fovea --help"});
  expect_refused(train("--epochs 99999999999999999999"), 2, {"--epochs", "whole number from 0"});
  expect_refused(train("--seed -1"), 2, {"--seed", "whole number from 0"});
  expect_refused(train("--validation-split 1"), 2, {"below 1"});
  expect_refused(train("--validation tiny.npz:test --validation-split 0.5"), 2, {"--validation"});
  expect_refused(run("bench digits --seconds 0"), 2, {"--seconds", "above 0"});
  expect_refused(run("train tiny.npz --model digits --set f=3"), 2, {"--set", ".layers"});
  EXPECT_EQ(run("").status, 2);
}

TEST_F(ProgramTest, AResultThatCannotBeWrittenIsNoSuccess) {
  EXPECT_EQ(std::system((std::string(FOVEA_PROGRAM) + " summary digits >/dev/full 2>/dev/null").c_str()) >> 8, 4);
}

TEST_F(ProgramTest, AnInterruptedEpochKeepsColumnsAndTheBestModel) {
  write_data("large.npz", 40000, 60);
  const pid_t child = ::fork();
  if (child == 0) {
    ::chdir(folder_.c_str());
    ::freopen("/dev/null", "w", stdout);
    ::execl(FOVEA_PROGRAM, "fovea", "train", "large.npz", "--model", "tiny.layers", "--set", "f=4", "--epochs",
            "100000", "--batch-size", "4", "--validation-split", "0.01", "--callback",
            "EarlyStopping(monitor='val_loss', patience=100000)", "--out", "run", nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 600 && !fs::exists(folder_ / "run/history.csv"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ::kill(child, SIGINT);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_EQ(Json::parse(content_of(folder_ / "run/run.json"), "run.json").at("status").as_string(), "interrupted");
  std::istringstream history(content_of(folder_ / "run/history.csv"));
  for (std::string line; std::getline(history, line);)
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 6) << line;
}

}  // namespace
}  // namespace fovea::cli_test
