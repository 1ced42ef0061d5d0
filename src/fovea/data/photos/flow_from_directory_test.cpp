// Folders of pictures through Keras' two functions: what real Keras gave, and where it is corrected.
#include "fovea/data/photos/flow_from_directory.h"

#include <algorithm>
#include <optional>
#include <set>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/data/images/encode.h"
#include "fovea/data/images/load_img.h"
#include "fovea/data/npy.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

template <class T>
void take(const Json& arguments, const char* key, T& value) {
  if (const Json* found = arguments.find(key); found != nullptr && !found->is_null()) from_json(*found, value);
}

void take(const Json& arguments, const char* key, std::array<std::int64_t, 2>& size) {
  if (const Json* found = arguments.find(key)) size = {found->as_list()[0].as_int(), found->as_list()[1].as_int()};
}

/// None.
void take_mode(const Json& arguments, const char* key, std::string& mode) {
  const Json* found = arguments.find(key);
  if (found != nullptr) mode = found->is_null() ? "none" : found->as_string();
}

class KerasFolder : public ::testing::Test {
 protected:
  KerasFolder() {
    const std::string path = std::string(FOVEA_SOURCE_DIR) + "/tests/golden/photos/directory.json";
    document_ = Json::parse(read_file(path), path);
    for (const auto& [name, pixels] : document_.at("pictures").as_object()) {
      const Array array = golden_array(pixels).cast(DType::u8);
      Image image(array.shape()[0], array.shape()[1], array.shape()[2]);
      std::ranges::copy(array.values<std::uint8_t>(), image.pixels.begin());
      folder_.add(name, encode_png(image));
    }
  }

  std::vector<Json> cases(const std::string& kind) const {
    std::vector<Json> found;
    for (const Json& known : document_.at("cases").as_list())
      if (known.at("kind").as_string() == kind) found.push_back(known);
    return found;
  }

  std::unique_ptr<DirectoryFeed> flow(const Json& known, Compat compat, int threads) const {
    ImageDataGeneratorOptions generator;
    ImageDataGeneratorOptions::fields().read(known.at("generator"), &generator, "ImageDataGenerator");
    DirectoryFlowOptions options{.compat = compat, .threads = threads};
    const Json& arguments = known.at("arguments");
    take(arguments, "target_size", options.target_size);
    take(arguments, "color_mode", options.color_mode);
    take(arguments, "classes", options.classes);
    take_mode(arguments, "class_mode", options.class_mode);
    take(arguments, "batch_size", options.batch_size);
    take(arguments, "shuffle", options.shuffle);
    take(arguments, "seed", options.seed);
    take(arguments, "subset", options.subset);
    take(arguments, "interpolation", options.interpolation);
    take(arguments, "keep_aspect_ratio", options.keep_aspect_ratio);
    return flow_from_directory(ImageDataGenerator(generator), folder_.path(), options);
  }

  TestFolder folder_;
  Json document_;
};

void expect_batches(DirectoryFeed& feed, const Json& known, double error) {
  for (const Json& expected : known.at("batches").as_list()) {
    const Batch& batch = feed.next();
    expect_close(batch.x[0], golden_array(expected.at("x")), 1e-5, error);
    const Json* y = expected.find("y");
    if (y != nullptr) expect_close(batch.y.at(0), golden_array(*y), 0, 0);
  }
}

TEST_F(KerasFolder, FlowFromDirectoryGivesKerasBatches) {
  for (const Json& known : cases("flow"))
    for (const int threads : {1, 3}) {
      SCOPED_TRACE(known.at("name").as_string());
      const auto feed = flow(known, Compat::keras, threads);
      EXPECT_EQ(to_json(feed->filenames()), known.at("filenames"));
      expect_batches(*feed, known, 1e-3);
      feed->start_pass(0);  // and again
      expect_batches(*feed, known, 1e-3);
    }
}

TEST_F(KerasFolder, PicturesOfBatchesAreKept) {
  const TestFolder kept;
  const auto feed = flow_from_directory(
      ImageDataGenerator({.rotation_range = 40}), folder_.path(),
      {.target_size = {8, 9}, .batch_size = 3, .save_to_dir = (kept / "seen").string(), .save_prefix = "aug"});
  feed->start_pass(2);
  for (int given = 0; given < 2; ++given) {
    const Batch& batch = feed->next();
    for (std::size_t i = 0; i < 3; ++i) {
      const auto file = kept / ("seen/aug_" + std::to_string(feed->rows()[i]) + "_2.png");
      const Array picture = batch.x[0].slice(static_cast<std::int64_t>(i), 1).reshaped(feed->image_shape());
      EXPECT_EQ(load_img(file).pixels, array_to_img(picture).pixels) << file;
    }
  }
  const std::filesystem::directory_iterator files(kept / "seen");
  EXPECT_EQ(std::distance(begin(files), end(files)), 6);
  EXPECT_NE(error_of(ErrorKind::usage,
                     [&] { flow_from_directory(ImageDataGenerator(), folder_.path(), {.save_format = "bmp"}); })
                .find("save_format is png, jpeg or jpg. Received 'bmp'"),
            std::string::npos);
}

