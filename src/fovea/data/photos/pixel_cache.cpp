#include "fovea/data/photos/pixel_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/hash.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page = 4096;
constexpr std::size_t head_bytes = page;
constexpr std::string_view magic = "fovea pixels 1\n";

std::size_t to_pages(std::size_t bytes) { return (bytes + page - 1) / page * page; }

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::byte* map(std::size_t bytes, int flags, int fd, const std::string& who) {
  void* at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
  if (at == MAP_FAILED)
    fail(ErrorKind::resource,
         who + ": " + std::to_string(bytes) + " bytes cannot be mapped: " + std::strerror(errno) + ".");
  return static_cast<std::byte*>(at);
}

}  // namespace

PixelCache::PixelCache(std::int64_t rows, std::int64_t row_bytes) : rows_(rows), row_bytes_(row_bytes) {
  pixels_at_ = to_pages(static_cast<std::size_t>(rows));
  bytes_ = pixels_at_ + static_cast<std::size_t>(rows * row_bytes);
  map_ = map(bytes_, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, "cache of pixels");
}

PixelCache::PixelCache(const fs::path& path, std::int64_t rows, std::int64_t row_bytes, const std::string& key)
    : rows_(rows), row_bytes_(row_bytes) {
  const std::string who = path.string();
  flags_at_ = head_bytes;
  pixels_at_ = head_bytes + to_pages(static_cast<std::size_t>(rows));
  bytes_ = pixels_at_ + static_cast<std::size_t>(rows * row_bytes);
  const std::string head =
      std::string(magic) + sha256(key + "\n" + std::to_string(rows) + " x " + std::to_string(row_bytes)) + "\n";
  const auto cannot_open = [&] {
    fail(ErrorKind::resource, who + ": cannot be opened for the cache of pixels: " + std::strerror(errno) + ".");
  };
  bool same = false;
  if (const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); file.get() >= 0) {
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) cannot_open();
    std::array<char, 256> found{};
    const ssize_t got = ::pread(file.get(), found.data(), found.size(), 0);
    const std::string_view begin(found.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (info.st_size > 0 && !begin.starts_with(magic))
      fail(ErrorKind::usage, who + ": is no cache of pixels. Name another file, which is made.");
    same = begin.starts_with(head) && static_cast<std::size_t>(info.st_size) == bytes_;
    if (info.st_size > 0 && !same) begun_anew_ = "it was made of other pictures, or in another way";
  } else if (errno != ENOENT) {
    cannot_open();
  }
  if (!same) replace(path, head);
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (file.get() < 0) cannot_open();
  map_ = map(bytes_, MAP_SHARED, file.get(), who);
}

/// By a file of its own, as another program may use the one that is there.
void PixelCache::replace(const fs::path& path, const std::string& head) const {
  replace_file(path, [&](const fs::path& temporary) {
    const Descriptor file(::open(temporary.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    // Space is taken here, so that a full disk is an error and not a signal when a page is written.
    int error = file.get() < 0 ? errno : ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes_));
    if (error == 0 && ::pwrite(file.get(), head.data(), head.size(), 0) != static_cast<ssize_t>(head.size()))
      error = errno;
    if (error != 0)
      fail(ErrorKind::resource, path.string() + ": the cache of pixels needs " + std::to_string(bytes_) + " bytes: " +
                                    std::strerror(error) + ". Name a file on another disk, or --cache none.");
  });
}

PixelCache::~PixelCache() { ::munmap(map_, bytes_); }

std::atomic<std::uint8_t>& PixelCache::flag(std::int64_t row) const {
  static_assert(sizeof(std::atomic<std::uint8_t>) == 1 && std::atomic<std::uint8_t>::is_always_lock_free);
  return *reinterpret_cast<std::atomic<std::uint8_t>*>(map_ + flags_at_ + row);
}

const std::uint8_t* PixelCache::find(std::int64_t row) const {
  if (flag(row).load(std::memory_order_acquire) != 1) return nullptr;
  return reinterpret_cast<const std::uint8_t*>(map_ + pixels_at_ + row * row_bytes_);
}

std::uint8_t* PixelCache::room(std::int64_t row) {
  return reinterpret_cast<std::uint8_t*>(map_ + pixels_at_ + row * row_bytes_);
}

void PixelCache::filled(std::int64_t row) { flag(row).store(1, std::memory_order_release); }

}  // namespace fovea
