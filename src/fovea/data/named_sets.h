#pragma once
#include <string>
#include <vector>

#include "fovea/data/dataset.h"
#include "fovea/data/open_data.h"

namespace fovea {

/// The data sets that fovea knows by name: "mnist" and "fashion_mnist".
const std::vector<std::string>& named_sets();

/// Opens one of them from the first place that has it: options.data_dir, the system's packages (fashion_mnist),
/// Keras' cache; else downloads it there, checked by its SHA-256, unless options.offline.
/// Errors   usage: data_dir is no folder; unreadable: offline and nowhere found, an mnist.npz in the cache with a
///          wrong hash, a failed download; those of open_npz_set and open_idx_set
/// Source   keras/src/datasets/mnist.py, fashion_mnist.py, 3.15: the same files, addresses and cache folders
DataSet open_named_set(const std::string& name, const DataOptions& options);

}  // namespace fovea
