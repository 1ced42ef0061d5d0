// `fovea data check`, `clean` and `split`: what they say, change, and refuse.
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "fovea/data/images/encode.h"
#include "fovea/data/photos/photo_test_support.h"
#include "fovea/data/zip_test_support.h"
#include "tests/cli/program.h"

namespace fovea::cli_test {
namespace {

class PhotoCheckTest : public ProgramTest {
 protected:
  void SetUp() override { add("photos", 30); }

  void put(const std::string& name, const std::string& content) {
    fs::create_directories((folder_ / name).parent_path());
    write(name, content);
  }
  void add(const std::string& folder, int count) {
    for (int i = 0; i < count; ++i) {
      put(folder + "/cat/" + std::to_string(i) + ".png", spots_png(2 * i));
      put(folder + "/dog/" + std::to_string(i) + ".png", spots_png(2 * i + 1));
    }
  }
  /// What stands before a command: root reads and writes every file, unless that power is taken away.
  static std::string as_anybody() {
    return ::geteuid() == 0 ? "setpriv --bounding-set=-dac_override,-dac_read_search" : std::string();
  }
  /// Names beneath a folder, sorted.
  std::vector<std::string> names(const std::string& folder) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / folder))
      if (!entry.is_directory()) found.push_back(fs::relative(entry.path(), folder_ / folder).string());
    std::ranges::sort(found);
    return found;
  }
  void expect_says(const Result& result, std::initializer_list<const char*> parts) {
    for (const char* part : parts)
      EXPECT_NE(result.out.find(part), std::string::npos)
          << "missing '" << part << "' in: " << result.out << result.err;
  }
};

TEST_F(PhotoCheckTest, SaysInThreeFormsWhatItFound) {
  put("photos/cat/copy.png", spots_png(0));
  put("photos/dog/wrong.png", spots_png(2));
  put("photos/dog/K\xc3\xa4tzchen \xe7\x8c\xab.jpg", "no picture");
  const Result text = run("data check photos --html page.html");
  EXPECT_EQ(text.status, 0) << text.err;
  expect_says(
      text,
      {"63 pictures in 2 classes: usable, with", "cat ", "31", "32", "warning: 1 of 63 pictures cannot be read",
       "dog/K\xc3\xa4tzchen \xe7\x8c\xab.jpg: is no picture", "cat/0.png, cat/copy.png", "in two classes or more"});
  const std::string page = content_of(folder_ / "page.html");
  EXPECT_NE(page.find("data:image/jpeg;base64,"), std::string::npos);
  EXPECT_NE(page.find("cat/copy.png"), std::string::npos);
  const Json found = json(run("data check photos --json --threads 2"));
  EXPECT_EQ(found.at("pictures").as_int(), 63);
  EXPECT_FALSE(found.at("breaks_run").as_bool());
  EXPECT_EQ(found.at("findings").as_list().at(0).at("severity").as_string(), "warning");
}

TEST_F(PhotoCheckTest, ExitsWith3WhereARunWouldBreak) {
  put("photos/horse/1.jpg", "no picture");
  const Result emptied = run("data check photos");
  EXPECT_EQ(emptied.status, 3);
  expect_says(emptied, {"not fit for a run", "stop: no picture of the class 'horse' can be read"});
  put("one/cat/1.png", spots_png(0));
  EXPECT_EQ(run("data check one").status, 3);
  put("none/readme.txt", "x");
  expect_refused(run("data check none"), 3, {"holds no pictures"});
  expect_refused(run("data check nowhere"), 3, {"nowhere"});
  expect_refused(run("data check tiny.layers"), 3, {"a folder of class folders", "archive", ".csv"});
  add("parts/train", 2);
  put("parts/val/bird/1.png", spots_png(9));
  const Result untrained = run("data check parts");
  EXPECT_EQ(untrained.status, 3);
  expect_says(untrained, {"stop: validation has classes that train has not: bird"});
}

TEST_F(PhotoCheckTest, OddFilesAreNoTrouble) {
  fs::create_directories(folder_ / "photos/cat/folder.jpg");
  put("photos/cat/folder.jpg/in.png", spots_png(70));
  ASSERT_EQ(::mkfifo((folder_ / "photos/dog/pipe.jpg").c_str(), 0600), 0);
  put("photos/dog/\xff\x1b[31m.png", spots_png(71));
  const Result result = run("data check photos");
  EXPECT_EQ(result.status, 0) << result.err;
  expect_says(result, {"62 pictures", "dog/pipe.jpg is no regular file"});
  EXPECT_EQ(result.out.find('\x1b'), std::string::npos);
  fs::permissions(folder_ / "photos/dog/1.png", fs::perms::none);
  expect_says(run("data check photos", as_anybody()), {"dog/1.png: ", "Permission denied"});
}

