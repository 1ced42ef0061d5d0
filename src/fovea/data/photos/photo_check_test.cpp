// What is found to be wrong with photos.
#include "fovea/data/photos/photo_check.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/images/picture_test_support.h"
#include "fovea/data/photos/check_report.h"
#include "fovea/data/photos/open_photos.h"
#include "fovea/data/photos/photo_test_support.h"
#include "fovea/data/zip_test_support.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

struct Checked {
  PhotoSet set;
  PhotoCheck check;
  explicit Checked(const fs::path& path, CheckOptions options = {})
      : set(open_photos(path, {.faults = ClassFaults::keep})) {
    check = check_photos(set, options);
  }
  /// The finding of a kind; an empty one of kind "" where there is none.
  Finding of(const std::string& kind) const {
    const auto found = std::ranges::find(check.findings, kind, &Finding::kind);
    return found == check.findings.end() ? Finding{} : *found;
  }
  bool has(const std::string& kind) const { return !of(kind).kind.empty(); }
  /// "a.jpg b.jpg: text; ..." of the items of a finding.
  std::string items(const std::string& kind) const {
    std::string text;
    for (const Finding::Item& item : of(kind).items) {
      text += text.empty() ? "" : "; ";
      for (const std::uint32_t i : item.pictures)
        text += shown_picture(set, check, i) + (i == item.pictures.back() ? "" : " ");
      text += item.text.empty() ? "" : ": " + item.text;
    }
    return text;
  }
};

TEST(PhotoCheck, SoundPhotosGiveNoFindings) {
  const TestFolder folder;
  add_pets(folder, 6, "train/");
  folder.add("val/cat/1.png", spots_png(31));
  folder.add("val/dog/1.png", spots_png(32));
  const Checked checked(folder.path());
  EXPECT_TRUE(checked.check.findings.empty()) << check_text(checked.set, checked.check);
  EXPECT_FALSE(checked.check.breaks_run());
  EXPECT_EQ(checked.check.splits.at(0).class_counts, (std::vector<std::int64_t>{6, 6}));
  EXPECT_EQ(checked.check.width.median, 80);
  EXPECT_EQ(checked.check.height.max, 60);
  EXPECT_EQ(checked.check.frequent_count, 14);
  EXPECT_NE(check_headline(checked.set, checked.check).find("14 pictures in 2 classes: fine"), std::string::npos);
}

TEST(PhotoCheck, MeasuresMeanAndDeviationOfThePixels) {
  const TestFolder folder;
  Image half(40, 40, 3);
  for (std::int64_t y = 0; y < 20; ++y) std::fill_n(half.row(y), 120, std::uint8_t{200});
  folder.add("a/1.png", encode_png(half));
  folder.add("b/1.png", encode_png(Image(40, 40, 3)));
  const Checked checked(folder.path());
  EXPECT_NEAR(checked.check.mean[0], 50, 1e-9);
  EXPECT_NEAR(checked.check.std[2], std::sqrt(200.0 * 200 / 4 - 50 * 50), 1e-9);
  EXPECT_EQ(checked.items("constant"), "b/1.png: RGB 0 0 0");
}

TEST(PhotoCheck, WhatCannotBeReadIsToldWithItsReason) {
  const TestFolder folder;
  add_pets(folder, 30);
  const std::string jpeg = encode_jpeg(spots_picture(40));
  folder.add("cat/cut.jpg", jpeg.substr(0, jpeg.size() / 2));
  folder.add("cat/empty.jpg", "");
  folder.add("dog/page.jpg", "<html>not found</html>");
  Checked checked(folder.path());
  EXPECT_EQ(checked.of("unreadable").severity, Severity::warning);
  const std::string items = checked.items("unreadable");
  for (const char* part :
       {"cat/cut.jpg: this JPEG picture", "cat/empty.jpg: is empty", "dog/page.jpg: is no picture"})
    EXPECT_NE(items.find(part), std::string::npos) << items;
  EXPECT_EQ(items.find(folder.path().string()), std::string::npos) << items;
  EXPECT_EQ(checked.check.splits[0].unreadable, 3);
  folder.add("dog/x.jpg", "no picture");
  EXPECT_EQ(Checked(folder.path()).of("unreadable").severity, Severity::stop);  // 4 of 64
}

TEST(PhotoCheck, AClassOfUnreadablePicturesStops) {
  const TestFolder folder;
  add_pets(folder, 30);
  folder.add("empty/1.jpg", "text");
  const Checked checked(folder.path());
  EXPECT_TRUE(checked.check.breaks_run());
  EXPECT_NE(checked.of("emptied_class").text.find("'empty'"), std::string::npos);
  EXPECT_EQ(checked.check.findings.front().kind, "emptied_class");
}

