// Photos in the order and the parts that Keras gives them.
#include "fovea/data/photos/keras_lists.h"

#include <algorithm>
#include <cstdlib>

#include "fovea/base/file.h"
#include "fovea/base/json.h"
#include "fovea/base/test_support.h"
#include "fovea/data/open_data.h"
#include "fovea/data/photos/photo_test_support.h"

namespace fovea {
namespace {

std::vector<std::string> names(const DataSet& data, const std::string& split) {
  const Split& part = data.at(split);
  std::vector<std::string> list;
  for (std::size_t i = 0; i < part.photos.size(); ++i) {
    list.push_back(data.files->names()[part.photos[i].file]);
    EXPECT_EQ(part.photos[i].label, part.y.values<std::int64_t>()[i]);
    const std::string of_class = data.classes.at(static_cast<std::size_t>(part.photos[i].label));
    EXPECT_TRUE(list.back().starts_with(part.folder + of_class + "/")) << list.back();
    EXPECT_NO_THROW(data.files->read(part.photos[i].file));
  }
  return list;
}

using Names = std::vector<std::string>;

TEST(KerasLists, TakeWhatKerasTakes) {
  const TestFolder folder;
  add_pets(folder, 2);
  folder.add("cat/.hidden.png", spots_png(1));
  folder.add("cat/deep/9.JPG", spots_png(2));
  folder.add("cat/only.tif", spots_png(3));
  folder.add("cat/only.gif", spots_png(4));
  folder.add("cat/no-ending", spots_png(5));
  folder.add(".git/1.png", spots_png(6));
  const DataSet data = open_data(folder.path().string());
  const DataSet dataset = as_keras_lists(data, {});
  EXPECT_EQ(dataset.classes, (Names{"cat", "dog"}));
  EXPECT_EQ(names(dataset, "train"), (Names{"cat/.hidden.png", "cat/0.png", "cat/1.png", "cat/only.gif",
                                            "cat/deep/9.JPG", "dog/0.png", "dog/1.png"}));
  const DataSet generator = as_keras_lists(data, {.generator = true, .validation_split = 0.5});
  EXPECT_EQ(generator.classes, (Names{".git", "cat", "dog"}));
  EXPECT_EQ(names(generator, "validation"), (Names{"cat/.hidden.png", "cat/0.png", "dog/0.png"}));
  EXPECT_EQ(names(generator, "train"),
            (Names{".git/1.png", "cat/1.png", "cat/only.tif", "cat/deep/9.JPG", "dog/1.png"}));
}

TEST(KerasLists, PartsAndArchivesKeepTheirFolders) {
  const TestFolder folder;
  add_pets(folder, 3, "pets/train/");
  add_pets(folder, 1, "pets/val/");
  const DataSet data = as_keras_lists(open_data((folder / "pets").string()), {});
  EXPECT_EQ(data.at("train").folder, "train/");
  EXPECT_EQ(names(data, "validation"), (Names{"val/cat/0.png", "val/dog/0.png"}));
  ASSERT_EQ(std::system(("cd '" + folder.path().string() + "' && tar -cf pets.tar pets").c_str()), 0);
  const DataSet packed = as_keras_lists(open_data((folder / "pets.tar").string()), {.shuffle = true, .seed = 5});
  EXPECT_EQ(packed.at("train").folder, "pets/train/");
  const Names shuffled = names(packed, "train");
  EXPECT_FALSE(std::ranges::is_sorted(shuffled));
  // A part that is asked for takes the place of the data's own.
  const DataSet split = as_keras_lists(open_data((folder / "pets.tar").string()),
                                       {.shuffle = true, .seed = 5, .validation_split = 0.4});
  EXPECT_EQ(names(split, "train"), Names(shuffled.begin(), shuffled.begin() + 4));
  EXPECT_EQ(names(split, "validation"), Names(shuffled.begin() + 4, shuffled.end()));
  EXPECT_EQ(split.splits.size(), 2u);
}

TEST(KerasLists, RefuseWhatKerasWouldGetWrong) {
  const TestFolder folder;
  add_pets(folder, 2, "train/");
  add_pets(folder, 2, "test/");
  std::filesystem::remove_all(folder / "test/cat");
  const DataSet data = open_data(folder.path().string());
  EXPECT_NE(error_of(ErrorKind::format, [&] { as_keras_lists(data, {}); }).find("test has the classes dog"),
            std::string::npos);
  folder.add("list.csv", "train/cat/0.png,cat\ntrain/dog/0.png,dog\n");
  EXPECT_NE(error_of(ErrorKind::unsupported, [&] { as_keras_lists(open_data((folder / "list.csv").string()), {}); })
                .find("list of files"),
            std::string::npos);
}

TEST(KerasLists, AreThoseOfKerasForASeed) {
  const auto shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared || !std::filesystem::is_directory(*shared / "keras-pipeline/signs"))
    GTEST_SKIP() << "no shared/keras-pipeline";
  const std::filesystem::path file = *shared / "keras-pipeline/expected_files.json";
  const Json known = Json::parse(read_file(file), file.string());
  const auto expect = [&](const DataSet& data, const std::string& split, const std::string& name) {
    Names expected;
    for (const Json& each : known.at(name).as_list()) expected.push_back(each.as_string());
    EXPECT_EQ(names(data, split), expected) << name;
  };
  const DataSet signs = open_data((*shared / "keras-pipeline/signs").string());
  for (const std::int64_t seed : {42, 123}) {
    const std::string of_seed = "seed" + std::to_string(seed);
    expect(as_keras_lists(signs, {.shuffle = true, .seed = seed}), "train", "shuffle_" + of_seed);
    const DataSet split = as_keras_lists(signs, {.shuffle = true, .seed = seed, .validation_split = 0.2});
    expect(split, "train", "split0.2_" + of_seed + "_training");
    expect(split, "validation", "split0.2_" + of_seed + "_validation");
  }
}

}  // namespace
}  // namespace fovea
