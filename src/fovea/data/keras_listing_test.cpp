#include "fovea/data/keras_listing.h"

#include <gtest/gtest.h>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

template <class T>
T member(const Json& json, const char* key, T value) {
  if (const Json* found = json.find(key)) from_json(*found, value);
  return value;
}

FolderListing listing_of(const Json& json) {
  return {.files = member(json, "files", std::vector<std::string>()),
          .folders = member(json, "folders", std::vector<std::string>())};
}

FolderListing listing_of(const fs::path& folder) {
  FolderListing listing;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    (entry.is_directory() ? listing.folders : listing.files).push_back(entry.path().lexically_relative(folder));
  return listing;
}

Json shared_json(const fs::path& path) { return Json::parse(read_file(path), path.string()); }

TEST(KerasListing, FlowFromDirectoryFindsKerasFiles) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/listing.json"))
    for (const Json& flow : known.at("flow").as_list()) {
      const KerasFiles found = flow_from_directory_files(
          listing_of(known), {.classes = member(flow, "classes", std::vector<std::string>()),
                              .validation_split = member(flow, "validation_split", 0.0),
                              .subset = member(flow, "subset", std::string())});
      EXPECT_EQ(to_json(found.files), flow.at("found")) << flow.dump();
      EXPECT_EQ(to_json(found.labels), flow.at("labels")) << flow.dump();
      EXPECT_EQ(to_json(found.classes), flow.at("class_names")) << flow.dump();
    }
}

TEST(KerasListing, ImageDatasetFindsKerasFiles) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/listing.json"))
    for (const Json& dataset : known.at("dataset").as_list()) {
      const auto parts = image_dataset_files(
          listing_of(known), {.class_names = member(dataset, "class_names", std::vector<std::string>()),
                              .shuffle = member(dataset, "shuffle", true),
                              .seed = member(dataset, "seed", std::int64_t{0}),
                              .validation_split = member(dataset, "validation_split", 0.0),
                              .subset = member(dataset, "subset", std::string())});
      ASSERT_EQ(parts.size(), dataset.at("found").as_list().size());
      for (std::size_t i = 0; i < parts.size(); ++i) {
        EXPECT_EQ(to_json(parts[i].files), dataset.at("found").as_list()[i]) << dataset.dump();
        EXPECT_EQ(to_json(parts[i].classes), dataset.at("classes"));
        ASSERT_EQ(parts[i].files.size(), parts[i].labels.size());
        for (std::size_t k = 0; k < parts[i].files.size(); ++k)
          EXPECT_EQ(parts[i].files[k].substr(0, parts[i].files[k].find('/')),
                    parts[i].classes[static_cast<std::size_t>(parts[i].labels[k])]);
      }
    }
}

TEST(KerasListing, ShufflesAndSplitsPhotosAsKerasDid) {
  const auto shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared || !fs::is_directory(*shared / "keras-pipeline/signs")) GTEST_SKIP() << "no shared/keras-pipeline";
  const FolderListing listing = listing_of(*shared / "keras-pipeline/signs");
  const Json known = shared_json(*shared / "keras-pipeline/expected_files.json");
  const auto files = [&](const ImageDatasetOptions& options) {
    return to_json(image_dataset_files(listing, options)[0].files);
  };
  EXPECT_EQ(files({.shuffle = false}), known.at("noshuffle").at("files"));
  EXPECT_EQ(to_json(image_dataset_files(listing)[0].classes), known.at("noshuffle").at("classes"));
  for (const std::int64_t seed : {42, 123}) {
    const std::string name = "_seed" + std::to_string(seed);
    EXPECT_EQ(files({.seed = seed}), known.at("shuffle" + name));
    for (const char* subset : {"training", "validation"})
      EXPECT_EQ(files({.seed = seed, .validation_split = 0.2, .subset = subset}),
                known.at("split0.2" + name + "_" + subset));
  }
}