TEST_F(PhotoCheckTest, AnEmptyClassIsListed) {
  fs::create_directories(folder_ / "photos/bird");
  const Result result = run("data check photos --json");
  EXPECT_EQ(result.status, 3) << result.err;
  const Json finding = Json::parse(result.out, "stdout").at("findings").as_list().at(0);
  EXPECT_EQ(finding.at("kind").as_string(), "empty_class");
  EXPECT_EQ(finding.at("severity").as_string(), "stop");
  fs::remove(folder_ / "photos/bird");
  fs::create_directory_symlink("cat", folder_ / "photos/kitten");
  expect_refused(run("data split photos out"), 3, {"the class 'kitten' would be missed", "--follow-links"});
}

TEST_F(PhotoCheckTest, HostileArchivesAreRefused) {
  const std::string bomb(64 << 20, '\0');
  put("bomb.zip",
      zip_bytes({{"cat/1.png", deflated(bomb), 64u << 20, {}, 8, 0, {}, crc32_of(bomb)}, {"dog/1.png", "x"}}));
  expect_refused(run("data check bomb.zip"), 3, {"bomb.zip", "--limit archive_ratio=N"});
  put("twice.zip", zip_bytes({{"cat/1.png", "x"}, {"cat/1.png", "y"}}));
  expect_refused(run("data check twice.zip"), 3, {"twice.zip", "two entries of one name"});
  put("locked.zip", zip_bytes({{"cat/1.png", spots_png(0), {}, {}, 0, 1}, {"dog/1.png", spots_png(1)}}));
  expect_refused(run("data check locked.zip"), 3, {"locked.zip", "encrypt"});
  put("up.zip", zip_bytes({{"../cat/1.png", spots_png(0)}, {"dog/1.png", spots_png(1)}}));
  expect_refused(run("data split up.zip out"), 3, {"up.zip"});
  EXPECT_FALSE(fs::exists(folder_ / "out"));
  ASSERT_EQ(std::system(("cd '" + folder_.string() + "' && tar -czf p.tgz photos").c_str()), 0);
  EXPECT_EQ(json(run("data check p.tgz --json")).at("pictures").as_int(), 60);
}

TEST_F(PhotoCheckTest, CleanMovesAndUndoes) {
  put("photos/cat/copy.png", spots_png(0));
  put("photos/dog/bad.jpg", "no picture");
  const std::vector<std::string> before = names("photos");
  const Result dry = run("data clean photos --dry-run");
  expect_says(dry,
              {"2 of 62 files would be moved", "cat/copy.png: the same as cat/0.png", "dog/bad.jpg: unreadable"});
  EXPECT_EQ(names("photos"), before);
  EXPECT_FALSE(fs::exists(folder_ / "photos-quarantine"));
  const Json moved = json(run("data clean photos --json"));
  EXPECT_EQ(moved.at("moved").as_int(), 2);
  EXPECT_EQ(names("photos").size(), before.size() - 2);
  EXPECT_EQ(names("photos-quarantine"), (std::vector<std::string>{"cat/copy.png", "dog/bad.jpg", "moved.txt"}));
  expect_says(run("data check photos"), {"60 pictures in 2 classes: fine"});
  expect_says(run("data clean photos --undo photos-quarantine/moved.txt"), {"2 files moved back"});
  EXPECT_EQ(names("photos"), before);
  EXPECT_FALSE(fs::exists(folder_ / "photos-quarantine"));
  put("elsewhere/bad.jpg", "no picture");
  put("elsewhere/good.png", spots_png(90));
  fs::create_directory_symlink(folder_ / "elsewhere", folder_ / "photos/horse");
  const Json linked = json(run("data clean photos --what unreadable --follow-links --json"));
  EXPECT_EQ(linked.at("moved").as_int(), 2);
  EXPECT_FALSE(fs::exists(folder_ / "elsewhere/bad.jpg"));
  EXPECT_TRUE(fs::exists(folder_ / "photos-quarantine/horse/bad.jpg"));
  expect_says(run("data clean photos --undo photos-quarantine/moved.txt"), {"2 files moved back"});
  EXPECT_TRUE(fs::exists(folder_ / "elsewhere/bad.jpg"));
  fs::remove(folder_ / "photos/horse");
  fs::remove(folder_ / "photos/dog/bad.jpg");
  expect_says(run("data clean photos --what unreadable,tiny"),
              {"nothing to move: none of 61 files is unreadable or tiny"});
  EXPECT_FALSE(fs::exists(folder_ / "photos-quarantine"));
  add("kept", 2);
  put("kept/cat/bad.jpg", "no picture");
  fs::permissions(folder_ / "kept/cat", fs::perms::owner_read | fs::perms::owner_exec);
  const Result kept = run("data clean kept", as_anybody());
  fs::permissions(folder_ / "kept/cat", fs::perms::owner_all);
  expect_refused(kept, 4, {"cat/bad.jpg: stays where it is: Permission denied"});
  expect_says(kept, {"0 of 5 files were moved"});
  EXPECT_EQ(kept.out.find("To bring them back"), std::string::npos) << kept.out;
  expect_refused(run("data clean photos --what unreadble"), 2, {"unreadble", "'unreadable'"});
  expect_refused(run("data clean photos --quarantine photos/q"), 2, {"outside the data"});
  ASSERT_EQ(std::system(("cd '" + folder_.string() + "' && tar -cf p.tar photos").c_str()), 0);
  expect_refused(run("data clean p.tar"), 2, {"never changed", "Unpack"});
  put("list.csv", "photos/cat/0.png,cat\nphotos/dog/0.png,dog\n");
  expect_refused(run("data clean list.csv"), 2, {"is a list"});
}

