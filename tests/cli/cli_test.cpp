#include "tests/cli/program.h"

namespace fovea::cli_test {
namespace {

TEST_F(ProgramTest, VersionAndHelp) {
  EXPECT_EQ(run("--version").out.rfind("fovea ", 0), 0u);
  const Result help = run("--help");
  EXPECT_EQ(help.status, 0);
  for (const char* command : {"train", "evaluate", "predict", "summary", "convert", "diff", "data", "bench"}) {
    EXPECT_NE(help.out.find(command), std::string::npos);
    const Result own = run(std::string(command) + " --help");
    EXPECT_EQ(own.status, 0);
    EXPECT_NE(own.out.find("Examples:"), std::string::npos) << command;
  }
}

TEST_F(ProgramTest, TrainsAndWritesARunFolder) {
  const Result result = train("--validation-split 0.25 --out run --step-log steps.csv");
  ASSERT_EQ(result.status, 0) << result.err;
  const Json run_json = Json::parse(content_of(folder_ / "run/run.json"), "run.json");
  EXPECT_EQ(run_json.at("status").as_string(), "finished");
  EXPECT_EQ(run_json.at("classes").as_list().size(), 4u);
  EXPECT_EQ(run_json.at("preprocess").at("mode").as_string(), "rescale");
  EXPECT_GT(run_json.at("results").at("test_final").at("accuracy").as_double(), 0.9);
  std::string layers;
  for (const Json& step : run_json.at("kernels").as_list()) layers += step.at("layer").as_string() + " ";
  EXPECT_NE(layers.find("conv2d "), std::string::npos) << layers;
  const std::string history = content_of(folder_ / "run/history.csv");
  EXPECT_EQ(history.rfind("epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n", 0), 0u) << history;
  EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 4);
  const std::string steps = content_of(folder_ / "steps.csv");
  EXPECT_EQ(steps.rfind("step,loss,accuracy\n", 0), 0u) << steps;
  EXPECT_EQ(std::count(steps.begin(), steps.end(), '\n'), 1 + 3 * 12);  // 180 of 240 samples, batch 16: 12 steps
  EXPECT_TRUE(fs::exists(folder_ / "run/model.keras"));
  EXPECT_TRUE(fs::exists(folder_ / "run/best.keras"));
}

TEST_F(ProgramTest, EvaluateAndPredictUseTheSavedModel) {
  ASSERT_EQ(train("--out run").status, 0);
  const Json trained = Json::parse(content_of(folder_ / "run/run.json"), "run.json").at("results").at("test_final");
  const Json measured = json(run("evaluate run tiny.npz --json"));
  EXPECT_NEAR(measured.at("loss").as_double(), trained.at("loss").as_double(), 1e-6);
  EXPECT_EQ(measured.at("accuracy").as_double(), trained.at("accuracy").as_double());
  EXPECT_EQ(json(run("evaluate run tiny.npz --split train --json")).as_object().size(), 2u);

  const Json predicted = json(run("predict run tiny.npz:test:5 --top 2 --json"));
  const Json& best = predicted.at("predictions").as_list().at(0);
  EXPECT_EQ(best.at("input").as_string(), "tiny.npz:test:5");
  EXPECT_EQ(best.at("top").as_list().size(), 2u);
  EXPECT_EQ(best.at("top").as_list()[0].at("index").as_int(), 1);  // the fifth picture is of class 1

  ASSERT_EQ(run("predict run tiny.npz --output p.npy").status, 0);
  const Array rows = read_npy(folder_ / "p.npy");
  EXPECT_EQ(to_string(rows.shape()), "(60, 4)");
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    double sum = 0;
    for (int c = 0; c < 4; ++c) sum += static_cast<double>(rows.values<float>()[static_cast<std::size_t>(i * 4 + c)]);
    EXPECT_NEAR(sum, 1, 1e-5);
  }
}

TEST_F(ProgramTest, RawNumbersAreNotScaledAndDataBesideThemIs) {
  ASSERT_EQ(train("--out run").status, 0);
  const Array pixels = read_npz(folder_ / "tiny.npz").at(0).second.slice(0, 1).cast(DType::f32);
  write_npy(folder_ / "raw.npy", pixels);
  const std::string raw = run("predict run raw.npy").out, data = run("predict run tiny.npz:test:5").out;
  EXPECT_EQ(run("predict run raw.npy tiny.npz:test:5").out, raw + data);
  EXPECT_EQ(run("predict run tiny.npz:test:5 raw.npy").out, data + raw);
}

TEST_F(ProgramTest, RepeatsBitByBitAndFollowsTheSeed) {
  ASSERT_EQ(train("--out a --step-log a.csv").status, 0);
  ASSERT_EQ(train("--out b --step-log b.csv").status, 0);
  ASSERT_EQ(train("--out c --step-log c.csv --seed 1").status, 0);
  EXPECT_EQ(content_of(folder_ / "a.csv"), content_of(folder_ / "b.csv"));
  EXPECT_NE(content_of(folder_ / "a.csv"), content_of(folder_ / "c.csv"));
}

