#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "fovea/data/photos/file_store.h"
#include "fovea/data/photos/photo_form.h"
#include "fovea/data/photos/picture_rows.h"
#include "fovea/data/photos/pixel_cache.h"

namespace fovea {

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
