// Which pictures a folder, an archive or a list offers, in which classes and splits.
#include <sys/stat.h>

#include <algorithm>

#include "fovea/base/test_support.h"
#include "fovea/data/as_anybody_test_support.h"
#include "fovea/data/photos/open_photos.h"
#include "fovea/data/photos/photo_split.h"
#include "fovea/data/test_folder.h"
#include "fovea/data/zip_test_support.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

PhotoSet found(const TestFolder& folder) { return find_photos(open_folder(folder.path())); }

/// "train/cat/1.jpg=0 ..." of a split.
std::string listed(const PhotoSet& set, std::size_t split = 0) {
  std::string text;
  for (const PhotoRef& photo : set.splits.at(split).photos)
    text += (text.empty() ? "" : " ") + set.name(photo) + "=" + std::to_string(photo.label);
  return text;
}

const SkippedFile* skipped(const PhotoSet& set, const std::string& name) {
  const auto place = std::ranges::find(set.skipped, name, &SkippedFile::name);
  return place == set.skipped.end() ? nullptr : &*place;
}

std::string refusal(const TestFolder& folder) {
  return error_of(ErrorKind::format, [&] { found(folder); });
}

TEST(PhotoSet, FoldersAreClassesInTheOrderOfTheirBytes) {
  const TestFolder folder;
  for (const char* name : {"dog/b.jpg", "dog/a.jpg", "cat/z", "Zebra/deep/er/1.png"}) folder.add(name, "x");
  const PhotoSet set = found(folder);
  EXPECT_EQ(set.classes, (std::vector<std::string>{"Zebra", "cat", "dog"}));
  ASSERT_EQ(set.splits.size(), 1u);
  EXPECT_EQ(set.splits[0].name, "train");
  EXPECT_EQ(listed(set), "Zebra/deep/er/1.png=0 cat/z=1 dog/a.jpg=2 dog/b.jpg=2");
  EXPECT_TRUE(set.warnings.empty());
}

TEST(PhotoSet, RunsOfTrainingAreNoClass) {
  const TestFolder folder;
  for (const char* name : {"cat/1.jpg", "dog/1.jpg", "runs/photos-1/run.json", "runs/photos-1/model.keras"})
    folder.add(name, "x");
  EXPECT_EQ(found(folder).classes, (std::vector<std::string>{"cat", "dog"}));
  folder.add("notes/run.txt", "x");
  EXPECT_NE(refusal(folder).find("'notes' has no pictures"), std::string::npos);
}

TEST(PhotoSet, SplitsHaveTheClassesOfTrain) {
  const TestFolder folder;
  for (const char* name : {"top/train/cat/1.jpg", "top/train/dog/1.jpg", "top/val/dog/2.jpg", "top/val/cat/2.jpg",
                           "top/test/dog/3.jpg", "top/LICENSE", "top/cover.jpg"})
    folder.add(name, "x");
  const PhotoSet set = found(folder);
  ASSERT_EQ(set.splits.size(), 3u);
  EXPECT_EQ(listed(set, 1), "top/val/cat/2.jpg=0 top/val/dog/2.jpg=1");
  EXPECT_EQ(listed(set, 2), "top/test/dog/3.jpg=1");
  ASSERT_EQ(set.warnings.size(), 1u);
  EXPECT_EQ(set.warnings[0], "test has no pictures of cat");
  folder.add("top/val/horse/1.jpg", "x");
  const std::string text = refusal(folder);
  EXPECT_NE(text.find("validation has classes that train has not: horse. Those of train are cat, dog"),
            std::string::npos)
      << text;
}

