#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fovea/base/descriptor.h"

namespace fovea {

/// Decoded pixels of many pictures of one size, each kept once it was made: in memory, or in a file that serves later runs too.
/// Any number of threads may read and fill it. A file that is cut off or fails meanwhile is not used any more; one that may only
/// be read is not filled; pixels that are not what was written, as after a power failure, are not there.
class PixelCache {
 public:
  /// In memory; what is not filled takes none. Units    row_bytes: of a picture
  /// Errors   resource: there is not that much address space
  PixelCache(std::int64_t rows, std::int64_t row_bytes);
  /// In a file. `key` is what the pixels were made from and how; a file of another key, or one that is damaged, is begun
  /// anew. Errors   usage: it is no cache; resource: it cannot be written
  PixelCache(const std::filesystem::path& path, std::int64_t rows, std::int64_t row_bytes, const std::string& key);
  PixelCache(const PixelCache&) = delete;
  PixelCache& operator=(const PixelCache&) = delete;
  ~PixelCache();

  /// Whether a picture's pixels are there. Reads them, where this program has not done so yet.
  bool has(std::int64_t row) const;
  /// Copies them, if they are there. Returns whether they were.
  bool read(std::int64_t row, std::byte* pixels) const;
  void write(std::int64_t row, const std::byte* pixels);

  /// Why what the file held was not used; empty where it was, or where there was none.
  const std::string& begun_anew() const { return begun_anew_; }

 private:
  void open(const std::filesystem::path& path, const std::string& head);
  void replace(const std::filesystem::path& path, const std::string& head) const;
  /// Whether the file still is what it was; if not, it is lost for good.
  bool whole() const;
  std::size_t place(std::int64_t row) const { return pixels_at_ + static_cast<std::size_t>(row * row_bytes_); }

  std::int64_t row_bytes_;
  std::size_t bytes_ = 0, pixels_at_ = 0;
  /// A row that stands twice in a pass may be made by two threads: the first one writes it.
  enum class Row : std::uint8_t { absent, being_written, there };
  mutable std::vector<std::atomic<Row>> known_;  ///< of a file, as far as it is known
  std::byte* map_ = nullptr;                     ///< of pixels in memory
  Descriptor file_;
  bool may_write_ = true;
  mutable std::atomic<bool> lost_ = false;
  std::string begun_anew_;
};

}  // namespace fovea
