#include "fovea/data/named_sets.h"

#include <gtest/gtest.h>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/npz.h"
#include "fovea/data/statistics.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path debian = "/usr/share/datasets/fashion-mnist";

/// The file as its authors published it: Debian zipped the same data anew, without the name and time in gzip's
/// header.
std::string published_fashion(const std::string& name) {
  const std::string zipped = read_file(debian / name);
  const std::uint32_t time = name.starts_with("train") ? 1504176606 : 1504176627;
  std::string bytes = "\x1f\x8b\x08\x08";
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(time >> shift & 0xff);
  return bytes + zipped.substr(8, 2) + name.substr(0, name.size() - 3) + '\0' + zipped.substr(10);
}

/// The web is not there: any attempt to use it fails the test.
const Transport no_web = [](const std::string& url, const TakePiece&) { ADD_FAILURE() << "asked for " << url; };

/// Options that see neither the system's data sets nor the user's cache.
DataOptions apart(const TestFolder& folder) {
  return {.system_dir = folder / "system", .cache_dir = folder / "cache", .transport = no_web};
}

TEST(FashionMnist, RealDataOfTheSystem) {
  if (!fs::exists(debian)) GTEST_SKIP() << "dataset-fashion-mnist is not installed";
  const TestFolder folder;
  const DataSet data = open_named_set("fashion_mnist", {.offline = true, .cache_dir = folder / "cache"});
  EXPECT_EQ(data.name, "fashion_mnist");
  EXPECT_EQ(data.path, debian.string());
  EXPECT_EQ(data.kind, "idx");
  EXPECT_EQ(data.at("train").x.shape(), (Shape{60000, 28, 28, 1}));
  EXPECT_EQ(data.at("test").x.shape(), (Shape{10000, 28, 28, 1}));
  EXPECT_EQ(data.at("train").x.dtype(), DType::u8);
  EXPECT_EQ(data.classes[static_cast<std::size_t>(data.at("train").y.values<std::int64_t>()[0])], "Ankle boot");
  const DataSummary summary = describe(data);
  EXPECT_EQ(summary.splits[0].class_counts, std::vector<std::int64_t>(10, 6000));
  EXPECT_EQ(summary.splits[0].max, 255);
  // The mean that everybody who normalises Fashion-MNIST uses: 0.2860 of 255.
  EXPECT_NEAR(summary.splits[0].mean / 255, 0.2860, 5e-5);
}

TEST(FashionMnist, IsDownloadedOnceIntoKerasCache) {
  if (!fs::exists(debian)) GTEST_SKIP() << "dataset-fashion-mnist is not installed";
  const TestFolder folder;
  DataOptions options = apart(folder);
  std::vector<std::string> asked;
  options.transport = [&](const std::string& url, const TakePiece& take) {
    asked.push_back(url);
    take(published_fashion(url.substr(url.rfind('/') + 1)), 0);
  };
  const DataSet data = open_named_set("fashion_mnist", options);
  ASSERT_EQ(asked.size(), 4u);
  EXPECT_EQ(asked[0], "https://storage.googleapis.com/tensorflow/tf-keras-datasets/train-labels-idx1-ubyte.gz");
  EXPECT_TRUE(fs::exists(folder / "cache/fashion-mnist/t10k-images-idx3-ubyte.gz"));
  options.transport = no_web;
  EXPECT_EQ(open_named_set("fashion_mnist", options).manifest_hash, data.manifest_hash);
}

TEST(FashionMnist, DataDirComesFirst) {
  const TestFolder folder;
  for (const char* stem : {"train", "t10k"}) {
    folder.add(std::string("mine/fashion-mnist/") + stem + "-images-idx3-ubyte", idx_bytes({1, 2, 2}, "abcd"));
    folder.add(std::string("mine/fashion-mnist/") + stem + "-labels-idx1-ubyte", idx_bytes({1}, "\1"));
  }
  DataOptions options = apart(folder);
  options.data_dir = folder / "mine";
  const DataSet data = open_named_set("fashion_mnist", options);
  EXPECT_EQ(data.at("train").x.rows(), 1);
  EXPECT_EQ(data.classes.size(), 10u);
  folder.add("mine/fashion-mnist/t10k-labels-idx1-ubyte", idx_bytes({1}, "\12"));
  EXPECT_TRUE(failure_of([&] { open_named_set("fashion_mnist", options); }).says("label 10 of sample 0"));
}

TEST(Mnist, RealDataFromDataDir) {
  const auto shared = shared_dir(FOVEA_SOURCE_DIR);
  if (!shared) GTEST_SKIP() << "no shared folder with mnist.npz";
  const TestFolder folder;
  DataOptions options = apart(folder);
  options.data_dir = *shared / "data";
  const DataSet data = open_named_set("mnist", options);
  EXPECT_EQ(data.name, "mnist");
  EXPECT_EQ(data.classes[static_cast<std::size_t>(data.at("test").y.values<std::int64_t>()[0])], "7");
  const DataSummary summary = describe(data);
  EXPECT_EQ(summary.splits[0].samples, 60000);
  EXPECT_EQ(summary.splits[0].class_counts[0], 5923);
  EXPECT_NEAR(summary.splits[0].mean / 255, 0.1307, 5e-5);
  // In the cache the same file is refused: it holds the same arrays, zipped otherwise than Keras' file.
  fs::create_directories(options.cache_dir);
  fs::copy_file(*shared / "data/mnist.npz", options.cache_dir / "mnist.npz");
  options.data_dir.clear();
  const Failure failure = failure_of([&] { open_named_set("mnist", options); });
  EXPECT_EQ(failure.kind, ErrorKind::unreadable);
  EXPECT_TRUE(failure.says("731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1") &&
              failure.says("--data-dir"))
      << failure.text;
}

TEST(NamedSets, OfflineSaysWhereItLookedAndWhatToDo) {
  const TestFolder folder;
  DataOptions options = apart(folder);
  options.offline = true;
  for (const std::string& name : named_sets()) {
    const Failure failure = failure_of([&] { open_named_set(name, options); });
    EXPECT_EQ(failure.kind, ErrorKind::unreadable);
    EXPECT_TRUE(failure.says(name) && failure.says("--offline") && failure.says((folder / "cache").string()))
        << failure.text;
  }
}

TEST(NamedSets, AFailedDownloadLeavesNothingBehind) {
  const TestFolder folder;
  DataOptions options = apart(folder);
  options.transport = [](const std::string&, const TakePiece& take) { take("<html>", 0); };
  EXPECT_TRUE(failure_of([&] { open_named_set("mnist", options); }).says("tf-keras-datasets/mnist.npz failed"));
  EXPECT_FALSE(fs::exists(folder / "cache/mnist.npz"));
  options.data_dir = folder / "none";
  EXPECT_EQ(failure_of([&] { open_named_set("mnist", options); }).kind, ErrorKind::usage);
}

}  // namespace
}  // namespace fovea
