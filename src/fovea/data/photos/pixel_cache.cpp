#include "fovea/data/photos/pixel_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "fovea/base/descriptor.h"
#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/hash.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page = 4096;
constexpr std::size_t head_bytes = page;
constexpr std::string_view magic = "fovea pixels ", version = "2\n";

std::size_t to_pages(std::size_t bytes) { return (bytes + page - 1) / page * page; }

/// What a file holds of each row: a sum of its pixels, as a machine that stops may keep it and lose them. 0: it is absent.
using Sum = std::uint64_t;

Sum sum_of(const std::byte* pixels, std::size_t count) {
  return Sum{1} << 32 | crc32_z(0, reinterpret_cast<const Bytef*>(pixels), count);
}

std::size_t place_of_sum(std::int64_t row) { return head_bytes + static_cast<std::size_t>(row) * sizeof(Sum); }

/// Moves all bytes, or says no. `move` is pread or pwrite.
template <class Move, class Bytes>
bool move_all(Move move, int file, Bytes* bytes, std::size_t count, std::size_t at) {
  for (std::size_t done = 0; done < count;) {
    const ssize_t moved = move(file, bytes + done, count - done, static_cast<off_t>(at + done));
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return false;
    done += static_cast<std::size_t>(moved);
  }
  return true;
}

/// What is at the beginning of a file that may be a cache.
struct Found {
  std::string begin = {};
  std::size_t bytes = 0;
};

[[noreturn]] void cannot_open(const std::string& who) {
  fail(ErrorKind::resource, who + ": cannot be opened for the cache of pixels: " + std::strerror(errno) + ".");
}

/// Errors   usage: it is there, and is no cache
Found look_at(const std::string& who) {
  const Descriptor file(who, O_RDONLY | O_NONBLOCK);  // a pipe would wait for a writer
  if (file.get() < 0 && errno == ENOENT) return {};
  struct stat info {};
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0) cannot_open(who);
  std::array<char, 256> begin{};
  const ssize_t got = S_ISREG(info.st_mode) ? ::pread(file.get(), begin.data(), begin.size(), 0) : 0;
  Found found{{begin.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))},
              static_cast<std::size_t>(info.st_size)};
  if (!S_ISREG(info.st_mode) || (found.bytes > 0 && !found.begin.starts_with(magic)))
    fail(ErrorKind::usage, who + ": is no cache of pixels. Name another file, which is made.");
  return found;
}

}  // namespace

PixelCache::PixelCache(std::int64_t rows, std::int64_t row_bytes)
    : row_bytes_(row_bytes),
      bytes_(static_cast<std::size_t>(rows * row_bytes)),
      known_(static_cast<std::size_t>(rows)) {
  void* at = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED)
    fail(ErrorKind::resource,
         "cache of pixels: " + std::to_string(bytes_) + " bytes cannot be mapped: " + std::strerror(errno) + ".");
  map_ = static_cast<std::byte*>(at);
}

PixelCache::PixelCache(const fs::path& path, std::int64_t rows, std::int64_t row_bytes, const std::string& key)
    : row_bytes_(row_bytes), pixels_at_(to_pages(place_of_sum(rows))), known_(static_cast<std::size_t>(rows)) {
  bytes_ = place(rows);
  open(path, std::string(magic) + std::string(version) +
                 sha256(key + "\n" + std::to_string(rows) + " x " + std::to_string(row_bytes)) + "\n");
}

void PixelCache::open(const fs::path& path, const std::string& head) {
  const std::string who = path.string();
  constexpr int attempts = 20;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const Found found = look_at(who);
    const bool same = found.begin.starts_with(head) && found.bytes == bytes_;
    if (!same) {
      if (found.bytes > 0) begun_anew_ = "it was made of other pictures, or in another way";
      replace(path, head);
    }
    file_ = Descriptor(who, O_RDWR);
    if (file_.get() < 0 && same && (errno == EROFS || errno == EACCES || errno == EPERM)) {
      may_write_ = false;
      file_ = Descriptor(who, O_RDONLY);
    }
    if (file_.get() < 0) cannot_open(who);
    // Another run may have put its own file here meanwhile.
    std::string begin(head.size(), '\0');
    if (whole() && move_all(::pread, file_.get(), begin.data(), begin.size(), 0) && begin == head) return;
    lost_ = false;
  }
  fail(ErrorKind::resource,
       who + ": other runs keep putting their own caches of pixels here. Give each of them a file of its own.");
}

/// By a file of its own, as another program may use the one that is there.
void PixelCache::replace(const fs::path& path, const std::string& head) const {
  replace_file(path, [&](const fs::path& temporary) {
    const Descriptor file(temporary, O_RDWR | O_CREAT);
    // Space is taken here, so that a full disk is told before hours of work.
    int error = file.get() < 0 ? errno : ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes_));
    if (error == 0 && !move_all(::pwrite, file.get(), head.data(), head.size(), 0)) error = errno;
    if (error != 0)
      fail(ErrorKind::resource, path.string() + ": the cache of pixels needs " + std::to_string(bytes_) + " bytes: " +
                                    std::strerror(error) + ". Name a file on another disk, or --cache none.");
  });
}

PixelCache::~PixelCache() {
  if (map_ != nullptr) ::munmap(map_, bytes_);
}

bool PixelCache::whole() const {
  struct stat info {};
  if (!lost_ && (::fstat(file_.get(), &info) != 0 || static_cast<std::size_t>(info.st_size) != bytes_)) lost_ = true;
  return !lost_;
}

bool PixelCache::has(std::int64_t row) const {
  if (known_[static_cast<std::size_t>(row)].load(std::memory_order_acquire) == Row::there) return !lost_;
  std::vector<std::byte> pixels(static_cast<std::size_t>(row_bytes_));
  return read(row, pixels.data());
}

bool PixelCache::read(std::int64_t row, std::byte* pixels) const {
  std::atomic<Row>& known = known_[static_cast<std::size_t>(row)];
  const bool there = known.load(std::memory_order_acquire) == Row::there;
  const auto count = static_cast<std::size_t>(row_bytes_);
  if (map_ != nullptr) {
    if (there) std::memcpy(pixels, map_ + place(row), count);
    return there;
  }
  if (!whole()) return false;
  Sum sum = 0;
  if (!there) {  // by this program; another one may fill the file too
    move_all(::pread, file_.get(), reinterpret_cast<char*>(&sum), sizeof sum, place_of_sum(row));
    if (sum == 0) return false;
  }
  if (!move_all(::pread, file_.get(), pixels, count, place(row))) {
    lost_ = true;
    return false;
  }
  if (there) return true;
  if (sum_of(pixels, count) != sum) return false;
  known = Row::there;
  return true;
}

void PixelCache::write(std::int64_t row, const std::byte* pixels) {
  const auto count = static_cast<std::size_t>(row_bytes_);
  std::atomic<Row>& known = known_[static_cast<std::size_t>(row)];
  Row before = Row::absent;
  if (!may_write_ || !known.compare_exchange_strong(before, Row::being_written)) return;
  if (map_ != nullptr) {
    std::memcpy(map_ + place(row), pixels, count);
  } else {
    if (!whole()) return;
    const Sum sum = sum_of(pixels, count);
    if (!move_all(::pwrite, file_.get(), pixels, count, place(row)) ||
        !move_all(::pwrite, file_.get(), reinterpret_cast<const char*>(&sum), sizeof sum, place_of_sum(row))) {
      lost_ = true;
      return;
    }
  }
  known.store(Row::there, std::memory_order_release);
}

}  // namespace fovea
