// Files that are moved away, and back.
#include "fovea/data/photos/quarantine.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/photos/folder_listing.h"
#include "fovea/data/photos/open_photos.h"
#include "fovea/data/photos/photo_test_support.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

std::string listed(const std::vector<Misfit>& files) {
  std::string text;
  for (const Misfit& file : files) text += (text.empty() ? "" : "; ") + file.name + ": " + file.reason;
  return text;
}

/// "name=content ..." of all beneath a folder.
std::string everything(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    files.push_back(
        fs::relative(entry.path(), folder).string() +
        (entry.is_regular_file() ? "=" + std::to_string(std::hash<std::string>()(read_file(entry.path()))) : "/"));
  std::ranges::sort(files);
  std::string text;
  for (const std::string& file : files) text += file + "\n";
  return text;
}

std::vector<Misfit> misfits(const fs::path& data, const std::vector<std::string>& kinds) {
  const PhotoSet set = open_photos(data);
  return find_misfits(set, check_photos(set), kinds);
}

TEST(Misfits, AreUnreadableFilesAndCopiesWithinAClass) {
  const TestFolder folder;
  add_pets(folder, 3);
  folder.add("cat/bad.jpg", "text");
  folder.add("cat/copy.png", spots_png(0));
  folder.add("dog/copy.png", spots_png(0));  // in another class: nobody knows which is right
  fs::create_symlink("1.png", folder / "cat/0-link.png");
  EXPECT_EQ(listed(misfits(folder.path(), {"duplicates", "unreadable"})),
            "cat/0-link.png: the same as cat/1.png; cat/bad.jpg: unreadable: is no picture: its content is text. "
            "JPEG, PNG, "
            "WebP, GIF, BMP, TIFF and PNM are read.; cat/copy.png: the same as cat/0.png");
  EXPECT_EQ(listed(misfits(folder.path(), {"contradictions"})),
            "cat/0.png: is in two classes or more; cat/copy.png: is in two classes or more; dog/copy.png: is in two "
            "classes or more");
  folder.add("dog/near.jpg", encode_jpeg(spots_picture(3), 90));
  folder.add("dog/tiny.png", encode_png(spots_picture(9, 10, 10)));
  EXPECT_EQ(listed(misfits(folder.path(), {"near", "tiny"})).find("dog/near.jpg: looks nearly as dog/1.png"), 0u);
  EXPECT_NE(listed(misfits(folder.path(), {"tiny"})).find("dog/tiny.png: tiny: 10 x 10 px"), std::string::npos);
  EXPECT_NE(error_of(ErrorKind::usage, [&] { misfits(folder.path(), {"unreadble"}); }).find("'unreadable'"),
            std::string::npos);
}

TEST(Quarantine, KeepsNamesAndBringsFilesBack) {
  const TestFolder folder;
  add_pets(folder, 2, "data/");
  folder.add("data/cat/deep/\xff\n\t\\.jpg", "text");
  folder.add("data/dog/bad.jpg", "");
  const std::string before = everything(folder / "data");
  const fs::path away = quarantine_of(folder / "data/");
  EXPECT_EQ(away, folder / "data-quarantine");
  EXPECT_EQ(quarantine_of(folder / "data/."), folder / "data-quarantine");
  fs::create_directory_symlink(folder / "data/cat", folder / "link");
  EXPECT_EQ(quarantine_of(folder / "link"), folder / "data/cat-quarantine");
  const Moved moved = quarantine(folder / "data", away, misfits(folder / "data", {"unreadable"}));
  EXPECT_EQ(moved.count, 2);
  EXPECT_EQ(read_file(away / "cat/deep/\xff\n\t\\.jpg"), "text");
  EXPECT_FALSE(fs::exists(folder / "data/dog/bad.jpg"));
  EXPECT_EQ(moved.list, away / "moved.txt");
  EXPECT_TRUE(misfits(folder / "data", {"unreadable"}).empty());
  const Moved back = undo_quarantine(folder / "data", moved.list);
  EXPECT_EQ(back.count, 2);
  EXPECT_EQ(everything(folder / "data"), before);
  EXPECT_FALSE(fs::exists(away));
}

TEST(Quarantine, AHalfDoneRunIsUndone) {
  const TestFolder folder;
  add_pets(folder, 2, "data/");
  for (const char* name : {"data/cat/a.jpg", "data/cat/b.jpg", "data/dog/c.jpg"}) folder.add(name, "text");
  const std::string before = everything(folder / "data");
  int asked = 0;
  const Moved moved = quarantine(folder / "data", folder / "q", misfits(folder / "data", {"unreadable"}),
                                 [&] { return ++asked > 2; });
  EXPECT_TRUE(moved.stopped);
  EXPECT_EQ(moved.count, 2);
  EXPECT_TRUE(fs::exists(folder / "data/dog/c.jpg"));
  EXPECT_EQ(undo_quarantine(folder / "data", moved.list).count, 2);
  EXPECT_EQ(everything(folder / "data"), before);
  EXPECT_FALSE(fs::exists(folder / "q"));
}

