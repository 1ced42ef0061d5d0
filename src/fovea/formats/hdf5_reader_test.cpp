// What the writer writes, and files of other people: those of h5py's, jsfive's and pyfive's own tests.
#include <cstring>
#include <fstream>
#include <map>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/formats/hdf5_file.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

TEST(Hdf5, WhatIsWrittenReadsBack) {
  const auto written = [] {
    Hdf5Writer file;
    file.create_group("layers/conv2d/vars");
    file.write("layers/conv2d/vars/0", Array::of<float>({1, 2, 3, 4, 5, 6}, {1, 2, 3}));
    file.write("scalar", Array::of<std::int64_t>({-7}, {}));
    file.write("empty", Array({0, 3}));
    file.write("half", Array::of<float>({1.5, -2}, {2}).cast(DType::bf16));
    file.write_string("layers", "name", "caf\xC3\xA9");
    file.write_int("", "version", -3);
    file.write_float("", "rate", 0.1);
    file.write_string_list("", "names", {"a", "", "bcd"});
    file.write_string_list("", "none", {});
    return file.finish();
  };
  const std::string bytes = written();
  EXPECT_EQ(written(), bytes) << "the same calls must give the same bytes";
  const Hdf5Reader file(bytes, "a.h5");
  EXPECT_EQ(file.children(""), (std::vector<std::string>{"empty", "half", "layers", "scalar"}));
  EXPECT_TRUE(file.is_group("layers/conv2d"));
  EXPECT_TRUE(file.is_dataset("layers/conv2d/vars/0"));
  EXPECT_FALSE(file.is_dataset("layers/conv2d/vars/1"));
  EXPECT_EQ(file.shape("layers/conv2d/vars/0"), (Shape{1, 2, 3}));
  EXPECT_EQ(file.read("layers/conv2d/vars/0").values<float>()[5], 6);
  EXPECT_EQ(file.read("scalar").values<std::int64_t>()[0], -7);
  EXPECT_EQ(file.read("empty").shape(), (Shape{0, 3}));
  EXPECT_EQ(file.dtype("half"), DType::bf16);
  EXPECT_EQ(file.read("half").cast(DType::f32).values<float>()[1], -2);
  EXPECT_EQ(file.read_string("layers", "name"), "caf\xC3\xA9");
  EXPECT_EQ(file.read_int("", "version"), -3);
  EXPECT_EQ(file.read_float("", "rate"), 0.1);
  EXPECT_EQ(file.read_string_list("", "names"), (std::vector<std::string>{"a", "", "bcd"}));
  EXPECT_TRUE(file.read_string_list("", "none").empty());
}

TEST(Hdf5, ListsOverKerasLimitAreSplitAndJoined) {
  std::vector<std::string> names;
  for (int i = 0; i < 9000; ++i) names.push_back("layer_" + std::to_string(i));
  Hdf5Writer writer;
  writer.write_string_list("", "layer_names", names);
  const Hdf5Reader file(writer.finish(), "a.h5");
  EXPECT_TRUE(file.has_attribute("", "layer_names2"));
  EXPECT_FALSE(file.has_attribute("", "layer_names"));
  EXPECT_EQ(file.read_string_list("", "layer_names"), names);
}

TEST(Hdf5, WhatIsNotThereOrOfAnotherKindIsNamed) {
  Hdf5Writer writer;
  writer.write("x", Array({2}));
  writer.write_string("x", "name", "n");
  error_of(ErrorKind::usage, [&] { writer.write_string("x", "nul", std::string("a\0b", 3)); });
  error_of(ErrorKind::usage, [&] { writer.write("x", Array({2})); });
  error_of(ErrorKind::usage, [&] { writer.create_group(""); });
  const Hdf5Reader file(writer.finish(), "a.h5");
  EXPECT_EQ(error_of(ErrorKind::format, [&] { file.read("y"); }), "a.h5: 'y' is not in the file.");
  EXPECT_EQ(error_of(ErrorKind::format, [&] { file.read("x/y"); }), "a.h5: 'x/y' is not in the file.");
  EXPECT_EQ(error_of(ErrorKind::format, [&] { file.children("x"); }), "a.h5: 'x' is no group.");
  EXPECT_EQ(error_of(ErrorKind::format, [&] { file.read(""); }), "a.h5: '/' is no dataset.");
  EXPECT_EQ(error_of(ErrorKind::format, [&] { file.read_int("x", "none"); }), "a.h5: 'x' has no attribute 'none'.");
  EXPECT_NE(error_of(ErrorKind::format, [&] { file.read_int("x", "name"); })
                .find("must be one integer. Received 1 strings"),
            std::string::npos);
  error_of(ErrorKind::unreadable, [] { Hdf5Reader(fs::path("none.h5")); });
  error_of(ErrorKind::format, [] { Hdf5Reader("", "a"); });
  error_of(ErrorKind::format, [] { Hdf5Reader("<html>", "a"); });
}

