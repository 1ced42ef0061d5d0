#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/inputs.h"
#include "fovea/data/photos/photo_feed.h"
#include "fovea/data/photos/photo_reader.h"

/// How commands bring samples to a model: rows of arrays, or photos that are read, resized and augmented on the way.
namespace fovea::cli {

/// How photos are read: --image-size and its relatives.
struct PhotoArguments {
  std::string image_size;  ///< "150x150" or "150"; empty: the model's
  std::string interpolation;
  std::string decode = "exact";
  std::string cache = "memory";
  std::int64_t cache_memory = 0;  ///< MiB; 0: half of what is free
  bool keep_aspect_ratio = false, apply_orientation = false, saturate_16 = false, follow_links = false;
  int workers = 0;
  void add(CLI::App& app);

  /// Errors   usage: no two numbers
  std::optional<std::array<std::int64_t, 2>> size() const;
};

/// Feeds of one data set for one model.
class Feeding {
 public:
  /// `preprocess` tells how the model's pictures were resized, where it knows; what the options say goes before it.
  /// Errors   usage: photos for a model of no known picture size without --image-size, or of another number of channels
  ///          than 1, 3 or 4
  Feeding(const DataSet& data, const Model& model, Preprocess& preprocess, const PhotoArguments& arguments,
          const Terminal& terminal);

  struct Options {
    std::int64_t batch_size = 32;
    std::optional<std::uint64_t> shuffle_seed = {};
    Array weights = {};  ///< of samples; empty: all alike
    OnBadPhoto on_bad = OnBadPhoto::leave_out;
    std::uint64_t augment_seed = 0;
    std::shared_ptr<const PhotoAugmenter> augmenter = {};
  };
  /// Input    labels: one a sample of `split`, as the losses take them; empty for prediction
  /// Errors   usage, shape, dtype: arrays, all of them, that the compiled model cannot take
  /// (height, width, channels) of the pictures of `split`.
  Shape picture(const Split& split) const { return reader_ ? reader_->shape() : split.x.shape().tail(1); }
  std::unique_ptr<BatchFeed> feed(const Split& split, const Array& labels, const Options& options) const;

 private:
  Model model_;
  std::shared_ptr<PhotoReader> reader_;  ///< null for arrays
  std::string who_;
  int workers_ = 0;
};

/// What was left out of a feed because it could not be read; empty for arrays.
std::vector<std::string> left_out(const BatchFeed& feed);

/// What --augment says: an ImageDataGenerator(...), or layers with `;` between them, which act on training data in as few
/// passes over the pixels as can be; null where the text is empty. A generator's rescale becomes `preprocess`, which the model keeps.
/// A generator's statistics are fitted to `train` and become part of `preprocess`, unless that has some already.
/// Errors   usage: neither; unsupported: normalisation of each picture by itself (the text names the layer for it)
std::shared_ptr<const PhotoAugmenter> augmenter_from_calls(const std::string& text, const Feeding& feeding,
                                                           const Split& train, Preprocess& preprocess,
                                                           const Terminal& terminal);

}  // namespace fovea::cli
