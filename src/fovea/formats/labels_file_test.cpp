#include "fovea/formats/labels_file.h"

#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"

namespace fovea {

using Names = std::vector<std::string>;

TEST(LabelsFile, ReadsEveryFormThatStandsBesideModels) {
  const TestFolder folder;
  const auto read = [&](const char* text) { return read_labels(folder.add("labels", text)); };
  EXPECT_EQ(read("cat\r\nguinea pig\n\n"), (Names{"cat", "guinea pig"}));
  EXPECT_EQ(read("0 Cardboard\n1 Other things\n"), (Names{"Cardboard", "Other things"}));
  EXPECT_EQ(read("7 of 9\n8 of 9\n"), (Names{"7 of 9", "8 of 9"}));
  EXPECT_EQ(read(R"({"dogs": 1, "cats": 0})"), (Names{"cats", "dogs"}));
  EXPECT_EQ(read(R"({"1": "dogs", "0": "cats"})"), (Names{"cats", "dogs"}));
  EXPECT_EQ(read(R"(["cats", "dogs"])"), (Names{"cats", "dogs"}));
}

TEST(LabelsFile, RefusesWhatGivesNoOrder) {
  const TestFolder folder;
  const auto why = [&](const char* text) {
    return error_of(ErrorKind::format, [&] { read_labels(folder.add("labels", text)); });
  };
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "without a gap", why(R"({"cats": 0, "dogs": 2})"));
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "Two classes have the number 0", why(R"({"cats": 0, "dogs": 0})"));
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "Received cats: null", why(R"({"cats": null})"));
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, "names 1 to 100000 classes", why("\n"));
  error_of(ErrorKind::unreadable, [&] { read_labels(folder / "none"); });
}

TEST(LabelsFile, IsFoundBesideAModel) {
  const TestFolder folder;
  EXPECT_EQ(labels_beside(folder / "a.h5"), "");
  folder.add("class_indices.json", "{}");
  EXPECT_EQ(labels_beside(folder / "a.h5"), folder / "class_indices.json");
  folder.add("labels.txt", "a");
  EXPECT_EQ(labels_beside(folder.path()), folder / "labels.txt");
}

}  // namespace fovea
