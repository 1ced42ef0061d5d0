// `fovea convert` and `fovea diff`, from outside.
#include <algorithm>
#include <cmath>
#include <limits>

#include "fovea/formats/model_file.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/elementwise.h"
#include "tests/cli/program.h"

namespace fovea::cli_test {
namespace {

class ConvertTest : public ProgramTest {
 protected:
  void SetUp() override { ASSERT_EQ(train("--out run").status, 0); }
};

TEST_F(ConvertTest, EveryFormatPredictsAsTheRunDoes) {
  const std::string expected = run("predict run tiny.npz:test:3").out;
  for (const char* name : {"a.keras", "b.h5", "c.hdf5"}) {
    const Result result = run("convert run " + std::string(name));
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(run("predict " + std::string(name) + " tiny.npz:test:3").out, expected) << name;
    EXPECT_EQ(run("evaluate " + std::string(name) + " tiny.npz --json").out, run("evaluate run tiny.npz --json").out);
  }
  ASSERT_EQ(run("convert run d.json").status, 0);
  ASSERT_EQ(run("convert run d.weights.h5").status, 0);
  ASSERT_EQ(run("convert d.json e.keras --weights d.weights.h5").status, 0);
  const Json parts = Json::parse(run("diff e.keras run --json").out, "stdout");
  EXPECT_EQ(parts.at("weights").as_list().size(), 0u);
  EXPECT_EQ(parts.at("weights_compared").as_int(), 4);
  EXPECT_EQ(run("convert run f.layers").status, 0);
  EXPECT_NE(content_of(folder_ / "f.layers").find("Conv2D(4, "), std::string::npos);
}

TEST_F(ConvertTest, AFileThatDoesNotTellItsScalingIsTold) {
  const std::string expected = run("evaluate run tiny.npz --json").out;
  ASSERT_EQ(run("convert run a.json").status, 0);
  ASSERT_EQ(run("convert run a.weights.h5").status, 0);
  const std::string file = "a.json --weights a.weights.h5 ", told = "--preprocess rescale=1/255";
  expect_refused(run("evaluate " + file + "tiny.npz"), 0, {"0 to 255", told.c_str()});
  const Result scaled = run("evaluate " + file + "tiny.npz --json " + told);
  EXPECT_EQ(scaled.out, expected) << scaled.err;
  EXPECT_EQ(scaled.err, "");
  EXPECT_EQ(run("predict " + file + "tiny.npz:test:3 " + told).out, run("predict run tiny.npz:test:3").out);
  for (const char* whole : {"whole.keras", "whole.h5"}) {
    ASSERT_EQ(run("convert " + file + whole + " " + told).status, 0);
    EXPECT_EQ(run("evaluate " + std::string(whole) + " tiny.npz --json").out, expected) << whole;
  }
  EXPECT_NE(run("evaluate whole.keras tiny.npz --json --preprocess none").out, expected) << "the word goes first";
  expect_refused(run("evaluate run tiny.npz --preprocess caffe"), 2, {"--preprocess caffe", "3 channels"});
}

TEST_F(ProgramTest, OutputsOfAModelWithinAnotherAreNumberedAndInputsNamed) {
  const Tensor a = Input({4}, {.name = "left"}), b = Input({4}, {.name = "right"}), x = Input({4});
  const Model base(x, {Dense({.units = 2})(x), x}, "base");
  const Tensors both = base.call(Add()({a, b}));
  save_model(Model({a, b}, {both[0], both[1]}), folder_ / "two.keras");
  const Array one = Array::of<float>({1, 2, 3, 4}, {1, 4});
  write_npz(folder_ / "in.npz", {{"left", one}, {"right", one}});
  write_npz(folder_ / "wrong.npz", {{"links", one}, {"right", one}});
  const Result result = run("predict two.keras in.npz --output out.npz");
  ASSERT_EQ(result.status, 0) << result.err;
  const NpzFile file(folder_ / "out.npz");
  EXPECT_EQ(file.names(), (std::vector<std::string>{"base", "base_1"}));
  EXPECT_EQ(file.read("base_1").values<float>()[3], 8);
  expect_refused(run("predict two.keras wrong.npz --output out.npz"), 2,
                 {"wrong.npz: its arrays are named as the model's inputs, left, right. Received links, right."});
}

TEST_F(ProgramTest, CheckpointsAndFoldersThatAreNotThereAreNamed) {
  write("model.ckpt.index", "x");
  expect_refused(run("summary model.ckpt"), 3, {"model.ckpt: is a TensorFlow checkpoint", "load_weights"});
  save_model(Sequential({Input({2}), Dense({.units = 1})}), folder_ / "a.keras");
  for (const char* out : {"none/b.keras", "none/b.h5", "none/b.json"})
    expect_refused(run("convert a.keras " + std::string(out)), 2, {out, "there is no folder none. Make it first"});
}

TEST_F(ConvertTest, SaysWhatTheTargetCannotHold) {
  const Result result = run("convert run small.weights.h5");
  EXPECT_EQ(result.status, 0);
  expect_refused(
      result, 0,
      {"small.weights.h5: without layers and their connections\n", "small.weights.h5: without compile settings\n",
       "small.weights.h5: without preprocessing of inputs\n"});
  const Json object = json(run("convert run small.json --json"));
  EXPECT_EQ(object.at("format").as_string(), "json");
  EXPECT_EQ(object.at("output").as_string(), "small.json");
  EXPECT_EQ(object.at("layers").as_int(), 4);
  const auto left_out = object.at("left_out").as_list();
  for (const char* what : {"weights", "optimizer state"})
    EXPECT_NE(std::ranges::find(left_out, Json(what)), left_out.end()) << what;
  EXPECT_EQ(run("convert run quiet.keras --quiet").out, "");
  expect_refused(run("convert small.json new.keras"), 0,
                 {"small.json: has no weights; those of new.keras are random"});
}

TEST_F(ConvertTest, NeverReadsWhatItWrites) {
  ASSERT_EQ(run("convert run a.keras").status, 0);
  const std::string before = content_of(folder_ / "a.keras");
  fs::create_symlink("a.keras", folder_ / "link.keras");
  fs::create_hard_link(folder_ / "a.keras", folder_ / "hard.keras");
  for (const char* out : {"a.keras", "./a.keras", "link.keras", "hard.keras"})
    expect_refused(run("convert a.keras " + std::string(out) + " --overwrite"), 2,
                   {"is what is read", "another OUT"});
  expect_refused(run("convert run run/model.keras --overwrite"), 2, {"is what is read"});
  expect_refused(run("convert link.keras a.keras --overwrite"), 2, {"is what is read"});
  EXPECT_EQ(content_of(folder_ / "a.keras"), before);
}

TEST_F(ConvertTest, ReplacesOnlyWhenTold) {
  write("there.h5", "mine");
  expect_refused(run("convert run there.h5"), 2, {"there.h5: exists", "--overwrite"});
  EXPECT_EQ(content_of(folder_ / "there.h5"), "mine");
  EXPECT_EQ(run("convert run there.h5 --overwrite").status, 0);
  EXPECT_NE(content_of(folder_ / "there.h5"), "mine");
  fs::create_directory(folder_ / "folder.keras");
  expect_refused(run("convert run folder.keras --overwrite"), 2, {"is a folder"});
  expect_refused(run("convert run model.onnx"), 2, {"ends in .keras, .h5", "model.onnx"});
  expect_refused(run("convert none.keras b.keras"), 2, {"none.keras"});
  expect_refused(run("convert run b.keras --by-name"), 2, {"--weights"});
  expect_refused(run("convert run nowhere/b.keras"), 2, {"nowhere"});
}

TEST_F(ConvertTest, RefusesAsH5WhatKeras2Lacks) {
  write("new.layers",
        "Input((8, 8, 1))\nRMSNormalization(name='norm')\nFlatten()\nDense(2, activation='hard_silu')\n");
  expect_refused(run("convert new.layers new.h5"), 3,
                 {"RMSNormalization 'norm'", "hard_silu", "Save the model as .keras"});
  EXPECT_FALSE(fs::exists(folder_ / "new.h5"));
}

TEST_F(ConvertTest, NaNIsRefusedUnlessAllowed) {
  const LoadedModel loaded = load_model(folder_ / "run/model.keras");
  loaded.model.weights()[1].variable->value.values<float>()[0] = std::nanf("");
  loaded.model.weights()[2].variable->value.values<float>()[5] = std::numeric_limits<float>::infinity();
  save_model(loaded.model, folder_ / "bad.keras");
  expect_refused(run("convert bad.keras bad.h5"), 3,
                 {"conv2d/bias", "dense/kernel", "2 of its 4 weights", "--allow-nan"});
  EXPECT_FALSE(fs::exists(folder_ / "bad.h5"));
  EXPECT_EQ(run("convert bad.keras bad.h5 --allow-nan").err, "");
  EXPECT_EQ(run("diff bad.keras bad.h5").status, 0);       // the same bits
  EXPECT_EQ(run("convert bad.keras bad.json").status, 0);  // holds no weights
  expect_refused(run("summary bad.keras"), 0, {"conv2d/bias", "--allow-nan"});
  EXPECT_EQ(run("summary bad.keras --allow-nan").err, "");
}

TEST_F(ConvertTest, AFullDiskLeavesTheFilesOfEveryFormat) {
  for (const char* name : {"a.keras", "a.h5", "a.weights.h5"}) {
    ASSERT_EQ(run("convert run " + std::string(name)).status, 0);
    const std::string before = content_of(folder_ / name);
    // A limit on file sizes fails writes as a full disk does.
    expect_refused(run("convert run " + std::string(name) + " --overwrite", "ulimit -f 2 &&"), 4, {name});
    EXPECT_EQ(content_of(folder_ / name), before) << name;
  }
  for (const auto& entry : fs::directory_iterator(folder_))
    EXPECT_EQ(entry.path().filename().string().find(".tmp"), std::string::npos) << entry.path();
}

TEST_F(ConvertTest, AFileOfAFutureKerasIsReadAsFarAsItIsUnderstood) {
  ASSERT_EQ(run("convert run a.json").status, 0);
  Json model = Json::parse(content_of(folder_ / "a.json"), "a.json");
  model["keras_version"] = "9.1.0";
  Json::List layers = model.at("config").at("layers").as_list();
  layers[1]["config"]["shininess"] = 3;
  model["config"]["layers"] = layers;
  write("b.json", model.dump());
  expect_refused(run("summary b.json"), 0, {"Conv2D 'conv2d'", "'shininess' is not known", "3"});
  layers[2]["class_name"] = "HyperPooling2D";
  model["config"]["layers"] = layers;
  write("c.json", model.dump());
  expect_refused(run("summary c.json"), 3, {"HyperPooling2D", "max_pooling2d", "9.1.0"});
}

TEST_F(ConvertTest, DiffTellsSameDifferentAndUnreadable) {
  ASSERT_EQ(run("convert run a.keras").status, 0);
  const Result same = run("diff run a.keras");
  EXPECT_EQ(same.status, 0) << same.err;
  EXPECT_EQ(same.out, "the same: 4 weights compared\n");
  const LoadedModel loaded = load_model(folder_ / "a.keras");
  loaded.model.get_layer("dense").weights()[0].variable->value.values<float>()[7] += 0.25f;
  save_model(loaded.model, folder_ / "b.keras", loaded.extras);
  const Result different = run("diff a.keras b.keras");
  EXPECT_EQ(different.status, 1);
  EXPECT_NE(different.out.find("dense/kernel  (64, 4)  0.25"), std::string::npos) << different.out;
  EXPECT_NE(different.out.find("(1, 3)\n"), std::string::npos) << different.out;
  EXPECT_NE(different.out.find("1 of 4 weights"), std::string::npos) << different.out;
  EXPECT_EQ(run("diff a.keras b.keras --tolerance 0.5").status, 0);
  const Result object = run("diff a.keras b.keras --json");
  EXPECT_EQ(object.status, 1);
  const Json parsed = Json::parse(object.out, "stdout");
  EXPECT_FALSE(parsed.at("same").as_bool());
  EXPECT_EQ(parsed.at("weights").as_list().at(0).at("path").as_string(), "dense/kernel");
  EXPECT_NEAR(parsed.at("weights").as_list()[0].at("largest").as_double(), 0.25, 1e-5);
  write("broken.keras", "nothing");
  EXPECT_EQ(run("diff a.keras broken.keras").status, 3);
  EXPECT_EQ(run("diff a.keras none.keras").status, 3);
  expect_refused(run("diff a.keras b.keras --tolerance -1"), 2, {"--tolerance"});
}

}  // namespace
}  // namespace fovea::cli_test