TEST_F(KerasFolder, LabelsTakeTheirForms) {
  for (const Json& known : cases("flow")) {
    const auto feed = flow(known, Compat::corrected, 2);
    const Batch& batch = feed->next();
    EXPECT_EQ(to_string(batch.x[0].shape().tail(1)), to_string(feed->image_shape()));
    std::string mode = "categorical";
    take_mode(known.at("arguments"), "class_mode", mode);
    if (mode == "input") {
      EXPECT_EQ(batch.y.at(0).raw(), batch.x[0].raw());
    } else {
      EXPECT_EQ(batch.y.size(), mode == "none" ? 0u : 1u);
    }
  }
}

TEST_F(KerasFolder, ImageDatasetFromDirectoryGivesKerasBatches) {
  for (const Json& known : cases("dataset")) {
    SCOPED_TRACE(known.at("name").as_string());
    DirectoryDatasetOptions options{.shuffle = false, .compat = Compat::keras};
    const Json& arguments = known.at("arguments");
    take_mode(arguments, "label_mode", options.label_mode);
    take(arguments, "color_mode", options.color_mode);
    take(arguments, "batch_size", options.batch_size);
    take(arguments, "image_size", options.image_size);
    take(arguments, "seed", options.seed);
    take(arguments, "validation_split", options.validation_split);
    take(arguments, "subset", options.subset);
    take(arguments, "interpolation", options.interpolation);
    take(arguments, "crop_to_aspect_ratio", options.crop_to_aspect_ratio);
    take(arguments, "pad_to_aspect_ratio", options.pad_to_aspect_ratio);
    take(arguments, "labels", options.label_list);
    if (options.subset == "both") continue;
    const auto feed = image_dataset_from_directory(folder_.path(), options);
    expect_batches(*feed, known, 1e-3);
    EXPECT_EQ(feed->class_names().empty(), options.label_mode == "none");
  }
}

TEST_F(KerasFolder, ImageDatasetsFromDirectoryAreKerasBoth) {
  for (const Json& known : cases("dataset")) {
    if (known.at("name").as_string() != "both") continue;
    const auto parts = image_datasets_from_directory(folder_.path(), {.color_mode = "grayscale",
                                                                      .batch_size = 3,
                                                                      .image_size = {8, 6},
                                                                      .shuffle = false,
                                                                      .validation_split = 0.4});
    Json first = known, second = known;
    const Json::List& batches = known.at("batches").as_list();
    ASSERT_EQ(batches.size(), 3u);  // 5 pictures, and 2
    first["batches"] = Json(Json::List{batches[0], batches[1]});
    second["batches"] = Json(Json::List{batches[2]});
    expect_batches(*parts[0], first, 1e-3);
    expect_batches(*parts[1], second, 1e-3);
  }
  const auto parts = image_datasets_from_directory(folder_.path(), {.seed = 3, .validation_split = 0.4});
  const auto alone =
      image_dataset_from_directory(folder_.path(), {.seed = 3, .validation_split = 0.4, .subset = "validation"});
  EXPECT_EQ(parts[1]->filenames(), alone->filenames());
  EXPECT_EQ(parts[0]->samples() + parts[1]->samples(), 7);
}

TEST(ImageDatasetFromDirectory, GivesPhotosAsKerasDid) {
  const auto shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared || !std::filesystem::is_directory(*shared / "keras-pipeline/signs"))
    GTEST_SKIP() << "no shared/keras-pipeline";
  const auto known = [&](const std::string& name) { return read_npy(*shared / "keras-pipeline" / (name + ".npy")); };
  const auto check = [&](const std::string& name, DirectoryDatasetOptions options) {
    SCOPED_TRACE(name);
    const Array expected = known(name), labels = known("noshuffle_labels");
    options.shuffle = false;
    options.batch_size = expected.rows();
    const auto feed = image_dataset_from_directory(*shared / "keras-pipeline/signs", options);
    const Batch& batch = feed->next();
    expect_close(batch.x[0], expected, 0, 1e-3);
    expect_close(batch.y[0], labels.slice(0, expected.rows()), 0, 0);
    EXPECT_EQ(batch.y[0].dtype(), DType::i32);
  };
  check("noshuffle_bilinear64", {.image_size = {64, 64}});
  check("noshuffle_gray64_first10", {.color_mode = "grayscale", .image_size = {64, 64}});
  check("noshuffle_nearest_48x80_first10", {.image_size = {48, 80}, .interpolation = "nearest"});
}

std::string white() {
  Image image(3, 3, 1);
  std::ranges::fill(image.pixels, std::uint8_t{255});
  return encode_png(image);
}

