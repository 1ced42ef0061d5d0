#include "fovea/data/photos/photo_reader.h"

#include "fovea/base/error.h"
#include "fovea/data/hash.h"
#include "fovea/data/photos/photo_rows.h"
#include "fovea/kernels/image/pillow_resize.h"
#include "fovea/kernels/image/tf_resize.h"

namespace fovea {

std::string PhotoForm::key() const {
  std::string text = std::to_string(height) + "x" + std::to_string(width) + "x" +
                     std::to_string(channels_of(color_mode)) + " " + interpolation +
                     (path == DecodePath::tf ? " tf" : " pillow");
  for (const auto& [set, word] :
       {std::pair{keep_aspect_ratio, " keep_aspect_ratio"}, std::pair{pad_to_aspect_ratio, " padded"},
        std::pair{fast, " fast"}, std::pair{apply_orientation, " upright"}, std::pair{saturate_16, " saturate_16"}})
    if (set) text += word;
  return text;
}

PhotoReader::PhotoReader(std::shared_ptr<const FileStore> files, const PhotoForm& form, const ReadLimits& limits)
    : files_(std::move(files)), form_(form), limits_(limits) {
  if (form.height < 1 || form.width < 1)
    fail(ErrorKind::usage, "Pictures need a size of 1x1 or more. Received " + std::to_string(form.height) + "x" +
                               std::to_string(form.width) + ".");
  if (form.path == DecodePath::tf)
    tf_resize_named(form.interpolation);
  else
    pillow_filter_named(form.interpolation);
}

void PhotoReader::cache_in_memory() {
  cache_ = std::make_unique<PixelCache>(static_cast<std::int64_t>(files_->names().size()),
                                        static_cast<std::int64_t>(row_bytes()));
}

std::string PhotoReader::cache_in_file(const std::filesystem::path& path) {
  Sha256 hash;
  hash.update(form_.key());
  for (std::size_t i = 0; i < files_->names().size(); ++i) {
    const FileStore::Stamp stamp = files_->stamp(i);
    hash.update("\n" + files_->names()[i] + " " + std::to_string(stamp.bytes) + " " + std::to_string(stamp.time));
  }
  cache_ = std::make_unique<PixelCache>(path, static_cast<std::int64_t>(files_->names().size()),
                                        static_cast<std::int64_t>(row_bytes()), hash.hex());
  return cache_->begun_anew();
}

void PhotoReader::read(std::size_t file, std::byte* pixels) const {
  const auto row = static_cast<std::int64_t>(file);
  if (cache_ && cache_->read(row, pixels)) return;
  decode(file, pixels);
  if (cache_) cache_->write(row, pixels);
}

void PhotoReader::decode(std::size_t file, std::byte* pixels) const {
  DecodeOptions options;
  options.color_mode = form_.color_mode;
  options.path = form_.path;
  options.saturate_16 = form_.saturate_16;
  options.apply_orientation = form_.apply_orientation;
  options.limits = limits_;
  if (form_.fast) {
    options.least_height = form_.height;
    options.least_width = form_.width;
  }
  PhotoRows rows(form_, files_->place(file), pixels);
  decode_image(files_->read(file), files_->place(file), options, rows);
}

}  // namespace fovea
