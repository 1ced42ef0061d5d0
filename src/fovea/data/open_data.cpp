#include "fovea/data/open_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/array_sets.h"
#include "fovea/data/named_sets.h"
#include "fovea/data/npz.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view supported =
    "Supported are mnist, fashion_mnist, an .npz file with x_train, y_train, x_test, y_test, a folder of such .npy "
    "files, "
    "and a folder of IDX files (train-images-idx3-ubyte.gz and so on).";

DataSet open_file(const fs::path& path, const DataOptions& options) {
  const std::string head = first_bytes(path);
  const bool named_npz = path.extension() == ".npz";
  if (named_npz || (head.starts_with("PK") && !NpzFile(path, options.limits).names().empty()))
    return open_npz_set(path, options.limits);
  fail(ErrorKind::unsupported, fmt::format("{}: data of this kind is not supported yet; its content is {}. {}",
                                           path.string(), describe_content(head), supported));
}

}  // namespace

DataSet open_data(const std::string& spec, const DataOptions& options) {
  const auto& names = named_sets();
  if (std::find(names.begin(), names.end(), spec) != names.end()) return open_named_set(spec, options);
  std::error_code error;
  if (fs::is_directory(spec, error)) {
    if (is_idx_folder(spec)) return open_idx_set(spec, options.limits);
    if (is_npy_folder(spec)) return open_npy_set(spec, options.limits);
    fail(ErrorKind::unsupported,
         fmt::format("{}: holds no IDX or .npy files, and folders of photos are not supported yet. {}", spec,
                     supported));
  }
  if (fs::exists(spec, error)) return open_file(spec, options);
  fail(ErrorKind::unreadable, fmt::format("Data '{}': no such file or folder, and no data set of that name. {}", spec,
                                          suggest(spec, names)));
}

}  // namespace fovea
