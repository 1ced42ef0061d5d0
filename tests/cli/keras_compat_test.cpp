// --compat keras and --show-keras on photos.
#include "fovea/base/test_support.h"
#include "fovea/data/photos/flow_from_directory.h"
#include "tests/cli/photos.h"

namespace fovea::cli_test {
namespace {

/// Within what 9 digits of a float leave open.
void expect_near(const Array& received, const Array& expected) {
  ASSERT_EQ(received.shape(), expected.shape());
  const Array a = received.cast(DType::f32), b = expected.cast(DType::f32);
  for (std::size_t i = 0; i < a.values<float>().size(); ++i)
    ASSERT_NEAR(a.values<float>()[i], b.values<float>()[i], 1e-3) << "number " << i;
}

class KerasCompatTest : public PhotosTest {
 protected:
  Array array(const std::string& file, const std::string& name) { return NpzFile(folder_ / file).read(name); }
};

TEST_F(KerasCompatTest, BatchesAreThoseOfTheDataset) {
  const auto shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared || !fs::is_directory(*shared / "keras-pipeline/signs")) GTEST_SKIP() << "no shared/keras-pipeline";
  const fs::path pipeline = *shared / "keras-pipeline";
  const auto check = [&](const std::string& name, const std::string& more) {
    const Array expected = read_npy(pipeline / (name + ".npy"));
    const Json told = json(run("data batch '" + (pipeline / "signs").string() +
                               "' --compat keras --no-shuffle --output b.npz --json --batch-size " +
                               std::to_string(expected.rows()) + " " + more));
    expect_near(array("b.npz", "x"), expected);
    expect_near(array("b.npz", "y"), read_npy(pipeline / "noshuffle_labels.npy").slice(0, expected.rows()));
    const Json known = Json::parse(content_of(pipeline / "expected_files.json"), "expected");
    EXPECT_EQ(told.at("files").as_list()[7], known.at("noshuffle").at("files").as_list()[7]);
  };
  write("gray.layers", "Input((64, 64, 1))\nFlatten()\nDense(classes, activation='softmax')\n");
  check("noshuffle_bilinear64", "--image-size 64x64");
  check("noshuffle_gray64_first10", "--model gray.layers");
  check("noshuffle_nearest_48x80_first10", "--image-size 48x80 --interpolation nearest");
}

TEST_F(KerasCompatTest, BatchesAreThoseOfTheGenerator) {
  const ImageDataGenerator generator({.rotation_range = 20,
                                      .width_shift_range = 0.3,
                                      .zoom_range = 0.2,
                                      .horizontal_flip = true,
                                      .validation_split = 0.25});
  const auto keras = flow_from_directory(generator, folder_ / "photos",
                                         {.target_size = {14, 20},
                                          .class_mode = "sparse",
                                          .batch_size = 8,
                                          .seed = 6,
                                          .subset = "training",
                                          .compat = Compat::keras,
                                          .calls = FlowCalls::fit});
  const std::string options =
      "--compat keras --image-size 14x20 --seed 6 --batch-size 8 --validation-split 0.25 --augment "
      "\"ImageDataGenerator(rotation_range=20, width_shift_range=0.3, zoom_range=0.2, horizontal_flip=True)\" ";
  for (const auto& [epoch, step] : {std::pair{0, 0}, {0, 4}, {2, 1}}) {
    const Json told = json(run("data batch photos --json --output b.npz --epoch " + std::to_string(epoch) +
                               " --step " + std::to_string(step) + " " + options));
    keras->go_to(epoch, step);
    const Batch& expected = keras->next();
    const Array x = array("b.npz", "x"), y = array("b.npz", "y").cast(DType::f32);
    EXPECT_TRUE(std::ranges::equal(x.values<float>(), expected.x[0].values<float>())) << epoch << ", " << step;
    EXPECT_TRUE(std::ranges::equal(y.values<float>(), expected.y[0].values<float>()));
    EXPECT_EQ(told.at("files").as_list()[0].as_string(),
              keras->filenames()[static_cast<std::size_t>(keras->rows()[0])]);
  }
  const Result trained = run("train photos --epochs 1 --out run " + options);
  ASSERT_EQ(trained.status, 0) << trained.err;
  EXPECT_NE(trained.out.find("12 held out for validation, as Keras does"), std::string::npos) << trained.out;
  const Json photos = Json::parse(content_of(folder_ / "run/run.json"), "run").at("preprocess").at("photos");
  EXPECT_EQ(photos.at("interpolation").as_string(), "nearest");
  EXPECT_TRUE(photos.at("saturate_16").as_bool());
  EXPECT_FALSE(photos.at("tensorflow").as_bool());
}

TEST_F(KerasCompatTest, AModelKeepsWhosePixelsItSaw) {
  write("one.layers", "Input((10, 9, 3))\nFlatten()\nDense(1, activation='sigmoid')\n");
  const Result trained =
      run("train photos --compat keras --model one.layers --preprocess none --epochs 1 --no-shuffle --out run");
  ASSERT_EQ(trained.status, 0) << trained.err;
  EXPECT_EQ(trained.out.find("held out"), std::string::npos) << "Keras holds nothing out unasked";
  ASSERT_EQ(run("data batch photos --like run --output b.npz").status, 0);
  write_npy(folder_ / "x.npy", array("b.npz", "x"));
  ASSERT_EQ(run("predict run x.npy --output raw.npy").status, 0);
  ASSERT_EQ(run("predict run photos --output photos.npy").status, 0);  // by what the model's file says
  const Array raw = read_npy(folder_ / "raw.npy"), photos = read_npy(folder_ / "photos.npy");
  const Json files = Json::parse(content_of(folder_ / "b.json"), "b.json").at("files");
  EXPECT_EQ(files.as_list()[0].as_string(), "green/0.png");  // both lists are sorted here
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(raw.values<float>()[i], photos.values<float>()[i]) << i;
}

TEST_F(KerasCompatTest, ListsAreKeras) {
  write("photos/red/.DS_Store.png", content_of(folder_ / "photos/red/0.png"));
  fs::copy(folder_ / "photos/red/0.png", folder_ / "photos/red/0.webp");
  const auto counted = [&](const std::string& more) {
    return json(run("data info photos --json " + more)).at("splits").as_list()[0].at("samples").as_int();
  };
  EXPECT_EQ(counted(""), 49);                // the .webp, and nothing hidden
  EXPECT_EQ(counted("--compat keras"), 49);  // the hidden one, and no .webp
  EXPECT_NE(run("data info photos").out.find("red/.DS_Store.png, which is hidden"), std::string::npos);
  EXPECT_TRUE(json(run("data info photos --compat keras --json")).at("skipped").as_list().empty()) << "it is taken";
  EXPECT_EQ(json(run("data preview photos --compat keras --class red --count 99 --image-size 16x16 --json"))
                .at("pictures")
                .as_list()
                .size(),
            25u);
  write("list.csv", "photos/red/0.png,red\nphotos/green/0.png,green\n");
  expect_refused(run("train list.csv --compat keras"), 3, {"list of files"});
  expect_refused(run("train photos --compat torch"), 2, {"--compat", "keras"});
}

TEST_F(KerasCompatTest, StopsAtPhotosThatKerasStopsAt) {
  write("photos/red/broken.jpg", "no picture");
  expect_refused(train_photos("--compat keras --out r"), 3, {"photos/red/broken.jpg"});
  EXPECT_EQ(train_photos("--compat keras --on-bad-image skip --out s").status, 0);
}

TEST_F(KerasCompatTest, ProgramsForPhotosAreShown) {
  write("one.layers", "Input((16, 18, 3))\nFlatten()\nDense(1, activation='sigmoid')\n");
  const auto program = [&](const std::string& more, const std::string& data = "photos") {
    const Result shown = run("train " + data + " --show-keras --seed 5 " +
                             (more.find("--model") == std::string::npos ? "--model one.layers " : "") + more);
    EXPECT_EQ(shown.status, 0) << shown.err;
    return shown.out;
  };
  const auto has = [](const std::string& text, std::initializer_list<const char*> parts) {
    for (const char* part : parts) EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  };
  has(program("--augment \"RandomFlip('horizontal')\" --balance weights --batch-size 4"),
      {"train = keras.utils.image_dataset_from_directory(\n    'photos',\n    image_size=(16, 18),", "batch_size=4",
       "label_mode='binary'", "validation_split=0.2,\n    subset='training'", "subset='validation'",
       "keras.layers.RandomFlip(mode='horizontal')", "augment(x, training=True)", "(x / 255, y)",
       "keras.layers.Flatten()",
       "model.fit(train, validation_data=validation, class_weight={0: 1, 1: 1}, epochs=5)"});
  const std::string generator =
      program("--augment 'ImageDataGenerator(rescale=1/255, zoom_range=0.2)' --validation-split 0.3 --compat keras");
  has(generator, {"ImageDataGenerator(rescale=1/255, zoom_range=0.2, validation_split=0.3)",
                  "plain = tf.keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255, validation_split=0.3)",
                  "train = generator.flow_from_directory(\n    'photos',\n    target_size=(16, 18),",
                  "validation = plain.flow_from_directory(", "interpolation='nearest'", "seed=5"});
  EXPECT_EQ(generator.find("x / 255"), std::string::npos) << "rescaled once";
  has(program(
          "--augment \"ImageDataGenerator(preprocessing_function='vgg16', samplewise_center=True, zoom_range=0.2)\""),
      {"generator = tf.keras.preprocessing.image.ImageDataGenerator(samplewise_center=True, zoom_range=0.2, "
       "preprocessing_function=keras.applications.vgg16.preprocess_input, validation_split=0.2)",
       "plain = tf.keras.preprocessing.image.ImageDataGenerator(preprocessing_function=lambda x: "
       "keras.applications.imagenet_utils.preprocess_input(x, mode='caffe'), samplewise_center=True, "
       "validation_split=0.2)"});
  has(program("--augment 'ImageDataGenerator(zoom_range=0.2, validation_split=0.4)'"),
      {"generator = tf.keras.preprocessing.image.ImageDataGenerator(zoom_range=0.2, rescale=1 / 255, "
       "validation_split=0.4)",
       "subset='validation'"});
  has(program("--preprocess torch"),
      {"train.map(lambda x, y: (keras.applications.imagenet_utils.preprocess_input(x, mode='torch'), y))"});
  write("two.layers", "Input((16, 18, 3))\nFlatten()\nDense(2, activation='softmax')\n");
  has(program("--model two.layers --loss categorical_crossentropy --augment 'RandomFlip(); MixUp(0.4)'"),
      {"augmentation = [\n    keras.layers.RandomFlip(),\n    keras.layers.MixUp(alpha=0.4),\n]\n\ndef augment(x, "
       "y):\n",
       "data = layer(data, training=True)", "train = train.map(augment)\n", "label_mode='categorical'"});
  expect_refused(run("train photos --show-keras --augment 'RandomFlip(); RandomHeight(0.2)'"), 3,
                 {"Keras 3 has no RandomHeight"});
  expect_refused(run("train photos --show-keras --augment 'ImageDataGenerator(featurewise_center=True)'"), 3,
                 {"generator.fit(x)"});
  ASSERT_EQ(std::system(("cd '" + folder_.string() +
                         "' && mkdir -p p/train p/test && cp -r photos/* p/train && cp -r "
                         "photos/* p/test && tar -czf p.tgz p")
                            .c_str()),
            0);
  has(program("--validation photos --steps-per-epoch 3", "p.tgz"),
      {"import shutil\n", "shutil.unpack_archive('p.tgz', 'p')", "    'p/p/train',", "    'p/p/test',",
       "    'photos',", "train = train.repeat()", "model.evaluate(test, return_dict=True)"});
  expect_refused(run("train photos --show-keras --balance oversample"), 3, {"--balance weights"});
  expect_refused(run("train photos --show-keras --interpolation hamming"), 3, {"--interpolation hamming"});
  EXPECT_FALSE(fs::exists(folder_ / "runs"));
}

}  // namespace
}  // namespace fovea::cli_test
