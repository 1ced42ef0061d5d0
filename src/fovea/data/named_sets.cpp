#include "fovea/data/named_sets.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/array_sets.h"
#include "fovea/data/hash.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

const std::string origin = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";

struct PublishedFile {
  const char *name, *sha256;
};
constexpr PublishedFile mnist_file = {"mnist.npz",
                                      "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"};
// Debian's package holds the same data zipped anew, so its files have other hashes than those that Keras downloads.
constexpr std::array<PublishedFile, 4> fashion_files = {
    {{"train-labels-idx1-ubyte.gz", "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"},
     {"train-images-idx3-ubyte.gz", "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
     {"t10k-labels-idx1-ubyte.gz", "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"},
     {"t10k-images-idx3-ubyte.gz", "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"}}};

const std::vector<std::string> digits = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
const std::vector<std::string> clothes = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                          "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

fs::path cache_of(const DataOptions& options) {
  return options.cache_dir.empty() ? keras_home() / "datasets" : options.cache_dir;
}

void fetch(const PublishedFile& file, const fs::path& folder, const DataOptions& options) {
  DownloadOptions how{.sha256 = file.sha256, .max_bytes = 100 << 20, .progress = options.progress};
  if (options.transport) how.transport = options.transport;
  download(origin + file.name, folder / file.name, how);
}

[[noreturn]] void refuse_offline(const std::string& name, const std::string& looked_in, const fs::path& cache) {
  fail(ErrorKind::unreadable,
       fmt::format("Data set '{}' is not on this machine and --offline forbids to download it. Looked in: "
                   "{}. Run once without --offline, or put its files from {} into {} or into a folder "
                   "named with --data-dir.",
                   name, looked_in, origin, cache.string()));
}

DataSet open_mnist(const DataOptions& options) {
  std::error_code error;
  if (const fs::path given = options.data_dir / mnist_file.name;
      !options.data_dir.empty() && fs::exists(given, error))
    return open_npz_set(given, options.limits, digits);
  const fs::path cached = cache_of(options) / mnist_file.name;
  if (!fs::exists(cached, error)) {
    const std::string given = options.data_dir.empty() ? "" : options.data_dir.string() + ", ";
    if (options.offline) refuse_offline("mnist", given + cached.string(), cached.parent_path());
    fetch(mnist_file, cached.parent_path(), options);
  } else if (const std::string received = sha256_file(cached); received != mnist_file.sha256) {
    fail(ErrorKind::unreadable,
         fmt::format(
             "{}: is not the MNIST that Keras publishes: SHA-256 {}, expected {}. Delete it to download it again, or "
             "name its folder with --data-dir, where files are taken as they are.",
             cached.string(), received, mnist_file.sha256));
  }
  return open_npz_set(cached, options.limits, digits);
}

DataSet open_fashion(const DataOptions& options) {
  const fs::path cached = cache_of(options) / "fashion-mnist";
  std::vector<fs::path> folders;
  if (!options.data_dir.empty()) folders = {options.data_dir, options.data_dir / "fashion-mnist"};
  folders.push_back(options.system_dir / "fashion-mnist");
  folders.push_back(cached);
  std::vector<std::string> looked_in;
  for (const fs::path& folder : folders) {
    if (is_complete_idx_folder(folder)) return open_idx_set(folder, options.limits, clothes);
    looked_in.push_back(folder.string());
  }
  if (options.offline) refuse_offline("fashion_mnist", join(looked_in, ", "), cached);
  std::error_code error;
  for (const PublishedFile& file : fashion_files)
    if (!fs::exists(cached / file.name, error)) fetch(file, cached, options);
  return open_idx_set(cached, options.limits, clothes);
}

}  // namespace

const std::vector<std::string>& named_sets() {
  static const std::vector<std::string> names = {"mnist", "fashion_mnist"};
  return names;
}

DataSet open_named_set(const std::string& name, const DataOptions& options) {
  std::error_code error;
  if (!options.data_dir.empty() && !fs::is_directory(options.data_dir, error))
    fail(ErrorKind::usage, fmt::format("--data-dir {}: is no folder.", options.data_dir.string()));
  DataSet data = name == "mnist" ? open_mnist(options) : open_fashion(options);
  data.name = name;
  return data;
}

}  // namespace fovea
