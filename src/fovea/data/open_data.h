#pragma once
#include <filesystem>
#include <string>

#include "fovea/base/limits.h"
#include "fovea/data/dataset.h"
#include "fovea/data/download.h"

namespace fovea {

/// Where named data sets are looked for and how they may be fetched.
struct DataOptions {
  std::filesystem::path data_dir = {};  ///< --data-dir: looked in first; hashes are not checked there
  bool offline = false;                 ///< --offline: nothing is downloaded
  TransferProgress progress = {};       ///< told about downloads
  std::filesystem::path system_dir = "/usr/share/datasets";  ///< where the system's packages put data sets
  std::filesystem::path cache_dir = {};                      ///< empty: keras_home() / "datasets"
  Transport transport = {};                                  ///< empty: https_get
  ReadLimits limits = {};
  bool follow_links = false;  ///< --follow-links: walk into folders that links lead to
};

/// Opens what a user calls DATA: "mnist", "fashion_mnist", an .npz file, a folder of .npy or IDX files; photos in a folder
/// of class folders, in a .zip or tar archive of one, or in a .csv list of path,label; files are told by their content. The result has passed check().
/// Errors   unreadable: no such file or folder and no known name; unsupported: data of another kind (the text says
///          what is supported); those of open_npz_set, open_idx_set and open_named_set
DataSet open_data(const std::string& spec, const DataOptions& options = {});

}  // namespace fovea