TEST(PhotoCheck, TellsOfNamesSizesAndModes) {
  const TestFolder folder;
  add_pets(folder, 2);
  folder.add("cat/a.jpg", spots_png(21));
  folder.add("cat/b", spots_png(22));
  folder.add("cat/B", spots_png(24));
  folder.add("cat/small.png", encode_png(spots_picture(23, 31, 200)));
  folder.add("dog/alpha.png", picture_bytes("png/rgba8"));
  folder.add("dog/deep.png", picture_bytes("png/gray16"));
  folder.add("dog/palette.png", picture_bytes("png/palette8"));
  folder.add("dog/notes.txt", "");
  folder.add("dog/single.png", encode_png(Image(50, 50, 3)));
  const Checked checked(folder.path());
  EXPECT_EQ(checked.items("wrong_suffix"), "cat/a.jpg: is a PNG picture");
  EXPECT_NE(checked.items("tiny").find("cat/small.png: 200 x 31 px"), std::string::npos);
  EXPECT_EQ(checked.items("modes"), "dog/alpha.png: RGBA; dog/deep.png: I;16; dog/palette.png: P");
  EXPECT_EQ(checked.items("skipped"), ": dog/notes.txt is of no kind of picture that is read");
  EXPECT_EQ(checked.items("constant"), "dog/single.png: RGB 0 0 0");
  EXPECT_EQ(checked.items("case"), "cat/B cat/b");
  EXPECT_FALSE(checked.check.breaks_run());
}

TEST(PhotoCheck, CopiesAreWorstAcrossSplitsAndClasses) {
  const TestFolder folder;
  add_pets(folder, 4, "train/");
  add_pets(folder, 0);
  folder.add("train/cat/again.png", spots_png(0));                    // cat/0
  folder.add("train/dog/0-wrong.png", spots_png(2));                  // cat/1
  folder.add("val/cat/leak.png", spots_png(4));                       // cat/2
  folder.add("val/dog/near.jpg", encode_jpeg(spots_picture(3), 90));  // dog/1
  folder.add(
      "val/dog/other.ppm", "P6 80 60 255\n" + [] {  // dog/2 in another format
        const Image image = spots_picture(5);
        return std::string(image.pixels.begin(), image.pixels.end());
      }());
  const Checked checked(folder.path());
  EXPECT_EQ(checked.items("duplicates"), "train/cat/0.png train/cat/again.png");
  EXPECT_EQ(checked.items("contradiction"), "train/cat/1.png train/dog/0-wrong.png");
  EXPECT_EQ(checked.items("leak"),
            "train/cat/2.png val/cat/leak.png; train/dog/2.png val/dog/other.ppm: equal pixels in different files");
  EXPECT_EQ(checked.items("near_leak"), "train/dog/1.png val/dog/near.jpg");
  EXPECT_FALSE(checked.has("near_duplicates"));
  EXPECT_EQ(checked.of("leak").severity, Severity::warning);
  EXPECT_EQ(checked.of("contradiction").severity, Severity::warning);
}

TEST(PhotoCheck, CountsClasses) {
  const TestFolder folder;
  for (int i = 0; i < 11; ++i) folder.add("many/" + std::to_string(i) + ".png", spots_png(i));
  folder.add("one/1.png", spots_png(20));
  Checked checked(folder.path());
  EXPECT_EQ(checked.of("imbalance").severity, Severity::warning);
  EXPECT_NE(checked.of("single").text.find("'one'"), std::string::npos);
  for (int i = 0; i < 5; ++i) folder.add("one/x" + std::to_string(i) + ".png", spots_png(21 + i));
  checked = Checked(folder.path());
  EXPECT_EQ(checked.of("imbalance").severity, Severity::note);
  EXPECT_NE(checked.of("imbalance").text.find("'many' has 1.8 times"), std::string::npos);
  const TestFolder alone;
  alone.add("cats/1.png", spots_png(0));
  EXPECT_EQ(Checked(alone.path()).check.findings.at(0).kind, "one_class");
  EXPECT_TRUE(Checked(alone.path()).check.breaks_run());
  const TestFolder bare;
  bare.add("1.png", spots_png(0));
  EXPECT_TRUE(Checked(bare.path()).has("unlabelled"));
}

TEST(PhotoCheck, ListsMayNameClassesThatTrainLacks) {
  const TestFolder folder;
  for (int i = 0; i < 4; ++i) folder.add(std::to_string(i) + ".png", spots_png(i));
  const fs::path list = folder.add("list.csv", "0.png,a,train\n1.png,b,train\n2.png,c,val\n3.png,a,val\n");
  const Checked checked(list);
  EXPECT_TRUE(checked.check.breaks_run());
  EXPECT_NE(checked.of("untrained_class").text.find("validation has classes that train has not: c"),
            std::string::npos);
}

