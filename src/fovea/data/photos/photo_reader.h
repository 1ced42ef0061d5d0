#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "fovea/base/array.h"
#include "fovea/data/images/image.h"
#include "fovea/data/photos/file_store.h"
#include "fovea/data/photos/picture_rows.h"
#include "fovea/data/photos/pixel_cache.h"

namespace fovea {

/// How pictures become pixels of one size.
struct PhotoForm {
  std::int64_t height = 0, width = 0;
  ColorMode color_mode = ColorMode::rgb;
  std::string interpolation = "bilinear";  ///< of Pillow, or of tf.image.resize where path is tf
  bool keep_aspect_ratio = false;  ///< the largest part in the middle that has the proportions; else stretched
  bool pad_to_aspect_ratio =
      false;  ///< where path is tf: black on both sides gives the whole picture the proportions
  DecodePath path = DecodePath::pillow;
  bool fast = false;  ///< --decode fast: JPEGs are decoded at the nearest size above that the decoder has
  bool apply_orientation = false;  ///< EXIF's; Keras does not look at it
  bool saturate_16 = false;        ///< values above 255 of 16-bit pictures become 255, as load_img does

  Shape shape() const { return {height, width, channels_of(color_mode)}; }
  /// uint8, or float32 where path is tf: tf.image.resize does not round.
  DType dtype() const { return path == DecodePath::tf ? DType::f32 : DType::u8; }
  /// All of the above as a text: equal texts give equal pixels.
  std::string key() const;
};

/// Pictures of a store as pixels of one size, from a cache where they are in it. A row is the number of a file.
class PhotoReader : public PictureRows {
 public:
  /// Errors   usage: a size below 1, an interpolation of another name
  PhotoReader(std::shared_ptr<const FileStore> files, const PhotoForm& form, const ReadLimits& limits = {});

  const PhotoForm& form() const { return form_; }
  const FileStore& files() const { return *files_; }
  const std::string& who() const override { return files_->who(); }
  Shape shape() const override { return form_.shape(); }
  DType dtype() const override { return form_.dtype(); }
  std::string remedy() const override { return files_->remedy(); }

  /// Keeps what is read from now on: in memory, or in a file that serves later runs of the same pictures (by size and
  /// time) and form. Errors   those of PixelCache
  void cache_in_memory();
  /// Returns why an older cache in that file was begun anew; empty where it was not.
  std::string cache_in_file(const std::filesystem::path& path);
  bool cached(std::size_t file) const { return cache_ && cache_->has(static_cast<std::int64_t>(file)); }

  /// Errors   those of FileStore::read and decode_image
  void read(std::size_t file, std::byte* pixels) const override;

 private:
  void decode(std::size_t file, std::byte* pixels) const;

  std::shared_ptr<const FileStore> files_;
  PhotoForm form_;
  ReadLimits limits_;
  std::unique_ptr<PixelCache> cache_;
};

}  // namespace fovea