TEST(Quarantine, ReplacesNothing) {
  const TestFolder folder;
  add_pets(folder, 2, "data/");
  folder.add("data/cat/bad.jpg", "text");
  const std::vector<Misfit> files = misfits(folder / "data", {"unreadable"});
  folder.add("q/cat/bad.jpg", "mine");
  EXPECT_NE(
      error_of(ErrorKind::usage, [&] { quarantine(folder / "data", folder / "q", files); }).find("--quarantine"),
      std::string::npos);
  EXPECT_EQ(read_file(folder / "data/cat/bad.jpg"), "text");
  for (const char* inside : {"data", "data/q", ".", "data/../data/q"})
    error_of(ErrorKind::usage, [&] { quarantine(folder / "data", folder / inside, files); });
  const Moved moved = quarantine(folder / "data", folder / "r", files);
  folder.add("data/cat/bad.jpg", "new");
  const Moved back = undo_quarantine(folder / "data", moved.list);
  EXPECT_EQ(back.count, 0);
  ASSERT_EQ(back.left.size(), 1u);
  EXPECT_NE(back.left[0].reason.find("taken"), std::string::npos);
  EXPECT_EQ(read_file(folder / "data/cat/bad.jpg"), "new");
  EXPECT_EQ(read_file(folder / "r/cat/bad.jpg"), "text");
}

TEST(Quarantine, ADataSetAroundItLeavesItAside) {
  const TestFolder folder;
  for (const char* part : {"sp/train/", "sp/val/", "flat/"}) add_pets(folder, 2, part);
  for (const auto& [around, data] : {std::pair{"sp", "sp/train"}, std::pair{"flat", "flat/cat"}}) {
    folder.add(std::string(data) + "/cat/bad.jpg", "text");
    const PhotoSet before = open_photos(folder / around);
    const fs::path away = quarantine_of(folder / data);
    EXPECT_EQ(quarantine(folder / data, away, {{"cat/bad.jpg", "bad"}}).count, 1);
    const PhotoSet after = open_photos(folder / around);
    EXPECT_EQ(after.classes, before.classes);
    EXPECT_EQ(after.files->names().size(), before.files->names().size() - 1);
    const auto told = std::ranges::find(after.skipped, away.filename().string(), &SkippedFile::name);
    ASSERT_NE(told, after.skipped.end());
    EXPECT_NE(told->reason.find("is a quarantine"), std::string::npos);
    EXPECT_EQ(folder_listing(folder / around, false, Compat::corrected).folders.size(),
              folder_listing(folder / around, false, Compat::keras).folders.size() - 2);
    EXPECT_EQ(open_photos(away).files->names(), std::vector<std::string>{"cat/bad.jpg"});  // asked for by its name
  }
}

TEST(Quarantine, NothingIsLeftWhereNothingCouldBeMoved) {
  const TestFolder folder;
  add_pets(folder, 1, "data/");
  const std::string before = everything(folder.path());
  const Moved gone = quarantine(folder / "data", folder / "q/r", {{"cat/gone.jpg", "bad"}});
  EXPECT_EQ(gone.count, 0);
  EXPECT_EQ(gone.left.size(), 1u);
  EXPECT_EQ(gone.list, "");
  EXPECT_EQ(everything(folder.path()), before);
  struct stat here {
  }, there{};
  if (::stat(folder.path().c_str(), &here) != 0 || ::stat("/dev/shm", &there) != 0 || here.st_dev == there.st_dev)
    GTEST_SKIP() << "no other file system";
  const fs::path away = "/dev/shm/fovea-test-" + std::to_string(::getpid());
  EXPECT_NE(error_of(ErrorKind::resource,
                     [&] {
                       quarantine(folder / "data", away, {{"cat/0.png", "bad"}});
                     })
                .find("another file system"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(away));
  EXPECT_EQ(everything(folder.path()), before);
}

TEST(Quarantine, ListsOfOthersMoveNothing) {
  const TestFolder folder;
  add_pets(folder, 1, "data/");
  folder.add("data/cat/bad.jpg", "text");
  folder.add("secret", "s");
  const Moved moved = quarantine(folder / "data", folder / "q", misfits(folder / "data", {"unreadable"}));
  const std::string list = read_file(moved.list);
  const auto refused = [&](const std::string& text) {
    return error_of(ErrorKind::format, [&] { undo_quarantine(folder / "data", folder.add("q/list.txt", text)); });
  };
  for (const char* name : {"../secret", "/etc/passwd", "a/../../secret", ""})
    EXPECT_NE(refused(list + "reason\t" + name + "\n").find("leads out"), std::string::npos) << name;
  EXPECT_NE(refused("some text\n").find("no list that"), std::string::npos);
  EXPECT_NE(refused("").find("no list that"), std::string::npos);
  fs::create_directories(folder / "other");
  EXPECT_NE(
      error_of(ErrorKind::format, [&] { undo_quarantine(folder / "other", moved.list); }).find("another folder"),
      std::string::npos);
  EXPECT_TRUE(fs::exists(folder / "secret"));
}

}  // namespace
}  // namespace fovea
