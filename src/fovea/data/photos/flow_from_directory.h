#pragma once
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fovea/data/compat.h"
#include "fovea/data/flow_order.h"
#include "fovea/data/image_data_generator.h"
#include "fovea/data/photos/directory_feed.h"

namespace fovea {

/// The arguments of ImageDataGenerator.flow_from_directory(); its validation_split is the generator's.
struct DirectoryFlowOptions {
  ByName by_name = ByName();
  std::array<std::int64_t, 2> target_size = {256, 256};  ///< height, width
  std::string color_mode = "rgb";
  std::vector<std::string> classes = {};   ///< empty: the folders by name
  std::string class_mode = "categorical";  ///< "categorical", "binary", "sparse", "input" or "none"
  std::int64_t batch_size = 32;
  bool shuffle = true;
  std::int64_t seed = 0;
  std::string save_to_dir = "";     ///< keeps the pictures that batches have; empty: nowhere
  std::string save_prefix = "";     ///< DIR/PREFIX_ROW_PASS.FORMAT
  std::string save_format = "png";  ///< or "jpeg", "jpg"
  bool follow_links = false;
  std::string subset = "";  ///< "training", "validation" or "" for all files
  std::string interpolation = "nearest";
  bool keep_aspect_ratio = false;
  Compat compat = Compat::corrected;
  FlowCalls calls = FlowCalls::next;  ///< of Compat::keras: how the program to be followed takes its batches
  int threads = 0;                    ///< 0: one a core
};

/// Batches of pictures, read, changed at random and standardized by the generator, which is copied. Compat::keras gives
/// Keras' batches for a seed. Corrected: hidden files and folders are no pictures, draws belong to seed, pass and picture,
/// the generator acts as it promises, and pictures that cannot be read are left out.
/// Errors   usage: unknown names, a generator that needs fit() and was not fitted; unreadable: no folder, no pictures
/// Source   keras/src/legacy/preprocessing/image.py, 3.15
std::unique_ptr<DirectoryFeed> flow_from_directory(const ImageDataGenerator& generator,
                                                   const std::filesystem::path& directory,
                                                   const DirectoryFlowOptions& options = {});

/// The arguments of keras.utils.image_dataset_from_directory().
struct DirectoryDatasetOptions {
  ByName by_name = ByName();
  std::string labels = "inferred";  ///< or "none": all files beneath the directory, without labels
  /// Labels of all files beneath the directory, folder by folder in the order of their names, in place of the folders'.
  std::vector<std::int64_t> label_list = {};
  std::string label_mode = "int";             ///< "int", "categorical", "binary" or "none"
  std::vector<std::string> class_names = {};  ///< empty: the folders by name
  std::string color_mode = "rgb";
  std::int64_t batch_size = 32;
  std::array<std::int64_t, 2> image_size = {256, 256};  ///< height, width
  bool shuffle = true;
  std::int64_t seed = 0;
  double validation_split = 0;
  std::string subset = "";  ///< "training" or "validation"; with the same seed they have no picture in common
  std::string interpolation = "bilinear";
  bool follow_links = false;
  bool crop_to_aspect_ratio = false;
  bool pad_to_aspect_ratio = false;  ///< with black, in the middle
  Compat compat = Compat::corrected;
  int threads = 0;  ///< 0: one a core
};

/// Batches of pictures as tf.io.decode_image and tf.image.resize give them: float32, 0 to 255. The files and their order
/// in `filenames()` are Keras'; each pass shuffles them anew by the seed. Compat::keras takes hidden files too.
/// Errors   usage: unknown names; unreadable: no folder, no pictures
/// Source   keras/src/utils/image_dataset_utils.py, 3.15; not followed is the order of batches, which depends on tf.data
std::unique_ptr<DirectoryFeed> image_dataset_from_directory(const std::filesystem::path& directory,
                                                            const DirectoryDatasetOptions& options = {});

/// Both parts, as subset="both" gives them: training, and validation, which is not shuffled anew.
/// Errors   those of image_dataset_from_directory; usage: no validation_split, another subset
std::array<std::unique_ptr<DirectoryFeed>, 2> image_datasets_from_directory(const std::filesystem::path& directory,
                                                                            const DirectoryDatasetOptions& options);

}  // namespace fovea
