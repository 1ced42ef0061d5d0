// Photos written anew in parts.
#include "fovea/data/photos/write_split.h"

#include <sys/stat.h>

#include <cstdlib>
#include <set>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/photos/open_photos.h"
#include "fovea/data/photos/photo_split.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

void add_files(const TestFolder& folder) {
  for (int i = 0; i < 20; ++i) folder.add("in/cat/" + std::to_string(i) + ".jpg", "cat" + std::to_string(i));
  for (int i = 0; i < 10; ++i) folder.add("in/dog/sub/" + std::to_string(i) + ".jpg", "dog" + std::to_string(i));
}

void split(const fs::path& data, const fs::path& out, const SplitPlan& plan = {}) {
  const PhotoSet set = open_photos(data);
  write_split(set, plan_split(set, plan), out, plan.link);
}

std::set<std::string> contents(const PhotoSet& set) {
  std::set<std::string> all;
  for (std::size_t i = 0; i < set.files->names().size(); ++i) all.insert(set.files->read(i));
  return all;
}

TEST(WriteSplit, EveryPhotoIsInOnePart) {
  const TestFolder folder;
  add_files(folder);
  split(folder / "in", folder / "out", {.validation = 0.2, .test = 0.1, .seed = 3});
  const PhotoSet written = open_photos(folder / "out");
  ASSERT_EQ(written.splits.size(), 3u);
  EXPECT_EQ(class_counts(written.splits[0].photos, 2), (std::vector<std::int64_t>{14, 7}));
  EXPECT_EQ(class_counts(written.splits[1].photos, 2), (std::vector<std::int64_t>{4, 2}));
  EXPECT_EQ(class_counts(written.splits[2].photos, 2), (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(contents(written), contents(open_photos(folder / "in")));
  for (const PhotoRef& photo : written.splits[1].photos)
    EXPECT_EQ(written.name(photo).find(photo.label == 0 ? "validation/cat/" : "validation/dog/sub/"), 0u);
  split(folder / "in", folder / "again", {.validation = 0.2, .test = 0.1, .seed = 3});
  EXPECT_EQ(open_photos(folder / "again").files->names(), written.files->names());
  split(folder / "in", folder / "other", {.validation = 0.2, .test = 0, .seed = 4});
  EXPECT_NE(open_photos(folder / "other").files->names(), written.files->names());
  EXPECT_FALSE(fs::exists(folder / "other/test"));
}

TEST(WriteSplit, LinksAreTheFilesThemselves) {
  const TestFolder folder;
  add_files(folder);
  split(folder / "in", folder / "out", {.link = true});
  std::int64_t linked = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "out"))
    if (entry.is_regular_file()) linked += fs::hard_link_count(entry.path()) == 2;
  EXPECT_EQ(linked, 30);
}

TEST(WriteSplit, ReadsArchivesIntoSafeNames) {
  const TestFolder folder;
  for (const std::string label : {"cat", "dog"})
    for (int i = 0; i < 4; ++i)
      folder.add("in/" + label + "/" + std::to_string(i) + "\x1b\n.jpg", label + std::to_string(i));
  const fs::path tar = folder / "p.tar";
  ASSERT_EQ(std::system(("cd '" + folder.path().string() + "' && tar -cf p.tar in").c_str()), 0);
  split(tar, folder / "out");
  const PhotoSet written = open_photos(folder / "out");
  EXPECT_EQ(contents(written), contents(open_photos(folder / "in")));
  for (const std::string& name : written.files->names()) EXPECT_TRUE(name.ends_with("__.jpg")) << name;
  EXPECT_NE(error_of(ErrorKind::usage, [&] { split(tar, folder / "o2", {.link = true}); }).find("--link"),
            std::string::npos);
  folder.add("clash/cat/a\n.jpg", "1");
  folder.add("clash/cat/a_.jpg", "2");
  const auto write_all_in_train = [&] {
    const PhotoSet set = open_photos(folder / "clash");
    write_split(set, set.splits, folder / "o3", false);
  };
  EXPECT_NE(error_of(ErrorKind::format, write_all_in_train).find("would both be"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder / "o3"));
}

TEST(WriteSplit, RefusesWhatWouldSurprise) {
  const TestFolder folder;
  add_files(folder);
  const auto refused = [&](ErrorKind kind, const fs::path& data, const fs::path& out, const SplitPlan& plan = {}) {
    return error_of(kind, [&] { split(data, out, plan); });
  };
  fs::create_directories(folder / "there");
  EXPECT_NE(refused(ErrorKind::usage, folder / "in", folder / "there").find("exists"), std::string::npos);
  EXPECT_NE(refused(ErrorKind::usage, folder / "in", folder / "in/out").find("lies in the data"), std::string::npos);
  refused(ErrorKind::usage, folder / "in", folder / "out", {.validation = 0.5, .test = 0.5});
  refused(ErrorKind::usage, folder / "in", folder / "out", {.validation = 0, .test = 0});
  split(folder / "in", folder / "out");
  EXPECT_NE(
      refused(ErrorKind::usage, folder / "out", folder / "o2").find("has splits already: train, validation, test"),
      std::string::npos);
  folder.add("bare/1.jpg", "x");
  EXPECT_NE(refused(ErrorKind::usage, folder / "bare", folder / "o2").find("no folders of classes"),
            std::string::npos);
  folder.add("in/x.jpg", "x");
  folder.add("list.csv", "in/cat/1.jpg,../up\nin/cat/2.jpg,b\nin/x.jpg,b\n");
  EXPECT_NE(refused(ErrorKind::format, folder / "list.csv", folder / "o2").find("can be no folder"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(folder / "o2"));
}

TEST(WriteSplit, NothingIsLeftWhereAPictureCannotBeRead) {
  const TestFolder folder;
  add_files(folder);
  const PhotoSet set = open_photos(folder / "in");
  const auto splits = plan_split(set, {});
  fs::remove(folder / "in/cat/7.jpg");
  error_of(ErrorKind::unreadable, [&] { write_split(set, splits, folder / "out", false); });
  std::int64_t left = 0;
  for (const auto& entry : fs::directory_iterator(folder.path())) left += entry.path().filename() != "in";
  EXPECT_EQ(left, 0);
}

}  // namespace
}  // namespace fovea