TEST(PhotoCheck, AnEmptyClassStops) {
  const TestFolder folder;
  add_pets(folder, 3);
  fs::create_directories(folder / "bird");
  const Checked checked(folder.path());
  EXPECT_TRUE(checked.check.breaks_run());
  EXPECT_NE(checked.of("empty_class").text.find("the class 'bird' has no pictures"), std::string::npos);
  EXPECT_EQ(checked.check.pictures.size(), 6u);
}

TEST(PhotoCheck, WhatTheMachineCannotDoIsNoFinding) {
  /// One file on a disk that fails.
  struct Failing : FileStore {
    Failing() : FileStore("photos") { names_ = {"cat/1.jpg"}; }
    std::string kind() const override { return "folder"; }
    std::string read(std::size_t i) const override { fail_reading(place(i), "reading failed", EIO); }
    Stamp stamp(std::size_t) const override { return {}; }
  };
  const PhotoSet set = find_photos(std::make_shared<Failing>());
  EXPECT_NE(
      error_of(ErrorKind::resource, [&] { check_photos(set, {.threads = 2}); }).find("a failure of the machine"),
      std::string::npos);
}

TEST(PhotoCheck, APictureOverALimitIsAFinding) {
  const TestFolder folder;
  add_pets(folder, 3);
  CheckOptions options;
  options.limits.picture_pixels = 99;
  EXPECT_EQ(Checked(folder.path(), options).of("unreadable").items.size(), 6u);
}

TEST(PhotoCheck, IsTheSameAtAnyNumberOfThreadsAndStops) {
  const TestFolder folder;
  add_pets(folder, 10);
  folder.add("cat/bad.jpg", "x");
  const Checked one(folder.path(), {.threads = 1}), four(folder.path(), {.threads = 4});
  EXPECT_EQ(check_json(one.set, one.check).dump(), check_json(four.set, four.check).dump());
  std::size_t last = 0;
  CheckOptions options;
  options.threads = 2;
  options.progress = [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(all, 21u);
    EXPECT_EQ(done, ++last);
  };
  options.stop = [&] { return last >= 5; };
  EXPECT_TRUE(Checked(folder.path(), options).check.stopped);
  EXPECT_LT(last, 21u);
}

TEST(PhotoCheck, ReadsArchives) {
  const TestFolder folder;
  const std::string text(1000, 'x');
  const fs::path zip = folder.add("pets.zip", zip_bytes({{"p/LICENSE", text},
                                                         {"p/cat/1.png", spots_png(0)},
                                                         {"p/cat/2.png", spots_png(1), {}, {}, 0, 0, {}, 1234},
                                                         {"p/dog/1.png", spots_png(2)}}));
  const Checked checked(zip);
  EXPECT_EQ(checked.set.classes, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(checked.of("unreadable").items.size(), 1u);  // a wrong checksum
  EXPECT_NE(checked.items("skipped").find("p/LICENSE"), std::string::npos);
}

TEST(PhotoCheck, ThePageHoldsItsPicturesAndNoOneElsesMarkup) {
  const TestFolder folder;
  add_pets(folder, 5);
  folder.add("cat/<script>alert(1)<.png", spots_png(0));
  folder.add("cat/\xff\n.png", "no picture");
  const Checked checked(folder.path());
  const std::string page = check_page(checked.set, checked.check);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;.png"), std::string::npos);
  EXPECT_NE(page.find("\\xff\\x0a.png"), std::string::npos);
  EXPECT_EQ(page.find("src=\"http"), std::string::npos);
  EXPECT_NE(page.find("src=\"data:image/jpeg;base64,/9j/"), std::string::npos);
  const std::string text = check_text(checked.set, checked.check);
  EXPECT_NE(text.find("cat/\\xff\\x0a.png: is no picture"), std::string::npos) << text;
  EXPECT_NO_THROW(Json::parse(check_json(checked.set, checked.check).dump(), "json"));
}

TEST(OpenPhotos, SaysWhatIsRead) {
  const TestFolder folder;
  const std::string text = error_of(ErrorKind::format, [&] { open_photos(folder.add("a.jpg", spots_png(0))); });
  EXPECT_NE(text.find("a folder of class folders"), std::string::npos) << text;
  error_of(ErrorKind::unreadable, [&] { open_photos(folder / "none"); });
}

}  // namespace
}  // namespace fovea