TEST_F(PhotoCheckTest, AFolderThatIsReachedTwiceKeepsItsFiles) {
  fs::create_directories(folder_ / "linked");
  fs::rename(folder_ / "photos", folder_ / "linked/train");
  fs::create_directory_symlink("train", folder_ / "linked/test");
  put("linked/train/cat/copy.png", spots_png(0));
  const Json moved = json(run("data clean linked --follow-links --what duplicates,contradictions,unreadable --json"));
  EXPECT_EQ(moved.at("moved").as_int(), 1) << moved.dump();
  EXPECT_EQ(names("linked/train").size(), 60u);
}

TEST_F(PhotoCheckTest, TheWayBackCanBePasted) {
  fs::rename(folder_ / "photos", folder_ / "my photos, Ann's");
  put("my photos, Ann's/cat/bad.jpg", "no picture");
  const Result moved = run("data clean \"my photos, Ann's\"");
  const std::string before = "To bring them back: fovea ";
  const std::size_t at = moved.out.find(before);
  ASSERT_NE(at, std::string::npos) << moved.out;
  const std::size_t from = at + before.size();
  expect_says(run(moved.out.substr(from, moved.out.find('\n', from) - from)), {"1 file moved back"});
}

TEST_F(PhotoCheckTest, WhatItCallsUsableTrains) {
  add("parts/train", 30);
  add("parts/validation", 6);
  for (const char* bad : {"0", "1", "2"}) put("parts/validation/dog/" + std::string(bad) + ".png", "no picture");
  EXPECT_EQ(run("data check parts").status, 0) << "3 of 72";
  const Result trained = run("train parts --image-size 16x16 --epochs 1 --out run");
  EXPECT_EQ(trained.status, 0) << trained.err;
  const Result measured = run("evaluate run parts:validation");
  EXPECT_EQ(measured.status, 0) << measured.err;
  expect_says(measured, {"(3 of them left out, as they cannot be read)"});
  for (int i = 3; i < 6; ++i) put("parts/validation/dog/" + std::to_string(i) + ".png", "no picture");
  EXPECT_EQ(run("data check parts").status, 3) << "6 of 72";
  expect_refused(run("train parts --image-size 16x16 --epochs 1 --out again"), 3, {"more than 5 %"});
}

TEST_F(PhotoCheckTest, AListMayBeginAsAnArchiveOrAPicture) {
  fs::rename(folder_ / "photos", folder_ / "PKLot");
  put("pk.csv", "PKLot/cat/0.png,cat\nPKLot/dog/0.png,dog\n");
  fs::create_directory_symlink("PKLot", folder_ / "BMW");
  put("bm.csv", "BMW/cat/0.png,cat\nBMW/dog/0.png,dog\n");
  fs::create_directory_symlink("PKLot", folder_ / "images");
  put("titled.csv", "\nimages,label\nimages/cat/0.png,cat\nimages/dog/0.png,dog\n");
  for (const char* list : {"pk.csv", "bm.csv", "titled.csv"})
    EXPECT_EQ(json(run("data info " + std::string(list) + " --json")).at("classes").dump(), R"(["cat","dog"])")
        << list;
}

TEST_F(PhotoCheckTest, AListWithoutSomeOfItsFilesIsCheckedAndNotTrainedOn) {
  put("list.csv", "photos/cat/0.png,cat\nphotos/dog/0.png,dog\nphotos/dog/none.png,dog\n");
  const Result checked = run("data check list.csv");
  EXPECT_EQ(checked.status, 3);
  expect_says(checked,
              {"stop: 1 of its 3 files are not there: photos/dog/none.png", "1 of 3 pictures cannot be read"});
  expect_refused(run("train list.csv"), 3, {"1 of its 3 files are not there"});
}

