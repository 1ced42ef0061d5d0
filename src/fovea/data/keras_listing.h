#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "fovea/base/fields.h"

namespace fovea {

/// The names in a folder or an archive: paths from its top with '/' between the parts, in any order.
struct FolderListing {
  std::vector<std::string> files = {};
  std::vector<std::string> folders = {};  ///< those without files too; parents of files may be left out
  std::vector<std::string> links = {};    ///< folders that are symbolic links to others
};

/// Files of classes in the order of Keras.
struct KerasFiles {
  std::vector<std::string> files = {};
  std::vector<std::int64_t> labels = {};  ///< of each file, counted from 0 in classes
  std::vector<std::string> classes = {};
};

struct FlowFromDirectoryOptions {
  ByName by_name = ByName();
  std::vector<std::string> classes = {};  ///< empty: the sub-folders by name
  double validation_split = 0;            ///< ImageDataGenerator's
  std::string subset = "";                ///< "training", "validation" or "" for all files
  bool follow_links = false;
};

/// The files that ImageDataGenerator.flow_from_directory() takes, in the order that FlowOrder counts.
/// Names that end in png jpg jpeg bmp ppm tif tiff (any case, with or without a dot before it), in every folder beneath
/// the classes'; hidden folders are classes too. Validation is the first part of each class's files.
/// Errors   usage: another subset; a validation_split that is not between 0 and 1
/// Source   keras/src/legacy/preprocessing/image.py DirectoryIterator, 3.15
KerasFiles flow_from_directory_files(const FolderListing& listing, const FlowFromDirectoryOptions& options = {});

struct ImageDatasetOptions {
  ByName by_name = ByName();
  std::vector<std::string> class_names = {};  ///< empty: the sub-folders by name
  std::vector<std::int64_t> labels = {};      ///< of all files by name, 0 or more; empty: the sub-folders'
  bool shuffle = true;
  std::int64_t seed = 0;  ///< of the shuffle; Keras draws one where none is given
  double validation_split = 0;
  std::string subset = "";  ///< "training", "validation", "both" or "" for all files
  bool follow_links = false;
};

/// The files of image_dataset_from_directory(): what its file_paths says. One part, or training and validation for "both".
/// Names that end in .bmp .gif .jpeg .jpg .png (any case), in every folder beneath the classes'; folders that begin with
/// a dot are no classes. All files are shuffled together; validation is their last part.
/// Not followed: the batches' order. Keras shuffles once more while it reads (tf.data, a buffer of 8 batches).
/// Errors   usage: a subset without validation_split or the other way round, another subset, class names that are no
///          folders, labels of another number than files or beyond their own number; unreadable: a part without files (training, where the split takes less than one file: Keras's rule)
/// Source   keras/src/utils/dataset_utils.py, image_dataset_utils.py, 3.15
std::vector<KerasFiles> image_dataset_files(const FolderListing& listing, const ImageDatasetOptions& options = {});

}  // namespace fovea