TEST(FlowFromDirectory, CorrectedSkipsWhatIsHiddenAndCannotBeRead) {
  const TestFolder folder;
  for (int i = 0; i < 30; ++i) folder.add("a/" + std::to_string(i) + ".png", white());
  folder.add("b/1.png", white());
  folder.add("b/2.png", "no picture");
  folder.add("b/.3.png", "hidden");
  folder.add(".c/1.png", white());
  const ImageDataGenerator generator({.rescale = 1.0 / 255});
  const auto feed = flow_from_directory(generator, folder.path(), {.target_size = {4, 5}, .batch_size = 32});
  EXPECT_EQ(feed->class_names(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(feed->class_indices().at("b"), 1);
  EXPECT_EQ(feed->samples(), 32);
  const Batch& batch = feed->next();
  EXPECT_EQ(batch.x[0].shape(), Shape({31, 4, 5, 3}));
  for (const float value : batch.x[0].values<float>()) ASSERT_EQ(value, 1);
  ASSERT_EQ(feed->photos().bad().size(), 1u);
  EXPECT_EQ(feed->filenames()[static_cast<std::size_t>(feed->photos().bad()[0].row)], "b/2.png");

  const auto keras = flow_from_directory(generator, folder.path(), {.target_size = {4, 5}, .compat = Compat::keras});
  EXPECT_EQ(keras->class_names(), (std::vector<std::string>{".c", "a", "b"}));
  EXPECT_EQ(keras->samples(), 34);
  EXPECT_NE(error_of(ErrorKind::format,
                     [&] {
                       for (int i = 0; i < 2; ++i) keras->next();
                     })
                .find(".png"),
            std::string::npos);
}

TEST(FlowFromDirectory, WalksIntoLinksWhereItIsTold) {
  const TestFolder folder, elsewhere;
  elsewhere.add("deep/1.png", white());
  folder.add("a/1.png", white());
  std::filesystem::create_directory_symlink(elsewhere.path(), folder / "b");
  std::filesystem::create_directory_symlink(elsewhere / "deep", folder / "a/link");
  for (const char* circle : {"a/circle", "a/circle2", "b/circle"})
    std::filesystem::create_directory_symlink(folder.path(), folder / circle);
  const auto files = [&](bool follow) {
    const auto feed = flow_from_directory(ImageDataGenerator(), folder.path(), {.follow_links = follow});
    return std::set<std::string>(feed->filenames().begin(), feed->filenames().end());
  };
  EXPECT_EQ(files(false), (std::set<std::string>{"a/1.png", "b/deep/1.png"}));
  EXPECT_EQ(files(true), (std::set<std::string>{"a/1.png", "a/link/1.png", "b/deep/1.png"}));
}

TEST(FlowFromDirectory, RefusesWhatItCannotDo) {
  const TestFolder folder;
  for (const char* name : {"a/1.png", "b/1.png", "c/1.png"}) folder.add(name, white());
  const auto flow = [&](const DirectoryFlowOptions& options, const ImageDataGenerator& generator) {
    return error_of(ErrorKind::usage, [&] { flow_from_directory(generator, folder.path(), options); });
  };
  const ImageDataGenerator plain;
  EXPECT_NE(flow({.class_mode = "catgorical"}, plain).find("Did you mean 'categorical'"), std::string::npos);
  EXPECT_NE(flow({.class_mode = "binary"}, plain).find("Received 3: a, b, c"), std::string::npos);
  EXPECT_NE(flow({.batch_size = 0}, plain).find("batch_size is at least 1"), std::string::npos);
  EXPECT_NE(flow({}, ImageDataGenerator({.featurewise_center = true})).find("fit()"), std::string::npos);
  error_of(ErrorKind::unreadable, [&] { flow_from_directory(plain, folder / "none"); });
  error_of(ErrorKind::unreadable, [&] { flow_from_directory(plain, folder / "a"); });

  const auto dataset = [&](const DirectoryDatasetOptions& options) {
    return error_of(ErrorKind::usage, [&] { image_dataset_from_directory(folder.path(), options); });
  };
  EXPECT_NE(dataset({.label_mode = "sparse"}).find("label_mode is int"), std::string::npos);
  EXPECT_NE(dataset({.label_mode = "binary"}).find("Received 3: a, b, c"), std::string::npos);
  EXPECT_NE(dataset({.validation_split = 0.5, .subset = "both"}).find("one part at a time"), std::string::npos);
  EXPECT_NE(dataset({.labels = "none", .class_names = {"a"}}).find("without labels"), std::string::npos);
  EXPECT_NE(dataset({.label_list = {0, 1}}).find("Received 2 for 3 files"), std::string::npos);
  EXPECT_NE(dataset({.label_list = {0, 2, 2}}).find("without gaps"), std::string::npos);
  EXPECT_NE(dataset({.label_list = {0, 1, 1}, .class_names = {"a"}}).find("with a list"), std::string::npos);
  EXPECT_NE(dataset({.crop_to_aspect_ratio = true, .pad_to_aspect_ratio = true}).find("Give one"), std::string::npos);
  EXPECT_NE(error_of(ErrorKind::usage, [&] { image_datasets_from_directory(folder.path(), {.subset = "training"}); })
                .find("gives both parts"),
            std::string::npos);
}

}  // namespace
}  // namespace fovea
