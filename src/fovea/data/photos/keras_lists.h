#pragma once
#include "fovea/base/fields.h"
#include "fovea/data/dataset.h"

namespace fovea {

struct KerasListOptions {
  ByName by_name = ByName();
  bool generator =
      false;  ///< as ImageDataGenerator.flow_from_directory() lists files; else image_dataset_from_directory()
  bool shuffle = false;  ///< the training part, before it is split; a generator shuffles later
  std::int64_t seed = 0;
  double validation_split = 0;  ///< of the training part; it takes the place of a validation part of the data's own
  bool follow_links = false;
  ReadLimits limits = {};
};

/// The photos as Keras lists them: its files (hidden ones too) by their endings, its order, its part for validation, in each
/// folder of class folders. Files in an archive are listed as if it were unpacked, without hidden ones. Data that is
/// arrays stays as it is.
/// Errors   unsupported: a .csv list; format: parts with other classes than the training part's, which Keras would number anew;
///          those of flow_from_directory_files and image_dataset_files
DataSet as_keras_lists(DataSet data, const KerasListOptions& options);

}  // namespace fovea
