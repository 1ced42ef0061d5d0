// HDF5 files that no model needs: those that the HDF5 library itself can write, made by it, and some that it cannot,
// byte by byte.
#include <hdf5.h>

#include <functional>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/hdf5_file.h"

namespace fovea {
namespace {

/// The bytes of a file that `fill` writes with the library; `latest` chooses its newest file format.
std::string image_of(const std::function<void(hid_t)>& fill, bool latest = false) {
  const TestFolder folder;
  const std::filesystem::path path = folder / "hostile.h5";
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (latest) H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  fill(file);
  H5Fclose(file);
  H5Pclose(access);
  return read_file(path);
}

hid_t create(hid_t file, const char* name, const std::vector<hsize_t>& sides, hid_t plan = H5P_DEFAULT,
             hid_t type = H5T_IEEE_F32LE) {
  const hid_t space = H5Screate_simple(static_cast<int>(sides.size()), sides.data(), nullptr);
  const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, plan, H5P_DEFAULT);
  EXPECT_GE(dataset, 0) << name;
  H5Sclose(space);
  return dataset;
}

void expect_refused(const std::string& bytes, ErrorKind kind, const std::string& words,
                    const ReadLimits& limits = {}) {
  const std::string text = error_of(kind, [&] { Hdf5Reader(bytes, "a.h5", limits); });
  EXPECT_NE(text.find(words), std::string::npos) << text;
  EXPECT_TRUE(text.starts_with("a.h5: ")) << text;
  if (words.find("--limit") != std::string::npos) {
    EXPECT_EQ(text.find("damaged"), std::string::npos) << "a limit says nothing of damage: " << text;
  }
}

TEST(Hdf5Hostile, LinksThatLeaveTheirPlaceAreNeverFollowed) {
  for (const bool latest : {false, true}) {
    const auto soft = [](hid_t file) {
      const hid_t group = H5Gcreate2(file, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
      H5Lcreate_soft("/elsewhere", group, "s", H5P_DEFAULT, H5P_DEFAULT);
      H5Gclose(group);
    };
    expect_refused(image_of(soft, latest), ErrorKind::unsupported,
                   "at '/g', 's' is a soft link, which is never followed");
    const auto external = [](hid_t file) {
      H5Lcreate_external("/etc/passwd", "/x", file, "e", H5P_DEFAULT, H5P_DEFAULT);
    };
    expect_refused(image_of(external, latest), ErrorKind::unsupported, "'e' is an external link into another file");
  }
}

TEST(Hdf5Hostile, DataInOtherFilesIsNeverOpened) {
  expect_refused(image_of([](hid_t file) {
                   const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
                   H5Pset_external(plan, "/etc/passwd", 0, 16);
                   H5Dclose(create(file, "x", {4}, plan));
                 }),
                 ErrorKind::unsupported, "at '/x', external storage");
  expect_refused(image_of(
                     [](hid_t file) {
                       const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
                       const hsize_t side = 4;
                       const hid_t space = H5Screate_simple(1, &side, nullptr);
                       H5Pset_virtual(plan, space, "/etc/passwd", "x", space);
                       H5Dclose(create(file, "x", {4}, plan));
                     },
                     true),
                 ErrorKind::unsupported, "at '/x', a virtual dataset");
}

TEST(Hdf5Hostile, ShapeBombsAreRefusedBeforeTheirMemoryIsTaken) {
  // Storage is allocated late: a file of some hundred bytes that claims petabytes.
  expect_refused(image_of([](hid_t file) {
                   const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
                   const hsize_t chunk[2] = {1 << 10, 1 << 10};
                   H5Pset_chunk(plan, 2, chunk);
                   H5Dclose(create(file, "x", {hsize_t{1} << 30, hsize_t{1} << 20}, plan));
                 }),
                 ErrorKind::format, "the limit is 2147483648; --limit tensor_bytes=N");
  const auto megabytes = [](bool deflate) {
    return image_of([&](hid_t file) {
      const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
      const hsize_t chunk = 1 << 16;
      H5Pset_chunk(plan, 1, &chunk);
      if (deflate) H5Pset_deflate(plan, 9);
      H5Dclose(create(file, "x", {1 << 24}, plan));
    });
  };
  expect_refused(megabytes(false), ErrorKind::format, "more than the file's");
  expect_refused(megabytes(true), ErrorKind::format, "more than the file's");
  expect_refused(image_of([](hid_t file) { H5Dclose(create(file, "x", {100})); }), ErrorKind::format,
                 "--limit tensor_bytes=N", {.tensor_bytes = 399});
}

TEST(Hdf5Hostile, RankFiltersAndIndexesBeyondThoseOfModelsAreUnsupported) {
  expect_refused(image_of([](hid_t file) { H5Dclose(create(file, "x", std::vector<hsize_t>(9, 1))); }),
                 ErrorKind::unsupported, "9 dimensions; at most 8");
  expect_refused(image_of([](hid_t file) {
                   const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
                   const hsize_t chunk = 4;
                   H5Pset_chunk(plan, 1, &chunk);
                   H5Pset_nbit(plan);
                   H5Dclose(create(file, "x", {8}, plan));
                 }),
                 ErrorKind::unsupported, "filter 5; only deflate, shuffle and fletcher32");
}

TEST(Hdf5Hostile, GroupsInACircleAndDeepOnesAreRefused) {
  for (const bool latest : {false, true})
    expect_refused(image_of(
                       [](hid_t file) {
                         H5Gclose(H5Gcreate2(file, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
                         H5Lcreate_hard(file, "/", file, "g/up", H5P_DEFAULT, H5P_DEFAULT);
                       },
                       latest),
                   ErrorKind::format, "at '/g/up', a group holds itself");
  const auto deep = [](int levels) {
    return image_of([&](hid_t file) {
      std::string path;
      for (int i = 0; i < levels; ++i) {
        path += "/g";
        H5Gclose(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
      }
    });
  };
  EXPECT_EQ(Hdf5Reader(deep(32), "a").children("g/g/g"), std::vector<std::string>{"g"});
  expect_refused(deep(33), ErrorKind::format, "too many groups deep: the limit is 32; --limit hdf5_depth=N");
}

TEST(Hdf5Hostile, ManyLinksToOneGroupCostNoMoreThanThemselves) {
  // Each group holds the next one ten times: 10^20 paths.
  const std::string bytes = image_of([](hid_t file) {
    const auto name = [](int level) { return "g" + std::to_string(level); };
    for (int level = 0; level < 20; ++level)
      H5Gclose(H5Gcreate2(file, name(level).c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    for (int level = 0; level + 1 < 20; ++level)
      for (int i = 0; i < 10; ++i)
        H5Lcreate_hard(file, name(level + 1).c_str(), file, (name(level) + "/" + std::to_string(i)).c_str(),
                       H5P_DEFAULT, H5P_DEFAULT);
  });
  const Hdf5Reader reader(bytes, "a");
  EXPECT_EQ(reader.children("g3/0/9/5").size(), 10u);
  EXPECT_FALSE(reader.is_group("g3/0/9/x"));
  expect_refused(bytes, ErrorKind::format, "too many objects: the limit is 100; --limit hdf5_objects=N",
                 {.hdf5_objects = 100});
}

TEST(Hdf5Hostile, NamesLongerThanAnyModelsAreRefused) {
  const std::string name(2000, 'n');
  for (const bool latest : {false, true}) {
    expect_refused(
        image_of([&](hid_t file) { H5Gclose(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)); },
                 latest),
        ErrorKind::format, "a name has 2000 bytes; at most 1024");
    expect_refused(image_of(
                       [&](hid_t file) {
                         const hid_t space = H5Screate(H5S_SCALAR);
                         H5Aclose(H5Acreate2(file, name.c_str(), H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT));
                       },
                       latest),
                   ErrorKind::format, "a name has 2000 bytes");
  }
}

/// Puts little-endian numbers of a file format one after the other.
class Bytes {
 public:
  Bytes& put(std::string_view text) { return bytes_ += text, *this; }
  Bytes& number(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes_ += i < 8 ? static_cast<char>(value >> (8 * i) & 0xff) : '\0';
    return *this;
  }
  Bytes& pad_to(std::size_t size) { return bytes_.resize(std::max(size, bytes_.size()), '\0'), *this; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// A file whose root group has one symbol node with these many links, all named by the heap from its first byte on.
std::string one_name_for_all(std::uint64_t links, std::size_t name_size) {
  constexpr std::uint64_t header = 0x60, heap = 0xA0, tree = 0xC0, node = 0x100, none = ~std::uint64_t{0};
  const std::uint64_t names = node + 8 + links * 40;
  Bytes file;
  file.put("\x89HDF\r\n\x1a\n")
      .number(0, 5)
      .number(8, 1)
      .number(8, 1)
      .number(0, 1)
      .number(4, 2)
      .number(16, 2)
      .number(0, 4);
  file.number(0, 8).number(none, 8).number(names + name_size + 1, 8).number(none, 8);
  file.number(0, 8).number(header, 8).number(0, 24).pad_to(header);
  file.number(1, 2).number(1, 2).number(1, 4).number(24, 4).number(0, 4);
  file.number(0x11, 2).number(16, 2).number(0, 4).number(tree, 8).number(heap, 8).pad_to(heap);
  file.put("HEAP").number(0, 4).number(name_size + 1, 8).number(none, 8).number(names, 8).pad_to(tree);
  file.put("TREE")
      .number(0, 2)
      .number(1, 2)
      .number(none, 8)
      .number(none, 8)
      .number(0, 8)
      .number(node, 8)
      .number(0, 8)
      .pad_to(node);
  file.put("SNOD").number(1, 2).number(links, 2);
  for (std::uint64_t i = 0; i < links; ++i) file.number(0, 8).number(header, 8).number(0, 24);
  return file.put(std::string(name_size, 'n')).number(0, 1).take();
}

TEST(Hdf5Hostile, ManyLinksThatShareOneLongNameAreRefused) {
  expect_refused(one_name_for_all(1, 3), ErrorKind::format, "a group holds itself");
  expect_refused(one_name_for_all(2, 3), ErrorKind::format, "two links named 'nnn'");
  expect_refused(one_name_for_all(60'000, 1000), ErrorKind::format, "its structures overlap");
}

TEST(Hdf5Hostile, EveryDamagedByteGivesAFileOrAnError) {
  for (const bool latest : {false, true}) {
    const std::string whole = image_of(
        [latest](hid_t file) {
          const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
          const hsize_t chunk = latest ? 5 : 3;  // the newest format has indexes of its own for several chunks
          H5Pset_chunk(plan, 1, &chunk);
          H5Pset_shuffle(plan);
          H5Pset_deflate(plan, 6);
          H5Pset_fletcher32(plan);
          const hid_t dataset = create(file, "x", {5}, plan);
          const float values[5] = {1, 2, 3, 4, 5};
          H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
          H5Dclose(dataset);
        },
        latest);
    EXPECT_EQ(Hdf5Reader(whole, "a").read("x").values<float>()[4], 5);
    int refused = 0, read = 0;
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (const int flip : {1, 0x80, 0xff}) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ flip);
        try {
          Hdf5Reader(damaged, "a").read("x");
          ++read;
        } catch (const Error&) {
          ++refused;
        }
      }
    EXPECT_GT(refused, 300);
    EXPECT_GT(read, 100);
  }
}

}  // namespace
}  // namespace fovea
