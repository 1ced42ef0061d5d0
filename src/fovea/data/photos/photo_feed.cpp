#include "fovea/data/photos/photo_feed.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <numeric>
#include <system_error>

#include "fovea/base/machine_error.h"
#include "fovea/base/threads.h"
#include "fovea/data/shuffle.h"

namespace fovea {

/// A batch that is being made, or that waits to be given.
struct PhotoFeed::Slot {
  Array x, y, weights;              ///< with room for a whole batch
  std::vector<std::int64_t> rows;   ///< of the photos
  std::vector<std::string> failed;  ///< why a photo could not be read; empty where it could
  std::vector<BadPhoto> bad;        ///< those that failed, when all are made
  std::size_t left = 0;             ///< photos that are not made yet
  std::int64_t pass = 0;
  bool first_of_pass = false;
  std::exception_ptr broken;  ///< what ends the feed when this batch is asked for
  Batch batch;
};

PhotoFeed::PhotoFeed(std::shared_ptr<const PictureRows> pictures, std::vector<PhotoRef> photos, Array labels,
                     Array weights, const PhotoFeedOptions& options)
    : pictures_(std::move(pictures)),
      photos_(std::move(photos)),
      labels_(std::move(labels)),
      weights_(std::move(weights)),
      options_(options),
      batch_size_(std::min(options.batch_size, static_cast<std::int64_t>(photos_.size()))) {
  if (photos_.empty()) fail(ErrorKind::usage, pictures_->who() + ": there are no photos to feed.");
  if (options_.augmenter && options_.augmenter->mixes_labels() && (labels_.empty() || labels_.dtype() != DType::f32))
    fail(ErrorKind::usage, pictures_->who() +
                               ": an augmentation that mixes labels takes float32 ones, a number for each "
                               "class. Received " +
                               std::string(labels_.empty() ? "none" : to_string(labels_.dtype())) +
                               ". to_categorical() makes them of numbers of classes.");
  usable_.resize(photos_.size());
  std::iota(usable_.begin(), usable_.end(), 0);
  const DType dtype = options_.augmenter ? DType::f32 : pictures_->dtype();
  for (int i = 0; i < std::max(options_.ahead, 1) + 1; ++i) {
    Slot& slot = *slots_.emplace_back(std::make_unique<Slot>());
    slot.x = Array(pictures_->shape().with_front(batch_size_), dtype);
    if (!labels_.empty()) slot.y = Array(labels_.shape().tail(1).with_front(batch_size_), labels_.dtype());
    if (!weights_.empty()) slot.weights = Array({batch_size_}, DType::f32);
    slot.rows.reserve(static_cast<std::size_t>(batch_size_));
  }
  std::set<std::uint32_t> files;
  for (const PhotoRef& photo : photos_) files.insert(photo.file);
  files_ = std::max<std::size_t>(files.size(), static_cast<std::size_t>(options_.of_photos));
  begin_pass(0);
  start_threads();
}

void PhotoFeed::start_threads() {
  // The readers start from a thread that is there already, so that it is counted when the system is asked for theirs.
  std::promise<void> promise;
  std::future<void> started = promise.get_future();
  try {
    thread_ = std::thread([this, promise = std::move(promise)]() mutable { run_readers(promise); });
  } catch (const std::system_error& error) {
    fail(ErrorKind::resource, pictures_->who() + ": no thread can be started to read pictures: " + error.what() +
                                  ". `ulimit -u` says how many there may be.");
  }
  try {
    started.get();
  } catch (...) {
    thread_.join();
    throw;
  }
}

void PhotoFeed::run_readers(std::promise<void>& started) {
  std::unique_ptr<Team> readers;
  try {
    // Fewer threads than asked for give the same batches.
    for (int count = options_.threads > 0 ? options_.threads : available_threads(); !readers; count /= 2) try {
        readers = std::make_unique<Team>(count);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::resource || count == 1) throw;
      }
  } catch (...) {
    return started.set_exception(std::current_exception());
  }
  started.set_value();
  readers->run([this](int) { work(); });
}

PhotoFeed::~PhotoFeed() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  work_.notify_all();
  thread_.join();
}

void PhotoFeed::begin_pass(std::int64_t pass) {
  pass_ = pass;
  next_row_ = 0;
  if (!options_.order && !options_.shuffle_seed) {
    order_ = usable_;
    return;
  }
  // Drawn over all rows, so that one that is left out does not change the order of the others.
  if (options_.order)
    order_ = options_.order(pass);
  else
    shuffle(order_, static_cast<std::int64_t>(photos_.size()), *options_.shuffle_seed, pass);
  if (!bad_.empty())
    std::erase_if(order_, [&](std::int64_t row) { return !std::ranges::binary_search(usable_, row); });
}

