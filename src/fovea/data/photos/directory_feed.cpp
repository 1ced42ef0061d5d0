#include "fovea/data/photos/directory_feed.h"

#include <fmt/format.h>

#include <numeric>
#include <system_error>

#include "fovea/base/error.h"
#include "fovea/data/images/load_img.h"

namespace fovea {

Array labels_of(const std::vector<std::int64_t>& labels, std::size_t classes, DirectoryLabels form) {
  const auto count = static_cast<std::int64_t>(labels.size());
  if (form == DirectoryLabels::none || form == DirectoryLabels::pictures) return {};
  if (form == DirectoryLabels::one_hot) {
    Array array({count, static_cast<std::int64_t>(classes)});
    for (std::size_t i = 0; i < labels.size(); ++i)
      array.values<float>()[i * classes + static_cast<std::size_t>(labels[i])] = 1;
    return array;
  }
  const Array numbers = Array::of(std::span<const std::int64_t>(labels), {count});
  if (form == DirectoryLabels::integer) return numbers.cast(DType::i32);
  const Array reals = numbers.cast(DType::f32);
  return form == DirectoryLabels::column ? reals.reshaped({count, 1}) : reals;
}

DirectoryFeed::DirectoryFeed(const std::filesystem::path& directory, KerasFiles files, const PhotoForm& form,
                             DirectoryLabels labels, PhotoFeedOptions options, SavedBatches saved)
    : files_(std::move(files)),
      shape_(form.shape()),
      pictures_as_labels_(labels == DirectoryLabels::pictures),
      saved_(std::move(saved)) {
  if (files_.files.empty())
    fail(ErrorKind::unreadable, directory.string() + ": holds no pictures in folders of classes" +
                                    (files_.classes.empty() ? "." : " that were asked for."));
  if (saved_.format != "png" && saved_.format != "jpeg" && saved_.format != "jpg")
    fail(ErrorKind::usage, "save_format is png, jpeg or jpg. Received '" + saved_.format + "'.");
  std::error_code error;  // writing into it says what is wrong
  if (!saved_.folder.empty()) std::filesystem::create_directories(saved_.folder, error);
  // The store has the files in an order of its own.
  std::vector<std::int64_t> row_of(files_.files.size());
  std::iota(row_of.begin(), row_of.end(), 0);
  const std::shared_ptr<const FileStore> store =
      list_files({directory.string(), directory, "folder"}, files_.files, row_of);
  std::vector<PhotoRef> photos(row_of.size());
  for (std::uint32_t i = 0; i < photos.size(); ++i) {
    const auto row = static_cast<std::size_t>(row_of[i]);
    photos[row] = {i, static_cast<std::int32_t>(files_.labels[row])};
  }
  options.classes = files_.classes;
  feed_ = std::make_unique<PhotoFeed>(std::make_shared<PhotoReader>(store, form), std::move(photos),
                                      labels_of(files_.labels, files_.classes.size(), labels), Array(), options);
}

const Batch& DirectoryFeed::next() {
  const Batch& batch = feed_->next();
  if (!saved_.folder.empty())
    for (std::size_t place = 0; place < rows().size(); ++place) {
      const PhotoMoment moment = feed_->moment(place);
      const std::string name = fmt::format("{}_{}_{}.{}", saved_.prefix, moment.row, moment.pass, saved_.format);
      save_img(saved_.folder / name, batch.x[0].slice(static_cast<std::int64_t>(place), 1).reshaped(shape_));
    }
  if (!pictures_as_labels_) return batch;
  batch_ = batch;
  batch_.y = batch_.x;
  return batch_;
}

std::map<std::string, std::int64_t> DirectoryFeed::class_indices() const {
  std::map<std::string, std::int64_t> indices;
  for (std::size_t i = 0; i < files_.classes.size(); ++i) indices[files_.classes[i]] = static_cast<std::int64_t>(i);
  return indices;
}

}  // namespace fovea
