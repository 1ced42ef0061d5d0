#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/limits.h"
#include "fovea/data/byte_source.h"

namespace fovea {

struct ZipEntry {
  std::string name;  ///< UTF-8; a folder's ends in a slash
  std::uint64_t size = 0;
};

/// Reads a zip archive that nobody has vouched for. All of its directory is looked at when it is opened; names are
/// labels and never become paths.
/// Errors   unreadable: no such file; format: no zip archive, damaged, its two records of an entry differ, more
///          entries or bytes than its limits, a compression ratio of a bomb, entries that overlap, a name twice, an
///          absolute name or one with ".."; unsupported: encryption, compression other than deflate
/// From one thread at a time.
class ZipReader {
 public:
  explicit ZipReader(const std::filesystem::path& path, const ReadLimits& limits = {});
  /// An archive in memory, which the reader keeps and does not copy; `name` stands for it in errors.
  ZipReader(std::string bytes, std::string name, const ReadLimits& limits = {});
  ZipReader(ZipReader&&) noexcept;
  ZipReader& operator=(ZipReader&&) noexcept;
  ~ZipReader();

  /// In the order of the archive's directory.
  const std::vector<ZipEntry>& entries() const;
  bool contains(std::string_view name) const;
  /// Content of an entry, inflated while it is read; its size and checksum are verified at its end. The reader must
  /// outlive it. Errors   format: no such entry, damaged
  std::unique_ptr<ByteSource> open(std::string_view name) const;
  /// All of an entry. Errors   also format: larger than `most`
  std::string read(std::string_view name) const;
  /// The same of an entry of at most `most` bytes, which ReadLimits calls `limit`.
  std::string read(std::string_view name, std::int64_t most, const char* limit) const;

 private:
  struct State;
  class Entry;
  std::unique_ptr<State> state_;
};

/// Writes a zip archive of uncompressed entries, as Keras and numpy do, to a new file. Entries carry no time, so the
/// same content gives the same bytes. Wrap it in replace_file to put it in the place of an older one.
/// Errors   resource: disk full, no permission; usage: a name twice, or one that ZipReader would refuse
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
