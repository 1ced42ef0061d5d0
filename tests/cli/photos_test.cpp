// Photos on the command line: folders and archives that are trained on, measured, predicted, and broken.
#include <sys/stat.h>

#include "fovea/data/photos/shown_name.h"
#include "tests/cli/photos.h"

namespace fovea::cli_test {
namespace {

TEST_F(PhotosTest, AFolderIsTrainedMeasuredAndPredicted) {
  const Result trained = train_photos("--out run");
  ASSERT_EQ(trained.status, 0) << trained.err;
  for (const char* part : {"48 train photos in 2 classes", "0 green (19), 1 red (19)", "10 of train held out",
                           "photonet: ", "x / 255, stored in the model"})
    EXPECT_NE(trained.out.find(part), std::string::npos) << part << " in " << trained.out;
  const Result huge = train_photos("--out huge --batch-size 1000000000");
  const std::size_t unit = huge.out.find(" img/s");
  ASSERT_NE(unit, std::string::npos) << huge.out;
  const std::size_t before = huge.out.rfind("  ", unit);
  EXPECT_LT(std::stod(huge.out.substr(before, unit - before)), 1e6) << "pictures, not places in batches";
  const Json measured = json(run("evaluate run photos --json"));
  EXPECT_GT(measured.at("accuracy").as_double(), 0.95);
  const Result one = run("predict run photos/red/4.png photos/green/3.jpg");
  ASSERT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(one.out.find("photos/red/4.png  red "), 0u) << one.out;
  EXPECT_NE(one.out.find("photos/green/3.jpg  green "), std::string::npos) << one.out;
  const Json all = json(run("predict run photos --json")).at("predictions");
  ASSERT_EQ(all.as_list().size(), 48u);  // in the order of their names
  EXPECT_EQ(all.as_list()[0].at("input").as_string(), "photos/green/0.png");
}

TEST_F(PhotosTest, ArchivesAndListsTrainAlike) {
  ASSERT_EQ(train_photos("--out folder").status, 0);
  ASSERT_EQ(
      std::system(("cd '" + folder_.string() + "' && tar -czf p.tgz photos && mkdir p && cp -r photos p/").c_str()),
      0);
  ASSERT_EQ(train_photos("--out tar", "p.tgz").status, 0);
  EXPECT_EQ(run("diff folder tar").status, 0) << "the same photos in another container";
  ASSERT_EQ(train_photos("--out cached --cache pixels.cache").status, 0);
  ASSERT_EQ(train_photos("--out again --cache pixels.cache --workers 1").status, 0);
  ASSERT_EQ(train_photos("--out none --cache none").status, 0);
  for (const char* other : {"cached", "again", "none"})
    EXPECT_EQ(run("diff folder " + std::string(other)).status, 0) << other;
}

TEST_F(PhotosTest, WhatIsHeldOutIsAsked) {
  const auto trained = [&](const std::string& more) {
    return json(run("data batch photos --image-size 8x8 --batch-size 100 --output b.npz --json " + more))
        .at("files")
        .as_list()
        .size();
  };
  EXPECT_EQ(trained(""), 38u);
  EXPECT_EQ(trained("--validation-split 0"), 48u);
  EXPECT_EQ(trained("--augment 'ImageDataGenerator(validation_split=0.5)'"), 24u);
  EXPECT_EQ(trained("--augment 'ImageDataGenerator(validation_split=0.5)' --validation-split 0.25"), 36u);
  EXPECT_EQ(trained("--augment 'ImageDataGenerator(validation_split=0.5)' --validation photos"), 48u);
}

TEST_F(PhotosTest, TwoScalingsAreRefusedAndFewPhotosAreAllSeen) {
  const std::string generator = "--augment 'ImageDataGenerator(rescale=1/255)' --out run ";
  expect_refused(train_photos(generator + "--preprocess tf"), 2, {"--preprocess tf", "rescale", "one of them"});
  EXPECT_EQ(train_photos(generator + "--preprocess none").status, 0);
  add_photos("few", {"red", "green"}, 1);
  EXPECT_EQ(run("data preview few -o few.png --image-size 9x9").status, 0);
  EXPECT_EQ(run("data cache few --image-size 9x9 --output few.cache").status, 0);
  expect_refused(run("data batch few --image-size 9x9 --validation-split 0.2 --output b.npz"), 2,
                 {"holds out none", "--validation-split 0"});
}

TEST_F(PhotosTest, NamesOfClassesAreTheDatas) {
  expect_refused(train_photos("--out run --labels none.txt"), 3, {"none.txt"});
  write("names.txt", "rot\ngruen\n");
  expect_refused(train_photos("--out run --labels names.txt"), 2, {"rot, gruen", "green, red", "photos"});
  write("names.txt", "green\nred\n");
  EXPECT_EQ(train_photos("--out run --labels names.txt").status, 0);
}

TEST_F(PhotosTest, AugmentationChangesTrainingAloneAndRepeats) {
  const std::string calls = "--augment \"RandomFlip('horizontal'); RandomRotation(0.1)\" ";
  const Result trained = train_photos(calls + "--out a");
  ASSERT_EQ(trained.status, 0) << trained.err;
  EXPECT_NE(trained.out.find("of training data alone"), std::string::npos);
  ASSERT_EQ(train_photos(calls + "--out b --workers 1").status, 0);
  EXPECT_EQ(run("diff a b").status, 0);
  ASSERT_EQ(train_photos("--out plain").status, 0);
  EXPECT_EQ(run("diff a plain").status, 1);
  const std::string generator = "--augment \"ImageDataGenerator(rescale=1/255, rotation_range=20, zoom_range=0.2)\" ";
  const Result generated = train_photos(generator + "--out c");
  ASSERT_EQ(generated.status, 0) << generated.err;
  EXPECT_NE(generated.out.find("preprocess x / 255"), std::string::npos) << generated.out;
  const Json kept = Json::parse(content_of(folder_ / "c/run.json"), "run.json").at("preprocess");
  EXPECT_EQ(kept.at("photos").at("interpolation").as_string(), "bilinear");  // beside the generator's rescale
  expect_refused(train_photos("--augment 'ImageDataGenerator(zoom_range=1)'"), 2, {"zoom_range"});
  expect_refused(train_photos("--augment 'Dense(3)'"), 2, {"Dense"});
  expect_refused(train_photos("--augment \"RandomRotation('a')\""), 2, {"Expected a number"});
  expect_refused(train_photos("--augment \"ImageDataGenerator(rotation_range='a')\""), 2, {"Expected a number"});
  expect_refused(train_photos("--augment 'ImageDataGenerator(); RandomFlip()'"), 2,
                 {"one ImageDataGenerator(...), or layers"});
  EXPECT_NE(train_photos("--augment 'RandomBrightness(0.2, value_range=(0, 1))' --out narrow")
                .err.find("RandomBrightness clips pixels to its value_range (0, 1), and they are 0 to 255"),
            std::string::npos);
  // Arrays are augmented too.
  EXPECT_EQ(train("--out arrays --augment \"RandomFlip('horizontal')\"").status, 0);
}

TEST_F(PhotosTest, NormalisationOfEachPhotoStaysWithTheRun) {
  write("tiny.layers", "Input((4, 4, 3))\nFlatten()\nDense(2, activation='softmax')\n");
  const std::string tiny = "train photos --validation photos --model tiny.layers --epochs 3 --batch-size 8 ";
  const std::vector<std::pair<std::string, std::string>> ways{
      {"--augment 'ImageDataGenerator(samplewise_std_normalization=True, horizontal_flip=True)'",
       "x / 255, minus each picture's mean, divided by each picture's deviation"},
      {"--augment \"ImageDataGenerator(preprocessing_function='vgg16')\"",
       "x as BGR, minus the network's mean of each colour"},
      {"--preprocess torch", "x / 255, minus the network's mean of each colour, divided by its deviation"},
      {"--preprocess caffe", "x as BGR, minus the network's mean of each colour"}};
  int runs = 0;
  for (const auto& [options, description] : ways) {
    SCOPED_TRACE(options);
    const std::string out = "each" + std::to_string(runs++);
    const Result trained = run(tiny + options + " --out " + out);
    ASSERT_EQ(trained.status, 0) << trained.err;
    EXPECT_NE(trained.out.find("preprocess " + description + ", stored"), std::string::npos) << trained.out;
    // What validation measured in training, evaluate measures on the run.
    const std::size_t at = trained.out.rfind("val_loss ");
    ASSERT_NE(at, std::string::npos);
    EXPECT_NEAR(json(run("evaluate " + out + " photos --json")).at("loss").as_double(),
                std::stod(trained.out.substr(at + 9)), 1e-3);
  }
  EXPECT_EQ(Json::parse(content_of(folder_ / "each1/run.json"), "run.json").at("preprocess").at("mode").as_string(),
            "caffe");
  write("gray.layers", "Input((4, 4, 1))\nFlatten()\nDense(2, activation='softmax')\n");
  expect_refused(run("train photos --model gray.layers --preprocess caffe"), 2, {"3 channels"});
  expect_refused(
      run("train photos --model gray.layers --augment \"ImageDataGenerator(preprocessing_function='vgg16')\""), 2,
      {"3 channels"});
}

TEST_F(PhotosTest, StatisticsOfTrainingPhotosStayWithTheRun) {
  write("tiny.layers", "Input((4, 4, 3))\nFlatten()\nDense(2, activation='softmax')\n");
  const std::string tiny =
      "train photos --validation photos --model tiny.layers --epochs 3 --batch-size 8 --augment ";
  const Result trained = run(tiny +
                             "\"ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True, "
                             "horizontal_flip=True)\" --out centred");
  ASSERT_EQ(trained.status, 0) << trained.err;
  EXPECT_NE(trained.out.find("fit        to 48 training pictures\n"), std::string::npos) << trained.out;
  EXPECT_NE(trained.out.find("mean, divided by their deviation"), std::string::npos) << trained.out;
  const Json run_json = Json::parse(content_of(folder_ / "centred/run.json"), "run.json");
  const Json statistics = run_json.at("preprocess").at("statistics");
  ASSERT_EQ(statistics.at("mean").as_list().size(), 3u);
  for (const Json& mean : statistics.at("mean").as_list()) EXPECT_NEAR(mean.as_double(), 0.3, 0.15);
  // What validation measured in training, evaluate measures on the run.
  const auto last_loss = [&](const std::string& words) {
    const std::size_t at = words.rfind("val_loss ");
    return at == std::string::npos ? -1 : std::stod(words.substr(at + 9));
  };
  EXPECT_NEAR(json(run("evaluate centred photos --json")).at("loss").as_double(), last_loss(trained.out), 1e-4);
  ASSERT_EQ(run("train photos --model centred/model.keras --epochs 1 --augment "
                "'ImageDataGenerator(featurewise_center=True)' --out on")
                .status,
            0);
  EXPECT_EQ(Json::parse(content_of(folder_ / "on/run.json"), "run.json").at("preprocess").at("statistics").at("mean"),
            statistics.at("mean"))
      << "a model goes on with the pixels that it was trained on";
  const Result whitened = run(tiny + "'ImageDataGenerator(zca_whitening=True)' --out white");
  ASSERT_EQ(whitened.status, 0) << whitened.err;
  EXPECT_NE(whitened.out.find("whitening to 48 of them"), std::string::npos) << whitened.out;
  EXPECT_NEAR(json(run("evaluate white photos --json")).at("loss").as_double(), last_loss(whitened.out), 1e-4);
  expect_refused(run("train photos --image-size 32x32 --augment 'ImageDataGenerator(zca_whitening=True)'"), 4,
                 {"zca_whitening", "1024"});
}

TEST_F(PhotosTest, PicturesAndLabelsAreMixed) {
  const std::string calls = "--augment \"RandomFlip('horizontal'); MixUp(0.4); RandomRotation(0.1); CutMix()\" ";
  add_photos("three", {"red", "green", "blue"}, 16);
  write("three.layers", "Input((4, 4, 3))\nFlatten()\nDense(3, activation='softmax')\n");
  const std::string train_three =
      "train three --model three.layers --epochs 12 --batch-size 8 --optimizer 'Adam(learning_rate=0.05)' ";
  const Result mixed = run(train_three + calls + "--out a");
  ASSERT_EQ(mixed.status, 0) << mixed.err;
  EXPECT_NE(mixed.out.find(" categorical_crossentropy"), std::string::npos) << mixed.out;
  ASSERT_EQ(run(train_three + calls + "--class-mode categorical --out b --workers 1").status, 0);
  EXPECT_EQ(run("diff a b").status, 0) << "at another number of workers";
  EXPECT_GT(json(run("evaluate a three --json")).at("accuracy").as_double(), 0.9);
  const std::string mix = "--augment 'MixUp()' ";
  expect_refused(run(train_three + mix + "--class-mode sparse"), 2, {"--class-mode categorical"});
  expect_refused(run(train_three + mix + "--loss sparse_categorical_crossentropy"), 2,
                 {"--loss categorical_crossentropy"});
  // A single unit learns the part of the second class.
  write("one.layers", "Input((16, 16, 3))\nFlatten()\nDense(1, activation='sigmoid')\n");
  ASSERT_EQ(train_photos(mix + "--model one.layers --class-mode binary --out binary").status, 0);
  EXPECT_EQ(train("--out arrays " + mix).status, 0);
}

TEST_F(PhotosTest, BinaryAndBalancedRuns) {
  write("one.layers", "Input((16, 16, 3))\nFlatten()\nDense(1, activation='sigmoid')\n");
  ASSERT_EQ(train_photos("--model one.layers --class-mode binary --out binary").status, 0);
  add_photos("three", {"red", "green", "blue"}, 6);
  expect_refused(train_photos("--model one.layers --class-mode binary", "three"), 2, {"3 classes", "categorical"});
  expect_refused(train_photos("--model one.layers", "three"), 2, {"3 classes", "1 outputs"});
  fs::remove_all(folder_ / "three/blue");
  add_photos("three", {"blue"}, 2);
  const Result weighted = train_photos("--balance weights --class-mode categorical --out weighted", "three");
  ASSERT_EQ(weighted.status, 0) << weighted.err;
  const Result repeated = train_photos("--balance oversample --out repeated", "three");
  ASSERT_EQ(repeated.status, 0) << repeated.err;
  EXPECT_NE(repeated.out.find("are repeated: 15 an epoch"), std::string::npos) << repeated.out;
}

TEST_F(PhotosTest, BrokenPhotosAreLeftOutListedOrTheEnd) {
  write("photos/red/broken.jpg", "\xff\xd8\xff and no more");
  write("photos/red/notes.txt", "mine");
  const Result skipped = train_photos("--out a --on-bad-image quarantine");
  ASSERT_EQ(skipped.status, 0) << skipped.err;
  EXPECT_NE(skipped.err.find("1 photo could not be read"), std::string::npos) << skipped.err;
  EXPECT_NE(skipped.err.find("photos/red/broken.jpg"), std::string::npos);
  EXPECT_NE(content_of(folder_ / "a/quarantine.txt").find("photos/red/broken.jpg"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "photos/red/broken.jpg"));
  expect_refused(train_photos("--out b --on-bad-image stop"), 3, {"photos/red/broken.jpg"});
  const Result predicted = run("predict a photos/red --quiet");
  EXPECT_EQ(predicted.status, 3);
  EXPECT_NE(predicted.err.find("photos/red/broken.jpg"), std::string::npos);
  EXPECT_NE(predicted.out.find("photos/red/4.png"), std::string::npos) << predicted.out;
  for (int i = 0; i < 4; ++i) write("photos/green/bad" + std::to_string(i) + ".png", "no picture");
  expect_refused(train_photos("--out c"), 3, {"more than 5 %", "fovea data check"});
  // Found when the run has begun: those of the first batch end it before it has a folder.
  for (int i = 0; i < 4; ++i)
    fs::rename(folder_ / ("photos/green/bad" + std::to_string(i) + ".png"),
               folder_ / ("photos/red/z" + std::to_string(i) + ".png"));
  expect_refused(train_photos("--out d --no-shuffle --on-bad-image quarantine"), 3, {"more than 5 %"});
  EXPECT_NE(content_of(folder_ / "d/quarantine.txt").find("photos/red/z"), std::string::npos);
}

TEST_F(PhotosTest, DataThatCannotTrainIsRefused) {
  fs::create_directories(folder_ / "photos/blue");
  expect_refused(train_photos("--out r"), 3, {"'blue' has no pictures"});
  fs::remove(folder_ / "photos/blue");
  fs::create_directories(folder_ / "none");
  expect_refused(train_photos("", "none"), 3, {"holds no pictures"});
  add_photos("one", {"red"}, 3);
  expect_refused(train_photos("", "one"), 3, {"one class alone"});
  add_photos("flat", {""}, 3);
  expect_refused(train_photos("", "flat"), 3, {"no folders of classes"});
  expect_refused(train_photos("--validation flat"), 3, {"flat", "no folders of classes"});
  ASSERT_EQ(train_photos("--out run").status, 0);
  expect_refused(run("evaluate run flat"), 3, {"flat", "no folders of classes"});
  expect_refused(train_photos("--augment-validation"), 2, {"--augment-validation", "Give --augment"});
  add_photos("splits/train", {"red", "green"}, 4);
  add_photos("splits/val", {"red", "blue"}, 4);
  expect_refused(train_photos("", "splits"), 3, {"classes that train has not: blue"});
  expect_refused(run("train photos --image-size 16"), 0, {});
  expect_refused(train_photos("--model tinyvgg --out r"), 2, {"224x224", "16x16"});
  expect_refused(run("train photos --image-size big"), 2, {"--image-size", "150x150"});
  EXPECT_FALSE(fs::exists(folder_ / "r"));
}

TEST_F(PhotosTest, CachesThatAreFullStaleOrShared) {
  ASSERT_EQ(train_photos("--out plain --cache none").status, 0);
  ASSERT_EQ(train_photos("--out small --image-size 256x256 --epochs 1 --cache-memory 1").status, 0);
  ASSERT_EQ(train_photos("--out large --image-size 256x256 --epochs 1").status, 0);
  EXPECT_EQ(run("diff small large").status, 0) << "pixels that fit into no cache are read again";
  // 48 photos of 256 * 256 * 3 bytes each are 9 MiB, in both data sets together 18.
  const std::string beside = "--image-size 256x256 --epochs 1 --validation photos --overwrite --out beside ";
  const Result none = train_photos(beside + "--cache-memory 8"), half = train_photos(beside + "--cache-memory 17"),
               both = train_photos(beside + "--cache-memory 18");
  EXPECT_NE(none.out.find("the pixels of photos are 9.0 MiB, and 8.0 MiB of memory may be taken"), std::string::npos)
      << none.out << none.err;
  EXPECT_NE(half.out.find("the pixels of photos are 9.0 MiB, and 8.0 MiB of memory may be taken"), std::string::npos)
      << half.out << half.err;
  EXPECT_EQ(both.out.find("cache"), std::string::npos) << both.out;
  EXPECT_EQ(run("evaluate beside photos --cache-memory 1").out.find("cache"), std::string::npos) << "read once";
  EXPECT_EQ(train_photos("--cache-memory 1 --image-size 256x256 --show-keras").out.find("cache"), std::string::npos);
  ASSERT_EQ(train_photos("--out first --cache p.cache").status, 0);
  fs::last_write_time(folder_ / "photos/red/4.png", fs::file_time_type::clock::now());
  const Result stale = train_photos("--out stale --cache p.cache");
  ASSERT_EQ(stale.status, 0) << stale.err;
  EXPECT_NE(stale.out.find("p.cache is made anew"), std::string::npos) << stale.out;
  EXPECT_EQ(run("diff plain stale").status, 0);
  // A limit on file sizes fails writes as a full disk does.
  const Result full =
      run("train photos --image-size 256x256 --epochs 1 --out full --cache big.cache", "ulimit -f 1000;");
  expect_refused(full, 4, {"big.cache", "bytes", "--cache none"});
  EXPECT_FALSE(fs::exists(folder_ / "big.cache"));
  expect_refused(train_photos("--out x --cache photos/red/4.png"), 2, {"photos/red/4.png", "no cache of pixels"});
}

TEST_F(PhotosTest, AClassOfOnePhotoIsTrainedOnAndTold) {
  add_photos("photos", {"blue"}, 1);
  const Result result = train_photos("--out run");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.err.find("'blue' has 1 photo, too few to hold one out"), std::string::npos) << result.err;
}

TEST_F(PhotosTest, AModelOfAnySizeKeepsTheOneItWasTrainedAt) {
  write("any.layers", "Input((None, None, 3))\nGlobalAveragePooling2D()\nDense(2, activation='softmax')\n");
  expect_refused(run("train photos --model any.layers --out x"), 2, {"any size", "--image-size"});
  ASSERT_EQ(run("train photos --model any.layers --image-size 12x10 --epochs 1 --out run").status, 0);
  const Json at = json(run("evaluate run photos --json"));
  EXPECT_EQ(at, json(run("evaluate run photos --image-size 12x10 --json")));
  EXPECT_NE(at, json(run("evaluate run photos --image-size 6x5 --json")));
  EXPECT_EQ(run("predict run photos/red").status, 0);
  EXPECT_NE(run("data preview photos --model run").out.find("12x10"), std::string::npos);
  ASSERT_EQ(run("train photos --model run --epochs 0 --image-size 9x8 --out other").status, 0);
  EXPECT_NE(run("data preview photos --model other").out.find("9x8"), std::string::npos)
      << "what is asked for goes first";
}

TEST_F(PhotosTest, ATestPartThatCannotBeReadTakesNothingFromARun) {
  add_photos("parts/train", {"red", "green"}, 8);
  add_photos("parts/val", {"red", "green"}, 4);
  add_photos("parts/test", {"red", "green"}, 20);
  const std::string broken = "parts/test/red/4.png";
  write(broken, content_of(folder_ / broken).substr(0, 60));
  const Result one = train_photos("--out one", "parts");
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_NE(one.out.find("test       final model:"), std::string::npos) << one.out;
  EXPECT_NE(one.err.find("1 photo could not be read and was left out:\nfovea:   " + broken), std::string::npos)
      << one.err;
  const Json left = Json::parse(content_of(folder_ / "one/run.json"), "run.json").at("left_out");
  EXPECT_NE(left.as_list().at(0).as_string().find(broken), std::string::npos);
  for (const char* name : {"parts/test/red/6.png", "parts/test/red/8.png", "parts/test/green/2.png"})
    write(name, "no picture");
  const Result four = train_photos("--out four", "parts");
  EXPECT_EQ(four.status, 0) << four.err;
  EXPECT_NE(four.err.find("test part could not be measured"), std::string::npos) << four.err;
  EXPECT_NE(four.err.find("more than 5 %"), std::string::npos) << four.err;
  EXPECT_NE(four.out.find("saved      four"), std::string::npos) << four.out;
  const Json told = Json::parse(content_of(folder_ / "four/run.json"), "run.json");
  EXPECT_EQ(told.at("status").as_string(), "finished");
  EXPECT_NE(told.at("results").at("test_error").as_string().find("5 %"), std::string::npos);
}

TEST_F(PhotosTest, PredictAndFeaturesGoOnBehindWhatCannotBeRead) {
  write("any.layers", "Input((8, 8, 3))\nGlobalAveragePooling2D()\nDense(2, activation='softmax')\n");
  ASSERT_EQ(run("train photos --model any.layers --epochs 0 --out run").status, 0);
  write("notes.jpg", "no picture");
  const std::string inputs = "predict run photos/red/4.png notes.jpg nowhere.jpg photos/green/3.jpg ";
  const Result words = run(inputs);
  expect_refused(words, 3, {"notes.jpg", "nowhere.jpg"});
  for (const char* name : {"photos/red/4.png  ", "photos/green/3.jpg  "})
    EXPECT_NE(words.out.find(name), std::string::npos) << name << " in " << words.out;
  const Result list = run(inputs + "--json");
  EXPECT_EQ(list.status, 3);
  EXPECT_EQ(Json::parse(list.out, "stdout").at("predictions").as_list().size(), 2u);
  expect_refused(run("predict run photos/red/4.png photos:nopart"), 2, {"nopart"});
  const Result maps = run("features" + inputs.substr(7) + "--layer 0 -o maps.svg --json");
  expect_refused(maps, 3, {"notes.jpg", "nowhere.jpg"});
  EXPECT_EQ(Json::parse(maps.out, "stdout").at("features").as_list().size(), 2u);
  EXPECT_TRUE(fs::exists(folder_ / "maps.svg"));
}

TEST_F(PhotosTest, NamesSteerNoTerminal) {
  const std::string name = "a\nb\x1b[31m\xff.png";
  const fs::path good = folder_ / "photos/red" / name;
  fs::copy_file(folder_ / "photos/red/4.png", good);
  write("photos/green/c\n\x1b[0m.png", "no picture");
  const Result trained = train_photos("--validation photos --out run --on-bad-image quarantine");
  ASSERT_EQ(trained.status, 0) << trained.err;
  EXPECT_NE(trained.err.find("photos/green/c\\x0a\\x1b[0m.png"), std::string::npos) << trained.err;
  EXPECT_EQ(trained.err.find('\x1b'), std::string::npos);
  const std::string list = content_of(folder_ / "run/quarantine.txt");
  EXPECT_EQ(std::ranges::count(list, '\n'), 2) << list;  // of training and of validation
  const Result predicted = run("predict run photos/red");
  EXPECT_EQ(std::ranges::count(predicted.out, '\n'), 25) << predicted.out;
  EXPECT_EQ(predicted.out.find('\x1b'), std::string::npos);
  bool found = false;
  const Json listed = json(run("predict run photos/red --json"));
  for (const Json& row : listed.at("predictions").as_list())
    found = found || name_shown_as(row.at("input").as_string()) == "photos/red/" + name;
  EXPECT_TRUE(found) << "the JSON names the file so that it can be found";
  const Result missing = run("evaluate run \"$(printf 'no\\033[31mwhere')\"");
  EXPECT_NE(missing.err.find("no\\x1b[31mwhere"), std::string::npos) << missing.err;
  EXPECT_EQ(missing.err.find('\x1b'), std::string::npos) << missing.err;
}

TEST_F(PhotosTest, AFolderIsTrainedOnFromWithin) {
  for (const char* out : {"runs/photos-1", "runs/photos-2"}) {
    const Result result = run("train . --image-size 16x16 --epochs 1", "cd photos &&");
    EXPECT_EQ(result.status, 0);
    const std::string words = content_of(folder_ / "photos/out.txt");
    EXPECT_NE(words.find(std::string("saved      ") + out + "\n"), std::string::npos) << words;
    EXPECT_NE(words.find("48 train photos in 2 classes"), std::string::npos) << words;
  }
}

TEST_F(PhotosTest, AFewStepsOfValidationSeeAllClasses) {
  // Says the first class of everything.
  write("first.layers", "Input((4, 4, 3))\nFlatten()\nDense(2, activation='softmax', kernel_initializer='zeros')\n");
  const Result measured =
      run("train photos --validation photos --model first.layers --epochs 2 --batch-size 8 --validation-steps 3 "
          "--optimizer 'SGD(learning_rate=0)' --out run");
  ASSERT_EQ(measured.status, 0) << measured.err;
  std::vector<double> accuracies;
  for (std::size_t at = 0; (at = measured.out.find("val_accuracy ", at)) != std::string::npos; ++at)
    accuracies.push_back(std::stod(measured.out.substr(at + 13)));
  ASSERT_EQ(accuracies.size(), 2u) << measured.out;
  EXPECT_GT(accuracies[0], 0.2);
  EXPECT_LT(accuracies[0], 0.8) << "the first 24 of 48 photos are all of the first class";
  EXPECT_EQ(accuracies[0], accuracies[1]) << "the same photos in each epoch";
}

TEST_F(PhotosTest, InfoTellsSizesAndClasses) {
  const Result info = run("data info photos");
  ASSERT_EQ(info.status, 0) << info.err;
  EXPECT_NE(info.out.find("48 photos (24 JPEG, 24 PNG), height x width 20 x 24 to 24 x 24"), std::string::npos)
      << info.out;
  const Json object = json(run("data info photos --json"));
  EXPECT_EQ(object.at("splits").as_list()[0].at("photos").at("largest").as_list()[0].as_int(), 24);
}

}  // namespace
}  // namespace fovea::cli_test