TEST_F(ProgramTest, DeterministicRunsAreEqualAtAnyNumberOfThreads) {
  ASSERT_EQ(train("--out a --step-log a.csv --deterministic --threads 1").status, 0);
  ASSERT_EQ(train("--out b --step-log b.csv --deterministic --threads 2").status, 0);
  EXPECT_EQ(content_of(folder_ / "a.csv"), content_of(folder_ / "b.csv"));
}

TEST_F(ProgramTest, LikeRepeatsARunWithChanges) {
  ASSERT_EQ(train("--out a --seed 3").status, 0);
  ASSERT_EQ(run("train tiny.npz --like a --set f=6 --epochs 2 --out b").status, 0);
  const Json a = Json::parse(content_of(folder_ / "a/run.json"), "a"),
             b = Json::parse(content_of(folder_ / "b/run.json"), "b");
  EXPECT_EQ(b.at("seed").as_int(), 3);
  EXPECT_EQ(b.at("options").at("--epochs").as_list()[0].as_string(), "2");
  EXPECT_EQ(b.at("options").at("--optimizer"), a.at("options").at("--optimizer"));
  EXPECT_NE(run("summary b").out.find("(None, 8, 8, 6)"), std::string::npos);
}

TEST_F(ProgramTest, CallbacksAreTakenAsKerasCalls) {
  const Result result =
      train("--epochs 30 --callback \"EarlyStopping(monitor='loss', patience=0, min_delta=10)\" --out run");
  ASSERT_EQ(result.status, 0) << result.err;
  const std::string history = content_of(folder_ / "run/history.csv");
  EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 3) << history;
}

TEST_F(ProgramTest, CategoricalLossesGetOneHotLabels) {
  ASSERT_EQ(train("--loss categorical_crossentropy --out run").status, 0);
  EXPECT_GT(json(run("evaluate run tiny.npz --json")).at("accuracy").as_double(), 0.9);
}

TEST_F(ProgramTest, OneJsonObjectAndNothingElse) {
  const Result result = train("--out run --json");
  EXPECT_EQ(json(result).at("status").as_string(), "finished");
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1);
  EXPECT_EQ(train("--out run2 --quiet").out, "");
}

TEST_F(ProgramTest, SummariesOfNamedNetworks) {
  EXPECT_NE(run("summary fashion").out.find("Total params: 73,834 (288.41 KB)"), std::string::npos);
  EXPECT_NE(run("summary digits").out.find("Total params: 8,790 (34.34 KB)"), std::string::npos);
  EXPECT_NE(run("summary lenet5 --style keras2").out.find("Total params: 61706"), std::string::npos);
}

TEST_F(ProgramTest, NoOperationOfTheBenchmarkNetworksFallsBackToTheReference) {
  for (const char* name : {"digits", "fashion", "tinyvgg", "lenet5"}) {
    const Json report = json(run(std::string("summary ") + name + " --kernels --batch-size 4 --json"));
    for (const Json& step : report.at("steps").as_list())
      EXPECT_NE(step.at("kernel").as_string(), "reference")
          << name << ": " << step.at("layer").as_string() << " " << step.at("operation").as_string();
  }
}

TEST_F(ProgramTest, DataInfoCounts) {
  const Json info = json(run("data info tiny.npz --json"));
  EXPECT_EQ(info.at("splits").as_list()[0].at("samples").as_int(), 240);
  EXPECT_EQ(info.at("splits").as_list()[1].at("class_counts").as_list()[3].as_int(), 15);
}

TEST_F(ProgramTest, BenchReportsItsFigures) {
  const Json figures = json(run("bench digits --seconds 0.1 --json"));
  for (const char* key : {"images_per_second", "ms_per_step", "peak_memory_mib"})
    EXPECT_GT(figures.at(key).as_double(), 0) << key;
}

TEST_F(ProgramTest, ShowKerasPrintsAProgram) {
  const Result result = train("--show-keras");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out.rfind("import keras\n", 0), 0u) << "stdout holds the program alone: " << result.out;
  EXPECT_NE(result.out.find("keras.layers.Conv2D(4, (3, 3), padding='same', activation='relu')"), std::string::npos)
      << result.out;
  EXPECT_FALSE(fs::exists(folder_ / "runs"));
}