void PhotoFeed::work() {
  std::unique_lock<std::mutex> lock(mutex_);
  Task task;
  while (take(task, lock)) {
    ++working_;
    lock.unlock();
    std::exception_ptr broken;
    try {
      make(task);
    } catch (...) {
      broken = std::current_exception();
    }
    lock.lock();
    if (task.slot->left == 1 && !broken && !task.slot->broken) {
      lock.unlock();
      try {
        finish(*task.slot);
      } catch (...) {
        broken = std::current_exception();
      }
      lock.lock();
    }
    --working_;
    if (broken && !task.slot->broken) {
      task.slot->broken = broken;
      broken_ = true;
    }
    if (--task.slot->left == 0) work_.notify_all();  // a new pass may wait for it
    if (task.slot->left == 0 || pausing_) ready_.notify_all();
  }
}

bool PhotoFeed::take(Task& task, std::unique_lock<std::mutex>& lock) {
  while (!ending_) {
    if (next_place_ < places_) {
      task = {&slot_of(opened_ - 1), next_place_++};
      return true;
    }
    try {
      if (!broken_ && !pausing_ && open_slot()) continue;
    } catch (...) {
      broken_ = true;
      no_batch_ = std::current_exception();
      ready_.notify_all();
    }
    work_.wait(lock);
  }
  return false;
}

bool PhotoFeed::open_slot() {
  // The batch that was given last is still looked at.
  if (opened_ - given_ + 1 >= static_cast<std::int64_t>(slots_.size()) + (given_ == 0 ? 1 : 0)) return false;
  if (next_row_ == order_.size()) {
    // What the next pass leaves out is known when all of this one was read.
    for (const auto& slot : slots_)
      if (slot->left > 0) return false;
    for (std::int64_t i = given_; i < opened_; ++i)
      if (!slot_of(i).bad.empty()) return false;
    begin_pass(pass_ + 1);
    if (order_.empty()) return false;
  }
  Slot& slot = slot_of(opened_);
  const std::size_t count = std::min(order_.size() - next_row_, static_cast<std::size_t>(batch_size_));
  slot.first_of_pass = next_row_ == 0;
  slot.pass = pass_;
  slot.rows.assign(order_.begin() + static_cast<std::ptrdiff_t>(next_row_),
                   order_.begin() + static_cast<std::ptrdiff_t>(next_row_ + count));
  slot.failed.assign(count, "");
  slot.bad.clear();
  slot.left = count;
  ++opened_;
  next_row_ += count;
  next_place_ = 0;
  places_ = count;
  work_.notify_all();
  return true;
}

void PhotoFeed::make(const Task& task) {
  Slot& slot = *task.slot;
  const std::int64_t row = slot.rows[task.place];
  const PhotoRef& photo = photos_[static_cast<std::size_t>(row)];
  const auto copy_row = [&](const Array& from, Array& to) {
    const std::size_t bytes = from.bytes() / photos_.size();
    std::memcpy(to.raw() + bytes * task.place, from.raw() + bytes * static_cast<std::size_t>(row), bytes);
  };
  if (!labels_.empty()) copy_row(labels_, slot.y);
  if (!weights_.empty()) copy_row(weights_, slot.weights);
  std::byte* to = slot.x.raw() + slot.x.bytes() / static_cast<std::size_t>(batch_size_) * task.place;
  try {
    if (!options_.augmenter) return pictures_->read(photo.file, to);
    thread_local std::vector<std::byte> pixels;
    pixels.resize(pictures_->row_bytes());
    pictures_->read(photo.file, pixels.data());
    options_.augmenter->apply(pixels.data(), reinterpret_cast<float*>(to), *pictures_,
                              {options_.augment_seed, slot.pass, row});
  } catch (const Error& error) {
    if (options_.on_bad == OnBadPhoto::stop || !is_of_content(error)) throw;
    slot.failed[task.place] = error.what();
  }
}

const Batch& PhotoFeed::next() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    const auto start = std::chrono::steady_clock::now();
    const auto done = [&] { return given_ < opened_ && slot_of(given_).left == 0; };
    if (!done()) {
      ready_.wait(lock, [&] { return done() || (no_batch_ && given_ == opened_); });
      if (!done()) std::rethrow_exception(no_batch_);
      waited_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    if (slot_of(given_).broken) std::rethrow_exception(slot_of(given_).broken);
    Slot& slot = slot_of(given_++);
    give(slot);
    work_.notify_all();  // the batch given before is free now
    if (!slot.rows.empty()) return slot.batch;
  }
}

