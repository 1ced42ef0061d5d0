#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fovea {

/// What an archive may ask of the reader before it is refused.
struct ZipLimits {
  std::int64_t entries = 100'000;
  std::int64_t ratio = 200;                          ///< of an entry's size to its compressed size,
  std::int64_t ratio_from = std::int64_t{1} << 20;   ///< for entries larger than this. Units: bytes
  std::int64_t total_bytes = std::int64_t{4} << 30;  ///< of all entries together
};

struct ZipEntry {
  std::string name;  ///< UTF-8; a folder's ends in a slash
  std::int64_t size = 0;
};

/// Reads a zip archive that nobody has vouched for. All of its directory is looked at when it is opened; names are
/// labels and never become paths.
/// Errors   unreadable: no such file; format: no zip archive, damaged, its two records of an entry differ, more
/// entries
///          or bytes than its limits, a compression ratio of a bomb, entries that overlap, a name twice, an absolute
///          name or one with ".."; unsupported: encryption, compression other than deflate
/// From one thread at a time.
class ZipReader {
 public:
  explicit ZipReader(const std::filesystem::path& path, const ZipLimits& limits = {});
  /// An archive in memory, which the reader keeps and does not copy; `name` stands for it in errors.
  ZipReader(std::string bytes, std::string name, const ZipLimits& limits = {});
  ZipReader(ZipReader&&) noexcept;
  ZipReader& operator=(ZipReader&&) noexcept;
  ~ZipReader();

  /// In the order of the archive's directory.
  const std::vector<ZipEntry>& entries() const;
  bool contains(std::string_view name) const;
  /// Content of an entry; its size and checksum are verified.
  /// Errors   format: no such entry, damaged; resource: no memory
  std::string read(std::string_view name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Writes a zip archive of uncompressed entries, as Keras does, to a new file. Entries carry no time, so the same
/// content gives the same bytes. Wrap it in replace_file to put it in the place of an older one.
/// Errors   resource: disk full, no permission; usage: a name that ZipReader would refuse
class ZipWriter {
 public:
  explicit ZipWriter(std::filesystem::path path);
  ZipWriter(ZipWriter&&) noexcept;
  ZipWriter& operator=(ZipWriter&&) noexcept;
  /// Without finish() nothing is written.
  ~ZipWriter();

  void add(const std::string& name, std::string content);
  /// Writes the file. The writer is spent.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fovea