TEST_F(ProgramTest, ShowKerasNamesEverythingAsPythonFindsIt) {
  write("graph.layers",
        "x = Input((8, 8, 1))\na = Conv2D(4, 3, padding='same', kernel_regularizer=L2(1e-4), "
        "kernel_constraint=MaxNorm(3))(x)\n"
        "b = Activation('relu')(a)\nAdd()([a, b])\nGlobalAveragePooling2D()\nDense(classes)\n");
  const Result result = run(
      "train tiny.npz --model graph.layers --optimizer 'SGD(learning_rate=ExponentialDecay(0.1, 10, 0.9))' --metrics "
      "\"accuracy, SparseTopKCategoricalAccuracy(k=2, name='top2')\" --validation tiny.npz:test --validation-steps 2 "
      "--callback "
      "\"keras.callbacks.EarlyStopping(patience=2)\" --seed 3 --show-keras");
  EXPECT_EQ(result.status, 0) << result.err;
  for (const char* part :
       {"keras.utils.set_random_seed(3)", "numpy.load('tiny.npz')['x_train']",
        "x_val = x_val.reshape(-1, 8, 8, 1).astype('float32') / 255", "keras.regularizers.L2(l2=0.0001)",
        "keras.constraints.MaxNorm(max_value=3.0)", "model = keras.Model([v0], [output]",
        "keras.optimizers.SGD(learning_rate=keras.optimizers.schedules.ExponentialDecay(", "from_logits=True",
        "keras.metrics.SparseTopKCategoricalAccuracy(k=2, name='top2')", "validation_data=(x_val, y_val)",
        "validation_steps=2", "callbacks=[keras.callbacks.EarlyStopping(patience=2)]",
        "model.evaluate(x_test, y_test"})
    EXPECT_NE(result.out.find(part), std::string::npos) << "missing " << part << " in\n" << result.out;
}

TEST_F(ProgramTest, MetricsMayBeCalls) {
  const Result result = train("--metrics \"acc, SparseTopKCategoricalAccuracy(k=2, name='top2')\" --out run");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(content_of(folder_ / "run/history.csv").rfind("epoch,loss,acc,top2,learning_rate,seconds\n", 0), 0u);
}

TEST_F(ProgramTest, AModelGoesOnWithItsLossMetricsAndPixels) {
  ASSERT_EQ(train("--loss 'CategoricalCrossentropy(label_smoothing=0.2)' --metrics top_k_categorical_accuracy "
                  "--preprocess rescale=1/127 --out a")
                .status,
            0);
  const Result result = run("train tiny.npz --model a --epochs 1 --out b");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("x / 127, as the model's file says"), std::string::npos) << result.out;
  const Json last = json(run("evaluate a tiny.npz --json")),
             next = Json::parse(content_of(folder_ / "b/run.json"), "b").at("results").at("test_final");
  EXPECT_NE(next.find("top_k_categorical_accuracy"), nullptr);
  EXPECT_NEAR(next.at("loss").as_double(), last.at("loss").as_double(), 0.2)
      << "the loss of the file, and not far from where it was";
  EXPECT_GT(next.at("loss").as_double(), 0.4) << "smoothed labels keep the loss up";
}

TEST_F(ProgramTest, AFolderOfNpyFilesIsData) {
  fs::create_directories(folder_ / "arrays");
  const auto arrays = read_npz(folder_ / "tiny.npz");
  for (const auto& [name, array] : arrays) write_npy(folder_ / "arrays" / (name + ".npy"), array);
  const Json npz = json(run("data info tiny.npz --json")), npy = json(run("data info arrays/ --json"));
  EXPECT_EQ(npy.at("splits"), npz.at("splits"));
  EXPECT_EQ(npy.at("manifest_hash"), npz.at("manifest_hash"));
  EXPECT_EQ(npy.at("name").as_string(), "arrays");
  fs::remove(folder_ / "arrays/y_test.npy");
  expect_refused(run("data info arrays"), 3, {"x_test without y_test"});
}

TEST_F(ProgramTest, WordsOnlyWhereAGuessIsMade) {
  ASSERT_EQ(train("--out run").status, 0);
  EXPECT_EQ(run("evaluate run tiny.npz").err, "");
  EXPECT_EQ(run("summary run").err, "");
  EXPECT_NE(run("evaluate tiny4.layers tiny.npz").status, 0);
  write("fixed.layers", "Input((8, 8, 1))\nFlatten()\nDense(4, activation='softmax')\n");
  EXPECT_NE(run("predict fixed.layers tiny.npz:test:0").err.find("not trained"), std::string::npos);
}

TEST_F(ProgramTest, SummaryTakesParametersAndTellsLayersAsJson) {
  const Json report = json(run("summary tiny.layers --set f=6 --classes 4 --json"));
  EXPECT_EQ(report.at("layers").as_list().at(0).at("name").as_string(), "conv2d");
  EXPECT_EQ(report.at("layers").as_list().at(0).at("parameters").as_int(), 60);
  EXPECT_EQ(report.at("trainable_parameters"), report.at("parameters"));
}

TEST_F(ProgramTest, AStoppedRunSaysSo) {
  const Result result =
      train("--epochs 30 --callback \"EarlyStopping(monitor='loss', patience=0, min_delta=10)\" --out run");
  EXPECT_NE(result.out.find("stopped    after epoch 2 of 30"), std::string::npos) << result.out;
}

}  // namespace
}  // namespace fovea::cli_test
