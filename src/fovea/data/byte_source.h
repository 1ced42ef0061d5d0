#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "fovea/base/limits.h"

namespace fovea {

/// Bytes read once from front to back: a file, an inflated .gz, an entry of an archive. It knows how many can come at
/// most, so that a reader can hold a header's promises against it before it takes memory.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// The file (and entry) for messages.
  const std::string& who() const { return who_; }
  /// Upper bound of all bytes, those already taken included.
  std::uint64_t most() const { return most_; }
  /// Bytes read so far.
  std::uint64_t taken() const { return taken_; }
  /// Whether compressed data ended before its own end mark; what came before was delivered.
  bool cut_short() const { return cut_short_; }
  /// Next bytes; fewer than asked only at the end.
  /// Errors   unreadable: broken compressed data; resource: more bytes than most()
  std::size_t read(void* to, std::size_t size);
  /// Reads on to the end and returns the number of all bytes. Errors   as read
  std::uint64_t drain();

 protected:
  ByteSource(std::string who, std::uint64_t most) : who_(std::move(who)), most_(most) {}
  void set_cut_short() { cut_short_ = true; }

 private:
  virtual std::size_t next(void* to, std::size_t size) = 0;

  std::string who_;
  std::uint64_t most_;
  std::uint64_t taken_ = 0;
  bool cut_short_ = false;
};

/// A plain or gzip file; which of the two is told by its content.
/// Errors   unreadable: missing, a folder, no permission
std::unique_ptr<ByteSource> open_source(const std::filesystem::path& path, const ReadLimits& limits = {});

/// Bytes in memory, which must outlive the source.
std::unique_ptr<ByteSource> memory_source(std::string_view bytes, std::string who);

}  // namespace fovea
