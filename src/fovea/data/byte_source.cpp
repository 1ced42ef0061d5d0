#include "fovea/data/byte_source.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

/// zlib's own file reader: it inflates .gz (of several members too), checks its checksums and passes plain files
/// through.
class FileSource : public ByteSource {
 public:
  FileSource(const fs::path& path, std::uint64_t most) : ByteSource(path.string(), most) {
    file_ = ::gzopen(path.c_str(), "rbe");
    if (file_ == nullptr)
      fail(ErrorKind::unreadable, fmt::format("{}: cannot be read: {}.", who(), std::strerror(errno)));
    ::gzbuffer(file_, 1 << 17);
  }
  ~FileSource() override { ::gzclose_r(file_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

 private:
  std::size_t next(void* to, std::size_t size) override {
    const int got = ::gzread(file_, to, static_cast<unsigned>(std::min<std::size_t>(size, 1 << 30)));
    int code = Z_OK;
    const char* text = ::gzerror(file_, &code);
    if (got < 0 && code == Z_ERRNO)
      fail(ErrorKind::unreadable, fmt::format("{}: reading failed: {}.", who(), std::strerror(errno)));
    if (code == Z_BUF_ERROR) set_cut_short();
    if (got < 0 && code != Z_BUF_ERROR)
      fail(ErrorKind::unreadable, fmt::format("{}: its gzip data is damaged: {}. Get the file again.", who(), text));
    return got < 0 ? 0 : static_cast<std::size_t>(got);
  }

  gzFile file_ = nullptr;
};

class MemorySource : public ByteSource {
 public:
  MemorySource(std::string_view bytes, std::string who) : ByteSource(std::move(who), bytes.size()), rest_(bytes) {}

 private:
  std::size_t next(void* to, std::size_t size) override {
    const std::size_t got = std::min(size, rest_.size());
    if (got > 0) std::memcpy(to, rest_.data(), got);
    rest_.remove_prefix(got);
    return got;
  }

  std::string_view rest_;
};

}  // namespace

std::size_t ByteSource::read(void* to, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const std::size_t got = next(static_cast<std::byte*>(to) + done, size - done);
    if (got == 0) break;
    done += got;
    taken_ += got;
    if (taken_ > most_)
      fail(ErrorKind::resource,
           fmt::format(
               "{}: unfolds to more than {} bytes, the limit for a compressed file of its size. Unpack it by hand "
               "if you trust it.",
               who_, with_commas(static_cast<long long>(most_))));
  }
  return done;
}

std::uint64_t ByteSource::drain() {
  std::vector<char> scratch(1 << 16);
  while (read(scratch.data(), scratch.size()) > 0) {
  }
  return taken_;
}

std::unique_ptr<ByteSource> open_source(const fs::path& path, const ReadLimits& limits) {
  const std::string head = first_bytes(path, 2);
  const std::uint64_t size = fs::file_size(path);
  const bool gzip = head == "\x1f\x8b";
  return std::make_unique<FileSource>(path, gzip ? limits.most_inflated(size) : size);
}

std::unique_ptr<ByteSource> memory_source(std::string_view bytes, std::string who) {
  return std::make_unique<MemorySource>(bytes, std::move(who));
}

}  // namespace fovea
