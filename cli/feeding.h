#pragma once
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/inputs.h"
#include "fovea/data/flow_order.h"
#include "fovea/data/photos/drawn_augmenter.h"
#include "fovea/data/photos/keras_lists.h"
#include "fovea/data/photos/photo_feed.h"
#include "fovea/data/photos/photo_reader.h"

/// How commands bring samples to a model: rows of arrays, or photos that are read, resized and augmented on the way.
namespace fovea::cli {

/// How photos are read and changed: --image-size and its relatives.
struct PhotoArguments {
  std::string image_size;  ///< "150x150" or "150"; empty: the model's
  std::string interpolation;
  std::string decode = "exact";
  std::string cache = "memory";
  std::int64_t cache_memory = 0;  ///< MiB; 0: half of what is free
  bool keep_aspect_ratio = false, apply_orientation = false, saturate_16 = false, follow_links = false;
  int workers = 0;
  std::string compat;   ///< "" or "keras"
  std::string augment;  ///< of commands that have it; empty: nothing is changed
  /// All but --augment.
  void add(CLI::App& app);
  /// What pixels are made of a photo.
  void add_form(CLI::App& app);
  /// Which files are photos.
  void add_lists(CLI::App& app);
  void add_cache(CLI::App& app);
  void add_workers(CLI::App& app, const std::string& name = "--workers");
  void add_augment(CLI::App& app);

  bool keras() const { return compat == "keras"; }
  /// The same without a cache in memory, for photos that are read once.
  PhotoArguments read_once() const;
  /// Whether --augment is an ImageDataGenerator, and not layers. Errors   usage: a break of the grammar
  bool generator() const;

  /// Errors   usage: no two numbers
  std::optional<std::array<std::int64_t, 2>> size() const;
};

/// Feeds of one data set for one model.
class Feeding {
 public:
  /// `preprocess` tells how the model's pictures were resized, and of a model of any size to which; what the options say
  /// goes before it, and is kept there.
  /// Errors   usage: photos for a model of no known picture size without --image-size, or of another number of channels
  ///          than 1, 3 or 4
  /// Input    cached: bytes of memory that caches of other data take, out of what --cache memory may
  Feeding(const DataSet& data, const Model& model, Preprocess& preprocess, const PhotoArguments& arguments,
          const Terminal& terminal, std::int64_t cached = 0);

  struct Options {
    std::int64_t batch_size = 32;
    std::optional<std::uint64_t> shuffle_seed = {};
    std::function<std::vector<std::int64_t>(std::int64_t pass)> order =
        {};              ///< in place of it, as in PhotoFeedOptions
    Array weights = {};  ///< of samples; empty: all alike
    OnBadPhoto on_bad = OnBadPhoto::leave_out;
    std::uint64_t augment_seed = 0;
    std::shared_ptr<const PhotoAugmenter> augmenter = {};
    bool every_class = false;  ///< each class must have a photo that can be read
  };
  /// The pictures of `split` by number: of its photos their files', of arrays the rows.
  std::shared_ptr<const PictureRows> pictures(const Split& split) const;
  /// What reads photos; null for arrays.
  const PhotoReader* reader() const { return reader_.get(); }
  /// Bytes that the cache in memory grows to; 0 without one.
  std::int64_t cached() const { return cached_; }
  /// Input    labels: one a sample of `split`, as the losses take them; empty for prediction
  /// Errors   usage, shape, dtype: arrays, all of them, that the compiled model cannot take
  std::unique_ptr<BatchFeed> feed(const Split& split, const Array& labels, const Options& options) const;

 private:
  void keep_in_memory(const PhotoArguments& arguments, const Terminal& terminal, std::int64_t cached);

  Model model_;
  std::shared_ptr<PhotoReader> reader_;  ///< null for arrays
  std::int64_t cached_ = 0;
  std::string who_;
  std::vector<std::string> classes_;
  int workers_ = 0;
};

/// What was left out of a feed because it could not be read, a line each; empty for arrays.
std::vector<std::string> left_out(const BatchFeed& feed);

/// Random changes of training data, and the order of samples where they depend on it.
struct Augmentation {
  std::shared_ptr<const DrawnAugmenter> augmenter = {};  ///< null: none
  std::function<std::vector<std::int64_t>(std::int64_t pass)> order = {};
};

/// What --augment says: an ImageDataGenerator(...), or layers with `;` between them, which act on training data in as few
/// passes over the pixels as can be. With --compat keras a generator draws numpy's numbers for `flow`, in Keras' order.
/// A generator's rescale becomes `preprocess`, which the model keeps; so do its statistics, which are fitted to `train`
/// unless `preprocess` has some already.
/// Errors   usage: neither; unsupported: normalisation of each picture by itself (the text names the layer for it)
Augmentation augmentation(const PhotoArguments& photos, const Feeding& feeding, const Split& train,
                          const FlowOptions& flow, Preprocess& preprocess, const Terminal& terminal);
/// The same of other samples.
Augmentation augmentation_over(const Augmentation& augmentation, const FlowOptions& flow);

/// Errors   format: photos that lie in no folders of classes, so that nothing can be measured on them
void need_classes(const DataSet& data);

/// Opens DATA as the options of photos say: with --compat keras, photos are those of Keras' lists.
DataSet open(const std::string& spec, DataArguments where, const PhotoArguments& photos, const Terminal& terminal,
             KerasListOptions lists = {});

}  // namespace fovea::cli
