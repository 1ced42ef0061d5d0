#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fovea/data/keras_listing.h"
#include "fovea/data/photos/photo_feed.h"
#include "fovea/data/photos/photo_reader.h"

namespace fovea {

/// How the class of a picture becomes its label.
enum class DirectoryLabels : std::uint8_t {
  none,
  number,   ///< (N) float32
  integer,  ///< (N) int32
  column,   ///< (N, 1) float32
  one_hot,  ///< (N, classes) float32
  pictures  ///< the batch of pictures itself
};

/// Input    labels: from 0 to classes - 1. Output   empty where the form is none or pictures
Array labels_of(const std::vector<std::int64_t>& labels, std::size_t classes, DirectoryLabels form);

/// Where the pictures of batches are kept to be looked at: DIR/PREFIX_ROW_PASS.FORMAT, their numbers stretched to 0..255.
/// Keras has a random number in place of the pass.
struct SavedBatches {
  std::filesystem::path folder = {};  ///< empty: they are not kept
  std::string prefix = "";
  std::string format = "png";  ///< or "jpeg", "jpg"
};

/// Batches of the pictures in a folder that Keras' lists name.
class DirectoryFeed : public BatchFeed {
 public:
  /// Errors   unreadable: no files; usage: a format that is not written
  DirectoryFeed(const std::filesystem::path& directory, KerasFiles files, const PhotoForm& form,
                DirectoryLabels labels, PhotoFeedOptions options, SavedBatches saved = {});

  std::int64_t samples() const override { return feed_->samples(); }
  std::int64_t batches() const override { return feed_->batches(); }
  /// Errors   also those of save_img, where batches are kept
  const Batch& next() override;
  void start_pass(std::int64_t pass) override { feed_->start_pass(pass); }
  void go_to(std::int64_t pass, std::int64_t batch) override { feed_->go_to(pass, batch); }
  std::span<const std::int64_t> rows() const override { return feed_->rows(); }
  double waited() const override { return feed_->waited(); }

  /// Empty where no classes were asked for.
  const std::vector<std::string>& class_names() const { return files_.classes; }
  std::map<std::string, std::int64_t> class_indices() const;
  /// Relative to the directory, in the order of the rows.
  const std::vector<std::string>& filenames() const { return files_.files; }
  /// The number of each file's class.
  const std::vector<std::int64_t>& classes() const { return files_.labels; }
  /// (height, width, channels)
  const Shape& image_shape() const { return shape_; }
  /// How the pictures come, and what could not be read.
  const PhotoFeed& photos() const { return *feed_; }

 private:
  KerasFiles files_;
  Shape shape_;
  bool pictures_as_labels_;
  SavedBatches saved_;
  Batch batch_;
  std::unique_ptr<PhotoFeed> feed_;
};

}  // namespace fovea