TEST_F(PhotoCheckTest, InfoKeepsToTheLimits) {
  expect_says(run("data info photos --limit picture_side=10"), {"60 cannot be read"});
}

TEST_F(PhotoCheckTest, SplitWritesPartsThatTrainReads) {
  const Result result = run("data split photos parts --validation 0.2 --test 0.1 --seed 7");
  EXPECT_EQ(result.status, 0) << result.err;
  expect_says(result, {"train", "42 pictures", "validation", "12 pictures", "6 pictures"});
  EXPECT_EQ(names("parts").size(), 60u);
  expect_says(run("data check parts"), {"60 pictures in 2 classes: fine"});
  ASSERT_EQ(std::system(("cd '" + folder_.string() + "' && tar -czf p.tgz photos").c_str()), 0);
  EXPECT_EQ(run("data split p.tgz from_tar --validation 0.2 --test 0.1 --seed 7").status, 0);
  EXPECT_EQ(names("from_tar"), names("parts"));
  EXPECT_EQ(result.err, "");
  put("photos/bird/1.png", spots_png(90));
  put("photos/horse/1.png", spots_png(91));
  put("photos/horse/2.png", spots_png(92));
  fs::create_directories(folder_ / ".small.tmp4194305-0/train");  // of a run that was killed
  const Result small = run("data split photos small");
  EXPECT_EQ(small.status, 0) << small.err;
  for (const char* line : {"photos: 'bird' has 1 photo, too few to hold one out: validation says nothing of it.",
                           "photos: 'bird' has 1 photo, too few to hold one out: test says nothing of it.",
                           "photos: 'horse' has 2 photos, too few to hold one out: validation says nothing of it."})
    EXPECT_NE(small.err.find(line), std::string::npos) << line << " in " << small.err;
  EXPECT_EQ(small.err.find("'horse' has 2 photos, too few to hold one out: test"), std::string::npos) << small.err;
  EXPECT_FALSE(fs::exists(folder_ / ".small.tmp4194305-0"));
  fs::remove_all(folder_ / "photos/bird");
  fs::remove_all(folder_ / "photos/horse");
  expect_refused(run("data split photos parts"), 2, {"parts", "exists"});
  expect_refused(run("data split parts again"), 2, {"has splits already"});
  expect_refused(run("data split photos x --validation 1"), 2, {"--validation", "below 1"});
  expect_refused(run("data split photos x --link --copy"), 2, {"--link", "--copy"});
  EXPECT_EQ(run("data split photos linked --link --test 0").status, 0);
  EXPECT_EQ(fs::hard_link_count(folder_ / "photos/cat/0.png"), 2u);
}

TEST_F(PhotoCheckTest, CtrlCEndsWith130AndAWord) {
  Image large(3000, 3000, 3);
  for (std::size_t i = 0; i < large.pixels.size(); ++i) large.pixels[i] = static_cast<std::uint8_t>(i * i >> 7);
  const std::string jpeg = encode_jpeg(large);
  for (int i = 0; i < 100; ++i)
    put("large/" + std::string(i % 2 == 0 ? "a/" : "b/") + std::to_string(i) + ".jpg", jpeg);
  const auto interrupted = [&](std::initializer_list<const char*> words, const std::function<bool(pid_t)>& is_time) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::chdir(folder_.c_str());
      ::freopen("out.txt", "w", stdout);
      std::vector<char*> arguments{const_cast<char*>("fovea"), const_cast<char*>("data")};
      for (const char* word : words) arguments.push_back(const_cast<char*>(word));
      arguments.push_back(nullptr);
      ::execv(FOVEA_PROGRAM, arguments.data());
      ::_exit(127);
    }
    for (int i = 0; i < 60'000 && !is_time(child); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ::kill(child, SIGINT);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 130);
    return content_of(folder_ / "out.txt");
  };
  const auto reading = [&](pid_t child) {  // it has read more than one photo
    std::ifstream counts("/proc/" + std::to_string(child) + "/io");
    std::string name;
    std::uint64_t bytes = 0;
    return counts >> name >> bytes && bytes > 2 * jpeg.size();
  };
  const auto writing = [&](pid_t) {
    return std::ranges::any_of(fs::directory_iterator(folder_), [](const fs::directory_entry& entry) {
      return entry.path().filename().string().starts_with(".parts.tmp");
    });
  };
  EXPECT_NE(interrupted({"check", "large", "--threads", "1"}, reading).find("interrupted"), std::string::npos);
  EXPECT_NE(interrupted({"clean", "large", "--threads", "1"}, reading).find("interrupted; nothing was moved"),
            std::string::npos);
  EXPECT_NE(interrupted({"split", "large", "parts"}, writing).find("interrupted; what was written is gone"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "parts"));
}

}  // namespace
}  // namespace fovea::cli_test