void PhotoFeed::finish(Slot& slot) const {
  std::size_t kept = 0;
  const auto row_bytes = [&](const Array& array) { return array.bytes() / static_cast<std::size_t>(batch_size_); };
  const auto keep = [&](Array& array, std::size_t place) {
    const std::size_t bytes = row_bytes(array);
    std::memmove(array.raw() + bytes * kept, array.raw() + bytes * place, bytes);
  };
  for (std::size_t place = 0; place < slot.rows.size(); ++place) {
    if (!slot.failed[place].empty()) {
      slot.bad.push_back({slot.rows[place], std::move(slot.failed[place])});
      if (options_.on_bad != OnBadPhoto::blank) continue;
      std::memset(slot.x.raw() + row_bytes(slot.x) * place, 0, row_bytes(slot.x));
    } else if (kept < place) {
      keep(slot.x, place);
      if (!labels_.empty()) keep(slot.y, place);
      if (!weights_.empty()) keep(slot.weights, place);
      slot.rows[kept] = slot.rows[place];
    }
    ++kept;
  }
  slot.rows.resize(kept);
  if (kept == 0 || !options_.augmenter || !options_.augmenter->finishes_batches()) return;
  const bool mixes = options_.augmenter->mixes_labels();
  options_.augmenter->finish({.pictures = slot.x.values<float>().data(),
                              .labels = mixes ? slot.y.values<float>().data() : nullptr,
                              .classes = mixes ? slot.y.size() / batch_size_ : 0,
                              .rows = slot.rows},
                             {options_.augment_seed, slot.pass, slot.rows[0]});
}

void PhotoFeed::give(Slot& slot) {
  for (BadPhoto& bad : slot.bad) {
    if (options_.on_bad == OnBadPhoto::leave_out) {
      usable_.erase(std::ranges::lower_bound(usable_, bad.row));
      if (!left_out_.insert(photos_[static_cast<std::size_t>(bad.row)].file).second) continue;
    }
    bad_.push_back(std::move(bad));
  }
  if (!slot.bad.empty() && options_.on_bad == OnBadPhoto::leave_out) check_bad();
  slot.bad.clear();
  given_rows_ = slot.rows;
  given_pass_ = slot.pass;
  if (slot.rows.empty()) return;
  const auto part = [&](const Array& array) { return array.slice(0, static_cast<std::int64_t>(slot.rows.size())); };
  slot.batch.x = {part(slot.x)};
  slot.batch.y = labels_.empty() ? Arrays() : Arrays{part(slot.y)};
  if (!weights_.empty()) slot.batch.sample_weight = part(slot.weights);
}

void PhotoFeed::check_bad() const {
  const auto refuse = [&](const std::string& what) {
    std::string text = pictures_->who() + ": " + what + ":";
    for (std::size_t i = 0; i < std::min<std::size_t>(bad_.size(), 5); ++i) text += "\n  " + bad_[i].reason;
    if (bad_.size() > 5) text += "\n  ...";
    const std::string remedy = pictures_->remedy();
    fail(ErrorKind::format, text + (remedy.empty() ? "" : "\n" + remedy));
  };
  constexpr double most = 0.05;
  if (static_cast<double>(bad_.size()) > most * static_cast<double>(files_))
    refuse(std::to_string(bad_.size()) + " of " + std::to_string(files_) + " pictures cannot be read, more than 5 %");
  if (usable_.empty()) refuse("none of " + std::to_string(photos_.size()) + " pictures can be read");
  if (!options_.every_class) return;
  for (const BadPhoto& bad : bad_) {
    const std::int32_t label = photos_[static_cast<std::size_t>(bad.row)].label;
    const bool any = std::ranges::any_of(
        usable_, [&](std::int64_t row) { return photos_[static_cast<std::size_t>(row)].label == label; });
    const auto place = static_cast<std::size_t>(label);
    if (!any)
      refuse("no picture of the class '" +
             (place < options_.classes.size() ? options_.classes[place] : std::to_string(label)) + "' can be read");
  }
}

void PhotoFeed::start_pass(std::int64_t pass) {
  std::unique_lock<std::mutex> lock(mutex_);
  const bool alike = !options_.order && !options_.shuffle_seed && !options_.augmenter;
  const auto begins = [&](std::int64_t its_pass) { return alike || its_pass == pass; };
  if (given_ < opened_) {
    const Slot& slot = slot_of(given_);
    if (slot.first_of_pass && begins(slot.pass)) return;
  } else if (next_row_ == order_.size() && begins(pass_ + 1)) {
    return;
  } else if (next_row_ == 0 && begins(pass_)) {
    return;
  }
  restart(pass, 0, lock);
}

void PhotoFeed::go_to(std::int64_t pass, std::int64_t batch) {
  std::unique_lock<std::mutex> lock(mutex_);
  restart(pass, batch, lock);
}

void PhotoFeed::restart(std::int64_t pass, std::int64_t batch, std::unique_lock<std::mutex>& lock) {
  next_place_ = places_;  // nobody begins another picture
  pausing_ = true;        // nor another batch
  ready_.wait(lock, [&] { return working_ == 0; });
  pausing_ = false;
  for (const auto& slot : slots_) {
    slot->left = 0;
    slot->bad.clear();
    slot->broken = nullptr;
  }
  opened_ = given_ = 0;
  broken_ = false;
  no_batch_ = nullptr;
  begin_pass(pass);
  next_row_ = std::min(order_.size(), static_cast<std::size_t>(batch * batch_size_));
  work_.notify_all();
}

}  // namespace fovea
