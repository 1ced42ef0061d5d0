#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fovea/base/limits.h"
#include "fovea/data/dataset.h"

namespace fovea {

/// Sizes of photos. Only some are looked at where there are many.
struct PhotoSizes {
  std::int64_t looked_at = 0, unreadable = 0;  ///< of those looked at
  std::int64_t least_height = 0, least_width = 0, median_height = 0, median_width = 0, most_height = 0,
               most_width = 0;
  std::vector<std::pair<std::string, std::int64_t>> formats = {};  ///< "JPEG", most frequent first
};

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
  std::optional<PhotoSizes> photos = {};  ///< instead of shape, type and numbers of x
};

/// What `fovea data info` tells about a data set.
struct DataSummary {
  std::string name = {}, path = {}, kind = {}, manifest_hash = {};
  std::vector<std::string> classes = {};
  std::vector<SplitSummary> splits = {};
};

/// Counts and measures a data set that has passed check().
/// Errors   those of reading photos, where the machine fails; photos beyond the limits are counted as unreadable
DataSummary describe(const DataSet& data, const ReadLimits& limits = {});

}  // namespace fovea