/// The names in a tar archive as GNU's tar writes it.
FolderListing listing_of_tar(const std::string& bytes, const std::string& top) {
  FolderListing listing;
  std::string long_name;
  for (std::size_t at = 0; at + 512 <= bytes.size() && bytes[at] != '\0';) {
    const char* header = bytes.data() + at;
    const std::size_t size = std::stoull(std::string(header + 124, 11), nullptr, 8);
    const std::string body = bytes.substr(at + 512, size);
    at += 512 + (size + 511) / 512 * 512;
    if (header[156] == 'L') {
      long_name = body.c_str();
      continue;
    }
    std::string name = long_name.empty() ? std::string(header, strnlen(header, 100)) : long_name;
    long_name.clear();
    while (name.ends_with('/')) name.pop_back();
    if (!name.starts_with(top + "/")) continue;
    (header[156] == '5' ? listing.folders : listing.files).push_back(name.substr(top.size() + 1));
  }
  return listing;
}

TEST(KerasListing, FindsOddNamesInAnArchiveAsKerasDidInAFolder) {
  const auto shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared || !fs::is_regular_file(*shared / "images/names.tar")) GTEST_SKIP() << "no shared/images/names.tar";
  const Json known = shared_json(*shared / "images/names.keras_expected.json");
  const FolderListing listing = listing_of_tar(read_file(*shared / "images/names.tar"), "names");
  const KerasFiles found = image_dataset_files(listing, {.shuffle = false})[0];
  EXPECT_EQ(to_json(found.files), known.at("files"));
  EXPECT_EQ(to_json(found.classes), known.at("class_names"));
  const KerasFiles flow = flow_from_directory_files(listing);
  EXPECT_EQ(flow.classes.front(), ".hiddenclass");
}

TEST(KerasListing, LinksCountWhenTheyAreFollowed) {
  const FolderListing listing{.files = {"a/1.jpg", "a/linked/2.jpg", "a/linked/deep/3.jpg", "b/4.jpg"},
                              .links = {"a/linked", "b"}};
  EXPECT_EQ(flow_from_directory_files(listing).files, (std::vector<std::string>{"a/1.jpg", "b/4.jpg"}));
  EXPECT_EQ(flow_from_directory_files(listing, {.follow_links = true}).files,
            (std::vector<std::string>{"a/1.jpg", "a/linked/2.jpg", "a/linked/deep/3.jpg", "b/4.jpg"}));
  EXPECT_EQ(image_dataset_files(listing, {.shuffle = false})[0].files.size(), 2u);
}

TEST(KerasListing, SortsByCharactersAlsoWhereBytesAreNoText) {
  // U+FF4A is after the bytes that are no UTF-8, which stand for U+DC80 and on; U+1F600 is last of all.
  const FolderListing listing{
      .files = {"a/\xF0\x9F\x98\x80.jpg", "a/\xEF\xBD\x8A.jpg", "a/\xFF.jpg", "a/\xE9\xB3\xA5.jpg"}};
  EXPECT_EQ(
      flow_from_directory_files(listing).files,
      (std::vector<std::string>{"a/\xE9\xB3\xA5.jpg", "a/\xFF.jpg", "a/\xEF\xBD\x8A.jpg", "a/\xF0\x9F\x98\x80.jpg"}));
}

TEST(KerasListing, RefusesWhatKerasRefuses) {
  const FolderListing listing{.files = {"a/1.jpg", "a/2.jpg"}};
  const auto flow = [&](const FlowFromDirectoryOptions& options) {
    return error_of(ErrorKind::usage, [&] { flow_from_directory_files(listing, options); });
  };
  EXPECT_NE(flow({.subset = "test"}).find("'test'"), std::string::npos);
  EXPECT_NE(flow({.validation_split = 1.0, .subset = "training"}).find("validation_split"), std::string::npos);
  const auto dataset = [&](const ImageDatasetOptions& options, ErrorKind kind = ErrorKind::usage) {
    return error_of(kind, [&] { image_dataset_files(listing, options); });
  };
  EXPECT_NE(dataset({.validation_split = 0.5}).find("belong together"), std::string::npos);
  EXPECT_NE(dataset({.subset = "both"}).find("belong together"), std::string::npos);
  EXPECT_NE(dataset({.validation_split = 0.5, .subset = "all"}).find("'all'"), std::string::npos);
  EXPECT_NE(dataset({.class_names = {"c"}}).find("'c'"), std::string::npos);
  EXPECT_NE(dataset({.validation_split = 0.1, .subset = "training"}, ErrorKind::unreadable).find("training"),
            std::string::npos);
}

}  // namespace
}  // namespace fovea
