#include "fovea/data/array_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/idx.h"
#include "fovea/data/npy.h"
#include "fovea/data/npz.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

/// The arrays of a set, in an .npz file or as .npy files in a folder.
struct ArrayPair {
  const char *split, *x, *y;
};
constexpr std::array<ArrayPair, 5> array_pairs = {{{"train", "x_train", "y_train"},
                                                   {"train", "x", "y"},
                                                   {"validation", "x_val", "y_val"},
                                                   {"validation", "x_validation", "y_validation"},
                                                   {"test", "x_test", "y_test"}}};

struct IdxPair {
  const char *split, *stem;
};
constexpr std::array<IdxPair, 3> idx_pairs = {{{"train", "train"}, {"test", "t10k"}, {"test", "test"}}};

std::optional<fs::path> find_idx(const fs::path& folder, const std::string& stem, const std::string& part, int rank) {
  std::error_code error;
  for (const char* separator : {"-", "."})
    for (const char* ending : {"", ".gz"}) {
      const fs::path file = folder / fmt::format("{}-{}{}idx{}-ubyte{}", stem, part, separator, rank, ending);
      if (fs::is_regular_file(file, error)) return file;
    }
  return std::nullopt;
}
std::optional<fs::path> find_images(const fs::path& folder, const IdxPair& pair) {
  return find_idx(folder, pair.stem, "images", 3);
}
std::optional<fs::path> find_labels(const fs::path& folder, const IdxPair& pair) {
  return find_idx(folder, pair.stem, "labels", 1);
}

/// Pictures in a form that convolutions take: one channel where the file has none.
Array with_channels(const Array& x) {
  if (x.shape().rank() != 3) return x;
  Shape shape = x.shape();
  shape.push_back(1);
  return x.reshaped(shape);
}

void add_split(DataSet& data, const std::string& split, const Array& x, const Array& y) {
  if (data.find(split) != nullptr)
    fail(ErrorKind::format,
         fmt::format("{}: holds the split '{}' under two names. Remove one of them.", data.path, split));
  data.splits.push_back({split, with_channels(x), as_labels(y, fmt::format("{}, split '{}'", data.path, split))});
}

/// Adds the pairs of arrays among `names`, each read by its name.
template <class Read>
void add_pairs(DataSet& data, const std::vector<std::string>& names, Read read) {
  const auto has = [&](const char* name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  for (const ArrayPair& pair : array_pairs) {
    if (!has(pair.x) && !has(pair.y)) continue;
    if (!has(pair.x) || !has(pair.y))
      fail(ErrorKind::format,
           fmt::format("{}: has {} without {}. Its arrays: {}.", data.path, has(pair.x) ? pair.x : pair.y,
                       has(pair.x) ? pair.y : pair.x, join(names, ", ")));
    add_split(data, pair.split, read(pair.x), read(pair.y));
  }
  if (data.splits.empty())
    fail(ErrorKind::format,
         fmt::format("{}: a data set of arrays has x_train and y_train, x_test and y_test (or x and y). "
                     "Its arrays: {}.",
                     data.path, names.empty() ? "none" : join(names, ", ")));
}

fs::path npy_file(const fs::path& folder, const char* name) { return folder / (std::string(name) + ".npy"); }

/// The arrays of a set that a folder holds as .npy files.
std::vector<std::string> npy_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const ArrayPair& pair : array_pairs)
    for (const char* name : {pair.x, pair.y})
      if (fs::is_regular_file(npy_file(folder, name), error)) names.emplace_back(name);
  return names;
}

std::string name_of(const fs::path& folder) {
  return (folder.has_filename() ? folder : folder.parent_path()).filename().string();
}

DataSet finished(DataSet data, std::vector<std::string> classes) {
  data.classes = classes.empty() ? numbered_classes(data.splits) : std::move(classes);
  check(data);
  data.manifest_hash = manifest_hash(data.splits);
  return data;
}

}  // namespace

DataSet open_npz_set(const fs::path& path, const ReadLimits& limits, std::vector<std::string> classes) {
  const NpzFile file(path, limits);
  DataSet data{.name = path.stem().string(), .path = path.string(), .kind = "npz"};
  add_pairs(data, file.names(), [&](const char* name) { return file.read(name); });
  return finished(std::move(data), std::move(classes));
}

DataSet open_npy_set(const fs::path& folder, const ReadLimits& limits) {
  DataSet data{.name = name_of(folder), .path = folder.string(), .kind = "npy"};
  add_pairs(data, npy_names(folder), [&](const char* name) { return read_npy(npy_file(folder, name), limits); });
  return finished(std::move(data), {});
}

bool is_npy_folder(const fs::path& folder) { return !npy_names(folder).empty(); }

DataSet open_idx_set(const fs::path& folder, const ReadLimits& limits, std::vector<std::string> classes) {
  DataSet data{.name = name_of(folder), .path = folder.string(), .kind = "idx"};
  for (const IdxPair& pair : idx_pairs) {
    const auto images = find_images(folder, pair), labels = find_labels(folder, pair);
    if (!images && !labels) continue;
    if (!images || !labels)
      fail(ErrorKind::unreadable, fmt::format("{}: {} is there, but {}-{}-ubyte[.gz] is missing.", data.path,
                                              (images ? *images : *labels).filename().string(), pair.stem,
                                              images ? "labels-idx1" : "images-idx3"));
    const Array x = read_idx(*images, limits), y = read_idx(*labels, limits);
    if (x.shape().rank() < 3 || y.shape().rank() != 1)
      fail(ErrorKind::format,
           fmt::format(
               "{}: pictures are (N, height, width) and labels (N). Received {} in {} and {} in {}. Are the names "
               "mixed up?",
               data.path, to_string(x.shape()), images->filename().string(), to_string(y.shape()),
               labels->filename().string()));
    add_split(data, pair.split, x, y);
  }
  if (data.splits.empty())
    fail(ErrorKind::unreadable, fmt::format("{}: holds no IDX files such as train-images-idx3-ubyte.gz.", data.path));
  return finished(std::move(data), std::move(classes));
}

bool is_idx_folder(const fs::path& folder) {
  for (const IdxPair& pair : idx_pairs)
    if (find_images(folder, pair) || find_labels(folder, pair)) return true;
  return false;
}

bool is_complete_idx_folder(const fs::path& folder) {
  bool train = false, test = false;
  for (const IdxPair& pair : idx_pairs)
    if (find_images(folder, pair) && find_labels(folder, pair))
      (std::string(pair.split) == "train" ? train : test) = true;
  return train && test;
}

}  // namespace fovea
