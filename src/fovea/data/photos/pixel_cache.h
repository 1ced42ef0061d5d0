#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace fovea {

/// Decoded pixels of many pictures of one size, each kept once it was made: in memory, or in a file that is mapped into it
/// and serves later runs too. Any number of threads may read and fill it, each row by one of them at a time.
class PixelCache {
 public:
  /// In memory; what is not filled takes none. Units    row_bytes: of a picture
  /// Errors   resource: there is not that much address space
  PixelCache(std::int64_t rows, std::int64_t row_bytes);
  /// In a file. `key` is what the pixels were made from and how; a file of another key, or one that is damaged, is begun
  /// anew. Errors   resource: it cannot be written, or is not as large as it must be
  PixelCache(const std::filesystem::path& path, std::int64_t rows, std::int64_t row_bytes, const std::string& key);
  PixelCache(const PixelCache&) = delete;
  PixelCache& operator=(const PixelCache&) = delete;
  ~PixelCache();

  /// A picture's pixels, or null while they are not there.
  const std::uint8_t* find(std::int64_t row) const;
  /// Where they are put before they are declared to be there.
  std::uint8_t* room(std::int64_t row);
  void filled(std::int64_t row);

  /// Why what the file held was not used; empty where it was, or where there was none.
  const std::string& begun_anew() const { return begun_anew_; }

 private:
  void replace(const std::filesystem::path& path, const std::string& head) const;
  std::atomic<std::uint8_t>& flag(std::int64_t row) const;

  std::byte* map_ = nullptr;
  std::size_t bytes_ = 0, flags_at_ = 0, pixels_at_ = 0;
  std::int64_t rows_, row_bytes_;
  std::string begun_anew_;
};

}  // namespace fovea
