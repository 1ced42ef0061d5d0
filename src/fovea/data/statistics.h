#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "fovea/data/dataset.h"

namespace fovea {

/// What `fovea data info` tells about one split.
struct SplitSummary {
  std::string name = {};
  std::int64_t samples = 0;
  Shape x_shape = {}, y_shape = {};
  DType x_dtype = DType::u8, y_dtype = DType::i64;
  std::size_t bytes = 0;              ///< of x and y in memory
  double min = 0, max = 0, mean = 0;  ///< over all numbers of x
  /// Samples by class, one-hot rows by their largest entry; empty without classes.
  std::vector<std::int64_t> class_counts = {};
};

/// What `fovea data info` tells about a data set.
struct DataSummary {
  std::string name = {}, path = {}, kind = {}, manifest_hash = {};
  std::vector<std::string> classes = {};
  std::vector<SplitSummary> splits = {};
};

/// Counts and measures a data set that has passed check().
DataSummary describe(const DataSet& data);

}  // namespace fovea
