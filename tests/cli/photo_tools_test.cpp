// What shows, writes, keeps and measures the data of a training.
#include <cmath>

#include "fovea/data/images/image.h"
#include "tests/cli/photos.h"

namespace fovea::cli_test {
namespace {

class PhotoToolsTest : public PhotosTest {
 protected:
  void SetUp() override {
    PhotosTest::SetUp();
    write("one.layers", "Input((16, 16, 3))\nFlatten()\nDense(1, activation='sigmoid')\n");
  }

  Json batch(const std::string& more, const std::string& output = "b.npz") {
    return json(run("data batch photos --image-size 16x16 --json --output " + output + " " + more));
  }
  Array array(const std::string& file, const std::string& name) { return NpzFile(folder_ / file).read(name); }
  Image picture(const std::string& name) { return decode_image(content_of(folder_ / name), name); }

  /// The losses of a training that changes nothing, step by step.
  std::vector<double> losses(const std::string& file) {
    std::vector<double> values;
    std::stringstream lines(content_of(folder_ / file));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) values.push_back(std::stod(line.substr(line.find(',') + 1)));
    return values;
  }
};

/// Picture `column` of row `row` of a sheet of 16x16 pictures, which are enlarged to 96x96, 4 px apart, each over 16 px of caption.
std::vector<float> cell(const Image& sheet, std::int64_t row, std::int64_t column) {
  std::vector<float> pixels;
  for (std::int64_t y = 0; y < 16; ++y)
    for (std::int64_t x = 0; x < 16; ++x) {
      const std::uint8_t* at = sheet.row(4 + row * 116 + y * 6 + 3) + (4 + column * 100 + x * 6 + 3) * 3;
      pixels.insert(pixels.end(), at, at + 3);
    }
  return pixels;
}

std::vector<float> row_of(const Array& x, std::int64_t row) {
  const Array numbers = x.slice(row, 1).cast(DType::f32);
  std::vector<float> values(numbers.values<float>().begin(), numbers.values<float>().end());
  for (float& value : values) value = std::round(std::clamp(value, 0.0f, 255.0f));
  return values;
}

TEST_F(PhotoToolsTest, PreviewShowsTheFirstBatch) {
  const Json shown =
      json(run("data preview photos --image-size 16x16 --seed 3 --count 5 --columns 2 -o s.png --json"));
  const Image sheet = picture("s.png");
  EXPECT_EQ(sheet.height, 4 + 3 * 116);
  EXPECT_EQ(sheet.width, 4 + 2 * 100);
  const Json told = batch("--seed 3 --batch-size 5");
  const Array x = array("b.npz", "x");
  for (std::int64_t i = 0; i < 5; ++i) {
    const auto place = static_cast<std::size_t>(i);
    EXPECT_EQ(cell(sheet, i / 2, i % 2), row_of(x, i)) << i;
    EXPECT_EQ(shown.at("pictures").as_list()[place].at("name"), told.at("files").as_list()[place]);
  }
  EXPECT_EQ(sheet.row(0)[0], 255) << "white between the pictures";
}

TEST_F(PhotoToolsTest, PreviewShowsTheDrawsOfEpochs) {
  const std::string augment = "--augment \"RandomRotation(0.2); RandomBrightness(0.2)\" --seed 4 ";
  const Json shown = json(
      run("data preview photos --image-size 16x16 --count 2 --columns 3 -o s.png --json --class red " + augment));
  const Image sheet = picture("s.png");
  EXPECT_EQ(shown.at("draws").as_int(), 2);
  for (std::int64_t i = 0; i < 2; ++i) {
    const Json& one = shown.at("pictures").as_list()[static_cast<std::size_t>(i)];
    EXPECT_EQ(one.at("class").as_string(), "red");
    for (std::int64_t epoch = 0; epoch < 2; ++epoch) {
      const Json::List files =
          batch(augment + "--batch-size 48 --epoch " + std::to_string(epoch)).at("files").as_list();
      const auto row = std::ranges::find(files, one.at("name")) - files.begin();
      ASSERT_LT(row, static_cast<std::ptrdiff_t>(files.size()));
      EXPECT_EQ(cell(sheet, i, 1 + epoch), row_of(array("b.npz", "x"), row)) << one.dump() << " in epoch " << epoch;
    }
    EXPECT_NE(cell(sheet, i, 1), cell(sheet, i, 0));
  }
}

TEST_F(PhotoToolsTest, PreviewShowsPhotosAsTheirBatchMixesThem) {
  const std::string augment =
      "--augment \"RandomFlip('horizontal'); MixUp(1.0); RandomBrightness(0.2)\" --batch-size 8 ";
  write("photos/green/broken.png", "no picture");
  const Json shown =
      json(run("data preview photos --image-size 16x16 --count 3 --columns 2 -o s.png --json " + augment));
  const Image sheet = picture("s.png");
  const Json::List files = batch(augment).at("files").as_list();
  std::int64_t row = 0;
  for (const Json& one : shown.at("pictures").as_list()) {
    const auto place = std::ranges::find(files, one.at("name")) - files.begin();
    ASSERT_LT(place, static_cast<std::ptrdiff_t>(files.size()));
    EXPECT_EQ(cell(sheet, row, 1), row_of(array("b.npz", "x"), place)) << one.dump();
    EXPECT_NE(cell(sheet, row, 1), cell(sheet, row, 0));
    ++row;
  }
  EXPECT_EQ(row, 3);
}

TEST_F(PhotoToolsTest, PreviewTakesWhatTrainTakes) {
  const Result arrays = run("data preview tiny.npz --model tiny.layers --set f=4 --count 3 -o a.jpg");
  ASSERT_EQ(arrays.status, 0) << arrays.err;
  EXPECT_NE(arrays.out.find("tiny:train:"), std::string::npos) << arrays.out;
  EXPECT_EQ(picture("a.jpg").height, 4 + 116);
  ASSERT_EQ(train_photos("--out run --model one.layers").status, 0);
  const Result of_run = run("data preview photos --model run");
  EXPECT_NE(of_run.out.find("preview.png: 10 of 38 photos, 16x16"), std::string::npos) << of_run.out << of_run.err;
  expect_refused(run("data preview photos --class gren"), 2, {"no class 'gren'", "green"});
  expect_refused(run("data preview photos -o sheet.gif"), 2, {".png, .jpg, .svg or .pdf"});
  expect_refused(run("data preview photos --columns 1 --augment 'RandomFlip()'"), 2, {"2 columns or more"});
}

TEST_F(PhotoToolsTest, BatchIsWhatFitIsFed) {
  write("scaled.layers", "Input((16, 16, 3))\nRescaling(1/255)\nFlatten()\nDense(1, activation='sigmoid')\n");
  fs::remove(folder_ / "photos/red/4.png");  // classes of different weights
  const std::string made =
      "--model scaled.layers --seed 8 --batch-size 7 --augment \"RandomRotation(0.2)\" --balance weights ";
  // Nothing is learned, so that the loss of a step tells its batch alone.
  ASSERT_EQ(
      run("train photos --epochs 3 --optimizer 'SGD(learning_rate=0)' --step-log l.csv --out run " + made).status, 0);
  const std::vector<double> logged = losses("l.csv");
  ASSERT_EQ(logged.size(), 18u);  // 37 of 47 photos, 6 steps an epoch
  for (const auto& [epoch, step] : {std::pair{0, 0}, {0, 5}, {1, 3}, {2, 4}}) {
    const Json told = json(run("data batch photos --like run --json --output b.npz --epoch " + std::to_string(epoch) +
                               " --step " + std::to_string(step)));
    const Array x = array("b.npz", "x"), y = array("b.npz", "y"), weights = array("b.npz", "sample_weight");
    EXPECT_EQ(x.rows(), step == 5 ? 2 : 7);
    EXPECT_EQ(weights.rows(), x.rows());
    write_npy(folder_ / "x.npy", x);
    ASSERT_EQ(run("predict run x.npy --output p.npy").status, 0);
    const Array p = read_npy(folder_ / "p.npy"), of = y.cast(DType::f32);
    double loss = 0;
    for (std::size_t i = 0; i < of.values<float>().size(); ++i)
      loss -= weights.values<float>()[i] *
              std::log(of.values<float>()[i] > 0.5f ? p.values<float>()[i] : 1.0 - p.values<float>()[i]);
    loss /= static_cast<double>(x.rows());
    EXPECT_NEAR(loss, logged[static_cast<std::size_t>(epoch * 6 + step)], 1e-5 * loss) << told.dump();
  }
  // Fewer steps in an epoch: the next one goes on where it ended.
  const Json on = batch(made + "--steps-per-epoch 4 --epoch 2 --step 1", "on.npz"),
             plain = batch(made + "--epoch 1 --step 3", "plain.npz");
  EXPECT_EQ(on.at("files"), plain.at("files"));
  EXPECT_EQ(on.at("parameters"), plain.at("parameters"));
  expect_refused(run("data batch photos --like run --step 6 --output b.npz"), 2, {"6 steps, 0 to 5"});
}

TEST_F(PhotoToolsTest, DrawnNumbersAreImposed) {
  const std::string flip = "--augment \"RandomFlip('horizontal')\" --batch-size 6 ";
  const Json drawn = batch(flip + "--epoch 3");
  const Array x = array("b.npz", "x");
  EXPECT_EQ(x.dtype(), DType::f32);
  batch(flip + "--epoch 3 --params b.json", "same.npz");
  EXPECT_TRUE(std::ranges::equal(array("same.npz", "x").values<float>(), x.values<float>()));
  Json given = drawn;
  Json all = Json::list();
  for (const Json& one : drawn.at("parameters").as_list())
    all.push_back(Json::Object{{"0.flips", 1 - one.at("0.flips").as_double()}});
  given["parameters"] = all;
  write("other.json", given.dump());
  batch(flip + "--epoch 3 --params other.json", "other.npz");
  const Array other = array("other.npz", "x");
  for (std::int64_t i = 0; i < x.rows(); ++i)
    for (std::int64_t p = 0; p < 16 * 16; ++p)
      for (std::int64_t c = 0; c < 3; ++c) {
        const auto at = [&](std::int64_t column) {
          return static_cast<std::size_t>(((i * 16 + p / 16) * 16 + column) * 3 + c);
        };
        ASSERT_EQ(x.values<float>()[at(p % 16)], other.values<float>()[at(15 - p % 16)]);
      }
  const auto refused = [&](const std::string& more, std::initializer_list<const char*> parts) {
    expect_refused(run("data batch photos --image-size 16x16 --output c.npz " + more), 2, parts);
  };
  refused("--params b.json", {"--augment"});
  refused("--augment \"RandomFlip()\" --params b.json --batch-size 5", {"b.json", "6 pictures", "batch has 5"});
  refused("--augment \"RandomRotation(0.1)\" --params b.json --batch-size 6",
          {"--params: b.json: picture 0: ", "'0.angle' is missing"});
  write("empty.json", "{}");
  expect_refused(run("data batch photos --image-size 16x16 --output c.npz --params empty.json --augment "
                     "\"RandomFlip()\""),
                 3, {"--params: empty.json: ", "parameters"});
  // What an earlier call wrote without numbers of the batch.
  expect_refused(run("data batch photos --image-size 16x16 --output c.npz --params b.json --batch-size 6 --augment "
                     "\"RandomFlip('horizontal'); MixUp()\""),
                 3, {"--params: b.json: ", "'mixing' is missing"});
  refused("--output b.npy", {".npz"});
}

TEST_F(PhotoToolsTest, MixedBatchesAreImposed) {
  for (const std::string calls :
       {"RandomFlip(); RandomErasing(); MixUp(1.0); RandomBrightness(0.2); CutMix()", "Equalization()"}) {
    const std::string options = "--batch-size 6 --epoch 1 --step 2 --augment \"" + calls + "\" ";
    const Json drawn = batch(options);
    const Array x = array("b.npz", "x"), y = array("b.npz", "y");
    batch(options + "--params b.json", "same.npz");
    EXPECT_TRUE(std::ranges::equal(array("same.npz", "x").values<float>(), x.values<float>())) << calls;
    EXPECT_EQ(array("same.npz", "y").dtype(), y.dtype());
    const Array ours = array("same.npz", "y").cast(DType::f32), theirs = y.cast(DType::f32);
    EXPECT_TRUE(std::ranges::equal(ours.values<float>(), theirs.values<float>())) << calls;
    EXPECT_EQ(Json::parse(content_of(folder_ / "same.json"), "same.json").at("mixing"), drawn.at("mixing"));
  }
  // Every photo is itself alone, and has its own label.
  const std::string options = "--batch-size 6 --augment \"MixUp(1.0)\" ";
  Json drawn = batch(options);
  Json::List ones(6, Json(1.0));
  Json stage = drawn.at("mixing").as_list()[0];
  stage["batch"]["mix_weight"] = ones;
  drawn["mixing"] = Json::List{stage};
  write("ones.json", drawn.dump());
  batch(options + "--params ones.json", "ones.npz");
  batch("--batch-size 6", "plain.npz");
  const Array plain = array("plain.npz", "x").cast(DType::f32);
  EXPECT_TRUE(std::ranges::equal(array("ones.npz", "x").values<float>(), plain.values<float>()));
  // Arrays are mixed by given numbers too, in Keras' order where that is asked for.
  const std::string of_arrays =
      "data batch tiny.npz --model tiny.layers --set f=4 --augment \"MixUp(1.0)\" --step 1 ";
  ASSERT_EQ(run(of_arrays + "--output a.npz").status, 0);
  ASSERT_EQ(run(of_arrays + "--params a.json --output c.npz").status, 0);
  EXPECT_TRUE(std::ranges::equal(array("c.npz", "x").values<float>(), array("a.npz", "x").values<float>()));
  const std::string flow =
      "data batch tiny.npz --model tiny.layers --set f=4 --augment \"ImageDataGenerator(rotation_range=20)\" "
      "--compat "
      "keras --step 1 ";
  ASSERT_EQ(run(flow + "--output a.npz").status, 0);
  ASSERT_EQ(run(flow + "--params a.json --output c.npz").status, 0);
  EXPECT_TRUE(std::ranges::equal(array("c.npz", "x").values<float>(), array("a.npz", "x").values<float>()));
}

TEST_F(PhotoToolsTest, ArraysHaveBatchesToo) {
  const Json told =
      json(run("data batch tiny.npz --model tiny.layers --set f=4 --epoch 1 --step 2 --output b.npz "
               "--json --loss categorical_crossentropy"));
  EXPECT_EQ(array("b.npz", "x").shape(), Shape({32, 8, 8, 1}));
  EXPECT_EQ(array("b.npz", "y").shape(), Shape({32, 4}));
  const std::string name = told.at("files").as_list()[5].as_string();
  ASSERT_TRUE(name.starts_with("tiny:train:")) << name;
  const Array all = array("tiny.npz", "x_train").slice(std::stoll(name.substr(11)), 1);
  EXPECT_TRUE(std::ranges::equal(all.values<std::uint8_t>(), array("b.npz", "x").slice(5, 1).values<std::uint8_t>()));
}

TEST_F(PhotoToolsTest, CacheIsTheOneThatTrainTakes) {
  write("photos/red/broken.jpg", "\xff\xd8\xff and no more");
  const Result first = run("data cache photos --image-size 16x16 --output p.cache");
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_NE(first.out.find("p.cache: 48 photos of (16, 16, 3) uint8, 48 of them new"), std::string::npos)
      << first.out;
  EXPECT_NE(first.err.find("photos/red/broken.jpg"), std::string::npos) << first.err;
  fs::remove(folder_ / "photos/red/broken.jpg");
  EXPECT_EQ(json(run("data cache photos --image-size 16x16 --output p.cache --json")).at("new").as_int(), 48);
  // Photos that can no longer be read, but have kept size and time, are in the cache.
  for (const auto& photo : fs::directory_iterator(folder_ / "photos/red")) {
    const auto time = fs::last_write_time(photo);
    const std::string nothing(fs::file_size(photo), 'x');
    std::ofstream(photo.path()) << nothing;
    fs::last_write_time(photo, time);
  }
  ASSERT_EQ(train_photos("--out run --cache p.cache").status, 0);
  const Json again = json(run("data cache photos --image-size 16x16 --output p.cache --json"));
  EXPECT_EQ(again.at("new").as_int(), 0);
  EXPECT_EQ(again.at("photos").as_int(), 48);
  EXPECT_EQ(again.at("bytes").as_int(), static_cast<std::int64_t>(fs::file_size(folder_ / "p.cache")));
  const Result other = run("data cache photos/green --image-size 16x16 --output p.cache");
  expect_refused(other, 3, {"no folders of classes"});
  expect_refused(run("data cache photos --image-size 16x16 --output tiny.npz"), 2, {"no cache of pixels"});
  for (const char* word : {"none", "memory"}) {
    expect_refused(run(std::string("data cache photos --image-size 16x16 --output ") + word), 2,
                   {"--output", "word of train's --cache", "./"});
    EXPECT_EQ(run(std::string("data cache photos --image-size 16x16 --output ./") + word).status, 0);
    EXPECT_TRUE(fs::exists(folder_ / word));
  }
  expect_refused(run("data cache tiny.npz --model tiny.layers --set f=4 --output q.cache"), 2, {"arrays"});
}

TEST_F(PhotoToolsTest, PipelineIsMeasured) {
  const Json figures =
      json(run("bench pipeline photos --image-size 16x16 --seconds 0.1 --threads 1 --json "
               "--cache memory --augment \"RandomFlip('horizontal')\" --batch-size 8"));
  EXPECT_GT(figures.at("images_per_second").as_double(), 0);
  EXPECT_GT(figures.at("processor_us_per_image").as_double(), 0);
  EXPECT_GE(figures.at("waiting").as_double(), 0);
  EXPECT_LE(figures.at("waiting").as_double(), 1);
  EXPECT_EQ(figures.at("threads").as_int(), 1);
  EXPECT_EQ(figures.at("batch_size").as_int(), 8);
  EXPECT_EQ(figures.at("height").as_int(), 16);
  EXPECT_NE(run("bench pipeline photos --image-size 16x16 --seconds 0.1").out.find("us of processor time each"),
            std::string::npos);
  expect_refused(run("bench"), 2, {"digits", "pipeline DATA"});
}

}  // namespace
}  // namespace fovea::cli_test
