#include "fovea/formats/hdf5/image.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <bit>

#include "fovea/base/error.h"
#include "fovea/data/sniff.h"

namespace fovea::hdf5 {
namespace {

std::uint32_t word(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4 && at + i < bytes.size(); ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

}  // namespace

Image::Image(std::string bytes, std::string name) : bytes_(std::move(bytes)), name_(std::move(name)) {
  // A file may begin with a block of its user's: 512 bytes, or any power of two more.
  std::size_t start = 0;
  while (std::string_view(bytes_).substr(std::min(start, bytes_.size()), hdf5_signature.size()) != hdf5_signature) {
    start = start == 0 ? 512 : 2 * start;
    if (start >= bytes_.size()) fail(ErrorKind::format, name_ + ": is no HDF5 file: its signature is missing.");
  }
  data_ = std::string_view(bytes_).substr(start);
  read_superblock();
}

void Image::read_superblock() {
  const char* what = "superblock";
  Cursor cursor(*this, data_, what);
  cursor.skip(hdf5_signature.size());
  const int version = cursor.u8();
  if (version > 3) unsupported(fmt::format("its superblock has version {}", version));
  const bool old = version < 2;
  if (old) cursor.skip(4);
  offset_size_ = cursor.u8();
  length_size_ = cursor.u8();
  if ((offset_size_ != 4 && offset_size_ != 8) || (length_size_ != 4 && length_size_ != 8))
    unsupported(fmt::format("its addresses have {} and its lengths {} bytes", offset_size_, length_size_));
  // Old: a reserved byte, sizes of tree nodes and flags.
  cursor.skip(old ? (version == 0 ? 9 : 13) : 1);
  cursor.skip(static_cast<std::uint64_t>(offset_size_) * 2);  // base address; free space or superblock extension
  const std::uint64_t end = cursor.offset();
  if (old) {
    cursor.skip(static_cast<std::uint64_t>(offset_size_) * 2);  // driver information; the root's name
  }
  root_ = cursor.offset();
  if (!old) checked_block(*this, data_.substr(0, data_.size() - cursor.left() + 4), what);
  if (end > bytes_.size()) damaged(fmt::format("it is cut off: {} of {} bytes are there", bytes_.size(), end));
}

std::string_view Image::at(std::uint64_t address, std::uint64_t size, const char* what) const {
  const std::string_view rest = from(address, what);
  if (size > rest.size()) damaged(fmt::format("a {} at byte {} reaches past the end", what, address));
  return rest.substr(0, size);
}

std::string_view Image::from(std::uint64_t address, const char* what) const {
  if (address >= data_.size()) damaged(fmt::format("a {} lies outside the file", what));
  return data_.substr(address);
}

void Image::release(std::string_view bytes) const {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<std::uintptr_t>(bytes.data()) + page - 1) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(bytes.data()) + bytes.size()) / page * page;
  if (end > begin) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

void Image::charge(std::uint64_t bytes) {
  charged_ += bytes;
  if (charged_ > 2 * size()) damaged("its structures overlap");
}

void Image::check_name(std::string_view name) const {
  constexpr std::size_t longest = 1024;
  if (name.size() > longest) damaged(fmt::format("a name has {} bytes; at most {} are read", name.size(), longest));
}

void Image::damaged(std::string_view what) const {
  fail(ErrorKind::format,
       fmt::format("{}: is a damaged HDF5 file: at '/{}', {}. Get another copy of it.", name_, place_, what));
}

void Image::over_limit(std::string_view what, const std::string& limit) const {
  fail(ErrorKind::format, fmt::format("{}: at '/{}', {}: {}.", name_, place_, what, limit));
}

void Image::unsupported(std::string_view what) const {
  fail(ErrorKind::unsupported,
       fmt::format("{}: is an HDF5 file that cannot be read: at '/{}', {}. Save it again with "
                   "Keras or h5py, whole in one file and with default settings.",
                   name_, place_, what));
}

std::uint64_t Cursor::number(int width) {
  const std::string_view field = take(static_cast<std::uint64_t>(width));
  std::uint64_t value = 0;
  for (int i = width - 1; i >= 0; --i)
    value = value << 8 | static_cast<unsigned char>(field[static_cast<std::size_t>(i)]);
  return value;
}

std::uint64_t Cursor::offset() {
  const std::uint64_t value = number(image_->offset_size());
  return image_->offset_size() == 4 && value == 0xFFFFFFFF ? undefined : value;
}

std::uint64_t Cursor::length() { return number(image_->length_size()); }

std::string_view Cursor::take(std::uint64_t count) {
  if (count > bytes_.size()) image_->damaged(fmt::format("a {} is cut off", what_));
  const std::string_view result = bytes_.substr(0, count);
  bytes_.remove_prefix(count);
  return result;
}

void Cursor::expect(std::string_view letters) {
  if (take(letters.size()) != letters) image_->damaged(fmt::format("a {} is not where it should be", what_));
}

void Cursor::expect_version(int version) {
  const int received = u8();
  if (received != version) image_->unsupported(fmt::format("a {} has version {}", what_, received));
}

std::uint32_t lookup3(std::string_view bytes) {
  const auto start = static_cast<std::uint32_t>(0xdeadbeef + bytes.size());
  std::uint32_t a = start, b = start, c = start;
  if (bytes.empty()) return c;
  while (bytes.size() > 12) {
    a += word(bytes, 0);
    b += word(bytes, 4);
    c += word(bytes, 8);
    a = (a - c) ^ std::rotl(c, 4), c += b;
    b = (b - a) ^ std::rotl(a, 6), a += c;
    c = (c - b) ^ std::rotl(b, 8), b += a;
    a = (a - c) ^ std::rotl(c, 16), c += b;
    b = (b - a) ^ std::rotl(a, 19), a += c;
    c = (c - b) ^ std::rotl(b, 4), b += a;
    bytes.remove_prefix(12);
  }
  a += word(bytes, 0);
  b += word(bytes, 4);
  c += word(bytes, 8);
  c = (c ^ b) - std::rotl(b, 14);
  a = (a ^ c) - std::rotl(c, 11);
  b = (b ^ a) - std::rotl(a, 25);
  c = (c ^ b) - std::rotl(b, 16);
  a = (a ^ c) - std::rotl(c, 4);
  b = (b ^ a) - std::rotl(a, 14);
  c = (c ^ b) - std::rotl(b, 24);
  return c;
}

std::string_view checked_block(const Image& image, std::string_view block, const char* what) {
  if (block.size() < 4) image.damaged(fmt::format("a {} is cut off", what));
  const std::string_view content = block.substr(0, block.size() - 4);
  Cursor cursor(image, block.substr(content.size()), what);
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  return content;  // a fuzzer would never get past a checksum
#endif
  if (cursor.u32() != lookup3(content)) image.damaged(fmt::format("the checksum of a {} differs", what));
  return content;
}

int bytes_for(std::uint64_t limit) { return limit == 0 ? 1 : static_cast<int>(std::bit_width(limit) + 7) / 8; }

}  // namespace fovea::hdf5
