#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/data/photos/photo_set.h"

namespace fovea {

/// One part of a data set: samples and their labels, row by row.
struct Split {
  std::string name = {};  ///< "train", "validation" or "test"
  Array x = {};  ///< (N, ...) as stored: 8-bit pictures stay uint8; (N, H, W) has got a channel axis, (N, H, W, 1)
  Array y = {};  ///< (N) int64 class indices, or what the file has: (N, classes) one-hot, (N) reals
  std::vector<PhotoRef> photos = {};  ///< pictures in files instead of x, which has no size yet
  std::string folder = {};            ///< where the photos' class folders lie, as in PhotoSplit

  std::int64_t samples() const { return photos.empty() ? x.rows() : static_cast<std::int64_t>(photos.size()); }
  /// Of the numbers that a sample is stored in.
  DType dtype() const { return photos.empty() ? x.dtype() : DType::u8; }
};

/// Arrays or photos to train, evaluate or predict from, with what a run must remember about them.
struct DataSet {
  std::string name = {};                  ///< "mnist", or the name of the file or folder
  std::string path = {};                  ///< where it was found
  std::string kind = {};                  ///< "npz", "npy", "idx"; of photos "folder", "zip", "tar" or "csv"
  std::vector<Split> splits = {};         ///< in the order train, validation, test
  std::vector<std::string> classes = {};  ///< by label; empty when the labels are no classes
  std::string manifest_hash = {};  ///< SHA-256 of all arrays: equal data gives an equal hash, in whatever container
  std::shared_ptr<const FileStore> files = {};  ///< where the photos are; null for arrays
  std::vector<SkippedFile> skipped = {};        ///< files beside the photos
  std::vector<std::string> warnings = {};       ///< what is odd about the classes

  const Split* find(std::string_view split) const;
  /// Errors   usage: no such split (the text names those there are)
  const Split& at(std::string_view split) const;
};

/// Holds a data set against what training relies on.
/// Errors   shape: no samples, other numbers of labels than samples, splits of different sample shapes, one-hot
///          rows that are not as wide as there are classes; dtype: splits with different forms of labels; format: a
///          label that is no class, a sample that holds NaN or infinity (the text names split, sample and value)
void check(const DataSet& data);

/// SHA-256 over the splits' names, element types, shapes and bytes.
std::string manifest_hash(const std::vector<Split>& splits);

/// Labels as training wants them: whole numbers of any type become (N) int64, a last axis of 1 goes; (N, classes) and
/// reals stay as they are. Errors   unsupported: another rank (the text calls the array `who`)
Array as_labels(const Array& y, const std::string& who);

/// Class indices (N) as one-hot rows (N, classes), float32. Errors   usage: an index out of range
/// Source   keras/src/utils/numerical_utils.py, 3.15, which counts the classes itself where they are not given
Array to_categorical(const Array& labels, std::int64_t classes);

/// Class names "0", "1", ... for labels without names, counted in the first split; none when the labels are reals.
/// Errors   format: a negative label; unsupported: more than 100,000 classes
std::vector<std::string> numbered_classes(const std::vector<Split>& splits);

}  // namespace fovea
