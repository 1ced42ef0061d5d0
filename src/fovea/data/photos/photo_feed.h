#pragma once
#include <condition_variable>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "fovea/data/batch.h"
#include "fovea/data/photos/photo_set.h"
#include "fovea/data/photos/picture_rows.h"

namespace fovea {

/// Which picture of which pass is made: what is drawn for it depends on nothing else.
struct PhotoMoment {
  std::uint64_t seed = 0;
  std::int64_t pass = 0;
  std::int64_t row = 0;  ///< in the order of the split, whatever the order of the pass
};

/// A batch whose pictures are made, one behind the other.
struct MadeBatch {
  float* pictures = nullptr;
  float* labels = nullptr;  ///< (rows, classes); null: none
  std::int64_t classes = 0;
  std::span<const std::int64_t> rows;  ///< in the order of the split
};

/// Changes pictures at random on their way into a batch.
class PhotoAugmenter {
 public:
  virtual ~PhotoAugmenter() = default;
  /// Whether batches are finished after their pictures were changed, and whether that changes labels too.
  virtual bool finishes_batches() const { return false; }
  virtual bool mixes_labels() const { return false; }
  /// Brings the pictures of a batch together. Called by several threads at once.
  /// Input    moment: the row is that of the first picture
  virtual void finish(const MadeBatch& /*batch*/, const PhotoMoment& /*moment*/) const {}
  /// Input    pixels: a picture of `pictures`; changed: as many float32, in the same range.
  /// Called by several threads at once.
  virtual void apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
                     const PhotoMoment& moment) const = 0;
};

/// A picture that could not be read.
struct BadPhoto {
  std::int64_t row = 0;
  std::string reason;  ///< names the file
};

/// What becomes of a picture that cannot be read.
enum class OnBadPhoto : std::uint8_t {
  stop,       ///< the first of them ends the feed with its error
  leave_out,  ///< of its batch, which gets shorter, and of all later passes
  blank       ///< its pixels are 0, so that rows keep their places
};

struct PhotoFeedOptions {
  std::int64_t batch_size = 32;
  std::optional<std::uint64_t> shuffle_seed = {};  ///< absent: in the order of the rows
  /// The rows of each pass in order, in place of both.
  std::function<std::vector<std::int64_t>(std::int64_t pass)> order = {};
  std::uint64_t augment_seed = 0;
  int threads = 0;  ///< that read, 1,024 at most; 0: one a core. Fewer where the system gives fewer
  int ahead = 2;    ///< batches that are made before they are asked for, at least 1
  OnBadPhoto on_bad = OnBadPhoto::leave_out;
  std::shared_ptr<const PhotoAugmenter> augmenter = {};  ///< null: pixels as the reader gives them
  std::vector<std::string> classes = {};                 ///< by label, for messages
  /// Photos of the whole data: more than 5 % that cannot be read end the feed. 0: those of this feed
  std::int64_t of_photos = 0;
  bool every_class = true;  ///< a class of which none can be read ends it too
};

/// Batches of pictures that threads of its own read, resize and augment ahead of time. The same options give the same
/// batches at any number of threads.
/// Errors   usage: an augmenter that mixes labels, and none that are float32, or over 1,024 threads; resource: no thread can be
///          started; from next(): format: over 5 % of the files are left out, or all of one class (the first are named);
///          a MachineError: they are not known to be bad
class PhotoFeed : public BatchFeed {
 public:
  /// Input    photos: rows of `pictures` in the order of the split; labels: (N, ...) a row for each photo; weights: (N) float32 or empty
  PhotoFeed(std::shared_ptr<const PictureRows> pictures, std::vector<PhotoRef> photos, Array labels, Array weights,
            const PhotoFeedOptions& options);
  ~PhotoFeed() override;
  PhotoFeed(const PhotoFeed&) = delete;
  PhotoFeed& operator=(const PhotoFeed&) = delete;

  std::int64_t samples() const override { return static_cast<std::int64_t>(usable_.size()); }
  std::int64_t batches() const override { return (samples() + batch_size_ - 1) / batch_size_; }
  const Batch& next() override;
  void start_pass(std::int64_t pass) override;
  void go_to(std::int64_t pass, std::int64_t batch) override;
  std::span<const std::int64_t> rows() const override { return given_rows_; }
  double waited() const override { return waited_; }

  /// Those found so far. One of several rows of a file that is left out stands for all.
  const std::vector<BadPhoto>& bad() const { return bad_; }
  const PictureRows& pictures() const { return *pictures_; }
  /// The number of a row's picture in pictures().
  std::size_t file(std::int64_t row) const { return photos_[static_cast<std::size_t>(row)].file; }
  /// What the picture at a place of the last batch was made under.
  PhotoMoment moment(std::size_t place) const { return {options_.augment_seed, given_pass_, given_rows_.at(place)}; }

 private:
  struct Slot;
  struct Task {
    Slot* slot = nullptr;
    std::size_t place = 0;
  };

  void work();
  /// The next picture to make; false when the feed ends.
  bool take(Task& task, std::unique_lock<std::mutex>& lock);
  bool open_slot();
  void make(const Task& task);
  /// Leaves out what could not be read, and lets the augmenter finish the batch.
  void finish(Slot& slot) const;
  void restart(std::int64_t pass, std::int64_t batch, std::unique_lock<std::mutex>& lock);
  void begin_pass(std::int64_t pass);
  void give(Slot& slot);
  void check_bad() const;
  void start_threads();
  void run_readers(std::promise<void>& started);
  Slot& slot_of(std::int64_t sequence) { return *slots_[static_cast<std::size_t>(sequence) % slots_.size()]; }

  std::shared_ptr<const PictureRows> pictures_;
  std::vector<PhotoRef> photos_;
  Array labels_, weights_;
  PhotoFeedOptions options_;
  std::int64_t batch_size_;
  std::vector<std::int64_t> usable_;  ///< rows that are not known to be bad
  std::vector<BadPhoto> bad_;
  std::set<std::uint32_t> left_out_;  ///< their files
  std::size_t files_ = 0;             ///< of all rows
  std::vector<std::int64_t> given_rows_;
  std::int64_t given_pass_ = 0;
  double waited_ = 0;

  std::mutex mutex_;
  std::condition_variable work_, ready_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<std::int64_t> order_;  ///< of the pass that is being made
  std::int64_t pass_ = 0;            ///< that is being made
  std::size_t next_row_ = 0;         ///< of order_: the first that no batch has yet
  std::int64_t opened_ = 0;          ///< batches begun since the last restart
  std::size_t places_ = 0;           ///< of the batch begun last, whose rows get fewer when it is finished
  std::size_t next_place_ = 0;       ///< of those: the first that nobody makes yet
  std::int64_t given_ = 0;           ///< batches that next() gave since the last restart
  std::int64_t working_ = 0;         ///< pictures that are being made
  bool broken_ = false;              ///< a batch has an error; no more are begun
  std::exception_ptr no_batch_;      ///< why the next batch cannot be begun
  bool pausing_ = false, ending_ = false;
  std::thread thread_;  ///< that the readers are called from; last: they use all of the above
};

}  // namespace fovea