TEST(PhotoSet, AFileWithoutAnEndingBesideClassesIsNone) {
  const TestFolder folder;
  for (const char* name : {"top/LICENSE", "top/train/cat/1.jpg", "top/train/dog/1.jpg", "top/test/dog/2.jpg"})
    folder.add(name, "x");
  const PhotoSet set = found(folder);
  EXPECT_EQ(set.classes, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(listed(set, 1), "top/test/dog/2.jpg=1");
  ASSERT_NE(skipped(set, "top/LICENSE"), nullptr);
}

TEST(PhotoSet, OneFolderOfPicturesIsAClassAndPicturesAloneHaveNone) {
  const TestFolder folder;
  folder.add("cats/1.jpg", "x");
  const PhotoSet one = found(folder);
  EXPECT_EQ(one.classes, std::vector<std::string>{"cats"});
  ASSERT_EQ(one.warnings.size(), 1u);
  EXPECT_NE(one.warnings[0].find("one class alone, 'cats'"), std::string::npos);
  const TestFolder bare;
  bare.add("1.jpg", "x");
  EXPECT_TRUE(found(bare).classes.empty());
  EXPECT_EQ(listed(found(bare)), "1.jpg=-1");
}

TEST(PhotoSet, WhatIsNoPictureIsSkippedWithItsReason) {
  const TestFolder folder;
  for (const char* name : {"cat/1.jpg", "dog/1.jpg", "cat/.hidden.jpg", ".cache/x.jpg", "__MACOSX/cat/._1.jpg",
                           "cat/notes.txt", "readme.jpg", "dog/x.jpg/inner.png"})
    folder.add(name, "x");
  ::mkfifo((folder / "cat/pipe.jpg").c_str(), 0666);
  fs::create_symlink("loop.jpg", folder / "cat/loop.jpg");
  fs::create_directory_symlink("..", folder / "dog/up");
  fs::create_symlink("1.jpg", folder / "cat/2.jpg");
  fs::create_symlink("gone.jpg", folder / "cat/3.jpg");
  fs::create_directories(folder / "dog/y.jpg");
  fs::create_directories(folder / "lost+found");
  const PhotoSet set = found(folder);
  EXPECT_EQ(set.classes, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(listed(set), "cat/1.jpg=0 cat/2.jpg=0 dog/1.jpg=1 dog/x.jpg/inner.png=1");
  for (const auto& [name, reason] : {std::pair{"cat/.hidden.jpg", "hidden"},
                                     {".cache", "hidden"},
                                     {"cat/notes.txt", "no kind of picture"},
                                     {"readme.jpg", "beside the folders"},
                                     {"cat/pipe.jpg", "no regular file"},
                                     {"cat/loop.jpg", "link to itself"},
                                     {"cat/3.jpg", "is a link that leads nowhere"},
                                     {"dog/y.jpg", "holds no pictures"},
                                     {"lost+found", "belongs to the disk"},
                                     {"dog/up", "--follow-links"}}) {
    const SkippedFile* file = skipped(set, name);
    ASSERT_NE(file, nullptr) << name;
    EXPECT_NE(file->reason.find(reason), std::string::npos) << name << ": " << file->reason;
  }
  const PhotoSet followed = find_photos(open_folder(folder.path(), {.follow_links = true}));
  EXPECT_EQ(listed(followed), listed(set));
  ASSERT_NE(skipped(followed, "dog/up"), nullptr);
}

TEST(PhotoSet, EmptyClassesAndEmptyFoldersAreRefused) {
  const TestFolder folder;
  folder.add("in/cat/deep/1.jpg", "x");
  fs::create_directories(folder / "in/dog");
  EXPECT_NE(error_of(ErrorKind::format, [&] { open_photos(folder / "in"); }).find("the class 'dog' has no pictures"),
            std::string::npos);
  for (const char* command : {"tar -cf a.tar in", "tar -cf b.tar -C in cat dog"})
    ASSERT_EQ(std::system(("cd '" + folder.path().string() + "' && " + command).c_str()), 0);
  folder.add("a.zip", zip_bytes({{"cat/1.jpg", "x"}, {"dog/", ""}, {"__MACOSX/cat/._1.jpg", ""}}));
  folder.add("b.zip", zip_bytes({{"cat/1.jpg", "x"}, {"cat/more/", ""}, {"dog/notes.txt", ""}}));
  for (const char* archive : {"a.tar", "b.tar", "a.zip", "b.zip"}) {
    const std::string text = error_of(ErrorKind::format, [&] { open_photos(folder / archive); });
    EXPECT_NE(text.find("the class 'dog' has no pictures"), std::string::npos) << archive << ": " << text;
  }
  const PhotoSet kept = open_photos(folder / "in", {.faults = ClassFaults::keep});
  ASSERT_EQ(kept.faults.size(), 1u);
  EXPECT_EQ(kept.faults[0].kind, "empty_class");
  EXPECT_EQ(kept.classes, std::vector<std::string>{"cat"});
  const TestFolder nothing;
  nothing.add("notes.txt", "x");
  const std::string text = refusal(nothing);
  EXPECT_NE(text.find("holds no pictures; skipped notes.txt, which"), std::string::npos) << text;
  error_of(ErrorKind::unreadable, [] { open_folder("/no/such/folder"); });
}

TEST(PhotoSet, AClassOrAPartIsNeverMissed) {
  const TestFolder folder;
  for (const char* name :
       {"in/train/cat/1.jpg", "in/train/dog/1.jpg", "in/val/cat/1.jpg", "in/val/dog/1.jpg", "bird/1.jpg"})
    folder.add(name, "x");
  const auto refused = [&](const char* words, const char* way_out) {
    const std::string text = error_of(ErrorKind::format, [&] { open_photos(folder / "in"); });
    EXPECT_NE(text.find(words), std::string::npos) << text;
    EXPECT_NE(text.find(way_out), std::string::npos) << text;
  };
  fs::create_directory_symlink(folder / "bird", folder / "in/train/bird");
  refused("the class 'bird' would be missed: its folder is a link", "--follow-links");
  const PhotoSet followed = open_photos(folder / "in", {.follow_links = true});
  EXPECT_EQ(followed.classes, (std::vector<std::string>{"bird", "cat", "dog"}));
  EXPECT_EQ(open_photos(folder / "in", {.faults = ClassFaults::keep}).faults.at(0).kind, "closed_class");
  fs::remove(folder / "in/train/bird");
  fs::permissions(folder.path(), fs::perms::all);
  for (const char* name : {"in/val/dog", "in/val"}) {
    const fs::path closed = folder / name;
    fs::permissions(closed, fs::perms::none);
    const bool part = closed.filename() == "val";
    {
      const AsAnybody anybody;
      if (!anybody.holds()) GTEST_SKIP() << "root stays root here";
      refused(part ? "the part 'val' would be missed" : "the class 'dog' would be missed",
              "cannot be opened: Permission denied");
    }
    fs::permissions(closed, fs::perms::all);
  }
  fs::create_directories(folder / "in/test");
  EXPECT_NE(skipped(open_photos(folder / "in"), "test"), nullptr);
}

TEST(PhotoSet, AFolderBesideTheOneThatHoldsAllIsAClass) {
  const TestFolder folder;
  folder.add("pets/cat/1.jpg", "x");
  folder.add("pets/dog/1.jpg", "x");
  fs::create_directories(folder / "photographs");
  EXPECT_NE(refusal(folder).find("the class 'photographs' has no pictures"), std::string::npos);
}

TEST(PhotoSet, SuspiciousNamesOfClassesAreTold) {
  const TestFolder folder;
  for (const char* name : {"1/a.jpg", "2/a.jpg", "10/a.jpg"}) folder.add(name, "x");
  const PhotoSet numbers = found(folder);
  EXPECT_EQ(numbers.classes, (std::vector<std::string>{"1", "10", "2"}));
  ASSERT_EQ(numbers.warnings.size(), 1u);
  EXPECT_NE(numbers.warnings[0].find("sorted as texts: 1, 10, 2"), std::string::npos);
  const TestFolder cases;
  for (const char* name : {"Cat/a.jpg", "cat/b.jpg"}) cases.add(name, "x");
  ASSERT_EQ(found(cases).warnings.size(), 1u);
  EXPECT_NE(found(cases).warnings[0].find("'Cat' and 'cat' differ in case alone"), std::string::npos);
}

TEST(PhotoSet, OddNamesAreNamesLikeOthers) {
  const TestFolder folder;
  const std::string longest(200, 'n');
  for (const std::string& name : {std::string("K\xc3\xa4tzchen/\xe7\x8c\xab 1.jpg"), "a b/" + longest + ".jpg",
                                  std::string("a b/with\nline.jpg"), std::string("a b/\xff\xfe.jpg")})
    folder.add(name, "x");
  const PhotoSet set = found(folder);
  EXPECT_EQ(set.classes.size(), 2u);
  EXPECT_EQ(set.splits[0].photos.size(), 4u);
  for (const PhotoRef& photo : set.splits[0].photos) EXPECT_EQ(set.files->read(photo.file), "x");
}

TEST(PhotoSet, ArchivesAreReadInPlace) {
  const TestFolder folder;
  const fs::path zip = folder.add(
      "pets.zip",
      zip_bytes({{"pets/", ""}, {"pets/dog/1.jpg", "D"}, {"pets/cat/1.jpg", "C"}, {"pets/.DS_Store", ""}}));
  const PhotoSet zipped = find_photos(open_zip(zip));
  EXPECT_EQ(listed(zipped), "pets/cat/1.jpg=0 pets/dog/1.jpg=1");
  EXPECT_EQ(zipped.files->read(0), "C");
  EXPECT_NE(zipped.files->remedy().find("unpack it"), std::string::npos);
  EXPECT_EQ(open_zip(zip, {.limits = {.archive_bytes = 1}})->read(0), "C") << "photos are not unfolded together";
  const fs::path windows = folder.add("w.zip", zip_bytes({{"cat\\", ""}, {"cat\\1.jpg", "C"}, {"dog\\1.jpg", "D"}}));
  EXPECT_EQ(listed(find_photos(open_zip(windows))), "cat/1.jpg=0 dog/1.jpg=1");
  EXPECT_EQ(open_zip(windows)->read(1), "D");
  fs::create_directories(folder / "in/cat");
  folder.add("in/cat/1.jpg", "C");
  folder.add("in/dog/2.jpg", std::string(100'000, 'D'));
  for (const char* command : {"tar -cf a.tar in", "tar -czf a.tgz in", "tar -cf b.tar --format=pax in"})
    ASSERT_EQ(std::system(("cd '" + folder.path().string() + "' && " + command).c_str()), 0);
  for (const char* name : {"a.tar", "a.tgz", "b.tar"}) {
    const PhotoSet set = find_photos(open_tar(folder / name));
    EXPECT_EQ(listed(set), "in/cat/1.jpg=0 in/dog/2.jpg=1") << name;
    EXPECT_EQ(set.files->read(1), std::string(100'000, 'D')) << name;
    EXPECT_EQ(set.files->read(0), "C") << name;
  }
  const auto changing = open_tar(folder / "a.tar");
  ASSERT_EQ(std::system(("cd '" + folder.path().string() +
                         "' && mv in/cat/1.jpg in/cat/9.jpg && tar -cf - in | "
                         "dd of=a.tar conv=notrunc status=none && mv in/cat/9.jpg in/cat/1.jpg")
                            .c_str()),
            0);
  EXPECT_NE(error_of(ErrorKind::unreadable, [&] { changing->read(0); }).find("was changed"), std::string::npos);
  EXPECT_NE(error_of(ErrorKind::resource, [&] { open_tar(folder / "a.tgz", {.limits = {.archive_bytes = 50'000}}); })
                .find("--limit archive_bytes=N"),
            std::string::npos);
  const PhotoSet set = find_photos(open_folder(folder / "in", {.limits = {.picture_bytes = 99}}));
  EXPECT_EQ(set.files->remedy().find("unpack"), std::string::npos);
  EXPECT_NE(error_of(ErrorKind::resource, [&] { set.files->read(1); }).find("--limit picture_bytes=N"),
            std::string::npos);
}

TEST(PhotoList, NamesPathsLabelsAndSplits) {
  const TestFolder folder;
  for (const char* name : {"p/1.jpg", "p/2.jpg", "p/3, x.jpg"}) folder.add(name, "x");
  const auto open = [&](const std::string& text) { return open_photo_list(folder.add("list.csv", text)); };
  const PhotoSet set = open("path,label,split\np/2.jpg,dog,train\r\np/1.jpg,cat,val\n\"p/3, x.jpg\",cat,train\n");
  EXPECT_EQ(set.classes, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(listed(set), "p/2.jpg=1 p/3, x.jpg=0");
  EXPECT_EQ(listed(set, 1), "p/1.jpg=0");
  const PhotoSet numbers = open("p/1.jpg,2\np/2.jpg,0\n");
  EXPECT_EQ(listed(numbers), "p/1.jpg=1 p/2.jpg=0");
  EXPECT_EQ(numbers.classes, (std::vector<std::string>{"0", "2"}));
  ASSERT_EQ(numbers.warnings.size(), 1u);
  EXPECT_NE(numbers.warnings[0].find("not all from 0 to 1"), std::string::npos) << numbers.warnings[0];
  const PhotoSet years = open("p/1.jpg,10\np/2.jpg, 9\n\"p/3, x.jpg\",10,Training\n");
  EXPECT_EQ(years.classes, (std::vector<std::string>{"9", "10"}));
  EXPECT_EQ(open("p/1.jpg,1\np/2.jpg, 0\n").warnings.size(), 0u);
  const auto refused = [&](ErrorKind kind, const std::string& text) { return error_of(kind, [&] { open(text); }); };
  EXPECT_NE(refused(ErrorKind::format, "p/1.jpg,a\np/2.jpg\n").find("list.csv:2: a line is"), std::string::npos);
  EXPECT_NE(
      refused(ErrorKind::format, "p/1.jpg,a\np/1.jpg,b\n").find("list.csv:2: 'p/1.jpg' stands in the list twice"),
      std::string::npos);
  EXPECT_NE(refused(ErrorKind::format, "p/1.jpg,a\n./p/1.jpg,b\n").find("stands in the list twice"),
            std::string::npos);
  EXPECT_NE(refused(ErrorKind::unreadable, "p/1.jpg,a\np/9.jpg,b\n").find("1 of its 2 files are not there"),
            std::string::npos);
  EXPECT_NE(refused(ErrorKind::format, "p/1.jpg,a\n\"p/2.jpg,b\n").find("list.csv:2: a quote is not closed"),
            std::string::npos);
  EXPECT_NE(refused(ErrorKind::format, std::string("\xff\xfep\0/\0", 6)).find("may be UTF-16"), std::string::npos);
  EXPECT_NE(refused(ErrorKind::format, "p/1.jpg,a,some\n").find("a split is train"), std::string::npos);
  EXPECT_NE(
      refused(ErrorKind::format, "p/1.jpg,a\np/2.jpg,b,val\n").find("validation has classes that train has not: b"),
      std::string::npos);
}

TEST(PhotoList, TheFirstLineIsAHeaderByItsWordsAlone) {
  const TestFolder folder;
  for (const char* name : {"1.jpg", "2.jpg", "name"}) folder.add(name, "x");
  const auto open = [&](const std::string& text) { return listed(open_photo_list(folder.add("list.csv", text))); };
  const std::string lines = "1.jpg,a\n2.jpg,b\n";
  for (const char* header : {"", "\xef\xbb\xbf", "Image_Path,class\n", "\xef\xbb\xbf\"id\",breed\r\n"})
    EXPECT_EQ(open(header + lines), "1.jpg=0 2.jpg=1") << header;
  EXPECT_EQ(open("name,a\n" + lines), "1.jpg=0 2.jpg=1 name=0");
  const std::string text = error_of(ErrorKind::unreadable, [&] { open("0.jpg,a\n" + lines); });
  EXPECT_NE(text.find("1 of its 3 files are not there"), std::string::npos) << text;
}

TEST(PhotoSplit, HoldsOutTheSamePartOfEachClass) {
  std::vector<PhotoRef> photos;
  for (std::uint32_t i = 0; i < 100; ++i) photos.push_back({i, i < 80 ? 0 : i < 99 ? 1 : 2});
  const auto [kept, held] = hold_out(photos, 0.2, 7);
  EXPECT_EQ(class_counts(kept, 3), (std::vector<std::int64_t>{64, 15, 1}));
  EXPECT_EQ(class_counts(held, 3), (std::vector<std::int64_t>{16, 4, 0}));  // a class of one is kept
  EXPECT_TRUE(std::ranges::is_sorted(held, {}, &PhotoRef::file));
  const auto again = hold_out(photos, 0.2, 7), other = hold_out(photos, 0.2, 8);
  EXPECT_TRUE(std::ranges::equal(held, again.second, {}, &PhotoRef::file, &PhotoRef::file));
  EXPECT_FALSE(std::ranges::equal(held, other.second, {}, &PhotoRef::file, &PhotoRef::file));
  error_of(ErrorKind::usage, [&] { hold_out(photos, 1, 0); });
}

TEST(PhotoSplit, BalancesByWeightsAndByRepeating) {
  std::vector<PhotoRef> photos;
  for (std::uint32_t i = 0; i < 8; ++i) photos.push_back({i, i < 6 ? 0 : 1});
  EXPECT_EQ(balanced_weights({6, 2}), (std::vector<double>{8.0 / 12, 2}));
  const std::vector<PhotoRef> repeated = oversampled(photos, 2);
  EXPECT_EQ(class_counts(repeated, 2), (std::vector<std::int64_t>{6, 6}));
  EXPECT_EQ(std::ranges::count(repeated, 7u, &PhotoRef::file), 3);
}

}  // namespace
}  // namespace fovea