TEST(Hdf5, AFileThatWasCutOffIsRefused) {
  Hdf5Writer writer;
  writer.write("x", Array({100}));
  const std::string whole = writer.finish();
  for (std::size_t size = 0; size < whole.size(); size += 7)
    error_of(ErrorKind::format, [&] { Hdf5Reader(whole.substr(0, size), "a").read("x"); });
}

/// All values of a dataset added up.
double sum_of(const Hdf5Reader& file, const std::string& path) {
  double total = 0;
  const Array values = file.read(path).cast(DType::f64);
  for (const double value : values.values<double>()) total += value;
  return total;
}

class Hdf5Suites : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto shared = shared_dir(FOVEA_SOURCE_DIR);
    if (!shared || !fs::is_directory(*shared / "hdf5"))
      GTEST_SKIP() << "no shared folder with HDF5 files of other libraries";
    folder_ = *shared / "hdf5";
  }
  fs::path folder_;
};

TEST_F(Hdf5Suites, KnownValuesReadRight) {
  struct Known {
    const char *file, *path;
    Shape shape;
    double sum;  ///< as h5py reads it
  };
  const std::string pyfive = "pyfive/tests/", h5py = "h5py/h5py/tests/data_files/";
  for (const Known& known :
       std::initializer_list<Known>{{"chunked.hdf5", "dataset1", {21, 16}, 56280},
                                    {"compressed.hdf5", "dataset1", {21, 16}, 56280},
                                    {"compressed.hdf5", "dataset2", {21, 16}, 56280},
                                    {"compressed.hdf5", "dataset3", {21, 16}, 56280},
                                    {"compressed_v1.hdf5", "temperature", {816852}, 65081143.71875},
                                    {"dataset_datatypes.hdf5", "float32_big", {4}, 6},
                                    {"dataset_datatypes.hdf5", "int08_little", {4}, -6},
                                    {"dataset_multidim.hdf5", "d", {2, 3, 4, 5}, 7140},
                                    {"dim_scales.hdf5", "x2", {2}, 197},
                                    {"earliest.hdf5", "group1/dataset2", {4}, 6},
                                    {"earliest.hdf5", "group1/subgroup1/dataset3", {4}, 6},
                                    {"fillvalue_earliest.hdf5", "dset3", {4}, 6},
                                    {"fillvalue_latest.hdf5", "dset1", {4}, 6},
                                    {"filter_pipeline_v2.hdf5", "data", {10, 10, 10}, 1000},
                                    {"fletcher32.hdf5", "dataset1", {4, 4}, 120},
                                    {"latest.hdf5", "group1/subgroup1/dataset3", {4}, 6}}) {
    const Hdf5Reader file(folder_ / (pyfive + known.file));
    EXPECT_EQ(file.shape(known.path), known.shape) << known.file;
    EXPECT_NEAR(sum_of(file, known.path), known.sum, 1e-6 * std::abs(known.sum)) << known.file << " " << known.path;
  }
  const Hdf5Reader big_endian(folder_ / (h5py + "vlen_string_s390x.h5"));
  EXPECT_NEAR(sum_of(big_endian, "DSBEfloat"), 11.07, 1e-9);
  EXPECT_EQ(sum_of(big_endian, "DSBEint"), 15);
  const Hdf5Reader js(folder_ / "jsfive/test/test.h5");
  for (const char* path : {"f2", "f4", "f8", "i1", "i2", "i4"}) EXPECT_EQ(sum_of(js, path), 12) << path;
}

TEST_F(Hdf5Suites, EveryFileReadsOrIsRefusedWithAReason) {
  int files = 0;
  std::map<std::string, std::string> refused;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    const std::string ending = entry.path().extension().string();
    if (ending != ".h5" && ending != ".hdf5") continue;
    ++files;
    try {
      const Hdf5Reader file(entry.path());
    } catch (const Error& error) {
      refused[entry.path().filename().string()] = error.what();
    }
  }
  EXPECT_GT(files, 20);
  for (const auto& [file, why] : refused) std::printf("%s\n", why.c_str());
  EXPECT_LT(refused.size(), 5u);
}

}  // namespace
}  // namespace fovea
