#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Reading HDF5 is our own code, bounds-checked at every byte: libhdf5 1.10 crashes or hangs on single flipped bits
// (global heap references, chunk sizes, chunk counts), which no check through its API can come before. It covers what
// h5py and Keras write; the format is the HDF Group's "HDF5 File Format Specification", version 3.
namespace fovea::hdf5 {

/// An address or length that the file leaves open: all bits set.
inline constexpr std::uint64_t undefined = ~std::uint64_t{0};

/// The bytes of a file and what its superblock says. Every access is checked.
/// Errors   format: not HDF5, cut off, damaged; unsupported: a version or size of addresses that is not read
class Image {
 public:
  Image(std::string bytes, std::string name);
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return data_.size(); }
  int offset_size() const { return offset_size_; }
  int length_size() const { return length_size_; }
  /// Address of the root group's object header.
  std::uint64_t root() const { return root_; }

  /// `size` bytes at an address; `what` names them in errors.
  std::string_view at(std::uint64_t address, std::uint64_t size, const char* what) const;
  /// All bytes from an address on.
  std::string_view from(std::uint64_t address, const char* what) const;

  /// Gives the memory of bytes back that nobody will read again; they are 0 from now on. Models are large, and for a moment
  /// a file and what is made of it would be there twice.
  void release(std::string_view bytes) const;

  /// Counts bytes that describe objects, each object once. Structures of a sound file never overlap; a small file
  /// whose structures point into each other could keep a reader busy for years. Errors   format: more than the file
  /// has
  void charge(std::uint64_t bytes);

  /// Names are copied out of the file, so a thousand links with one long name could fill the memory. Errors   format:
  /// longer than any that a model has
  void check_name(std::string_view name) const;

  /// The object that is read from now on, named in errors.
  void look_at(const std::string& path) { place_ = path; }
  [[noreturn]] void damaged(std::string_view what) const;
  /// Errors   format: more than a limit allows, with the words of limit_words()
  [[noreturn]] void over_limit(std::string_view what, const std::string& limit) const;
  [[noreturn]] void unsupported(std::string_view what) const;

 private:
  void read_superblock();

  std::string bytes_;
  std::string_view data_;  ///< from the superblock on, which addresses count from
  std::string name_;
  std::string place_;
  int offset_size_ = 8;
  int length_size_ = 8;
  std::uint64_t root_ = 0;
  std::uint64_t charged_ = 0;
};

/// Takes little-endian fields off the front of some bytes.
class Cursor {
 public:
  Cursor(const Image& image, std::string_view bytes, const char* what) : image_(&image), bytes_(bytes), what_(what) {}

  /// Units    width: bytes, up to 8
  std::uint64_t number(int width);
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  /// An address, or `undefined`.
  std::uint64_t offset();
  std::uint64_t length();
  std::string_view take(std::uint64_t count);
  void skip(std::uint64_t count) { take(count); }
  /// Four letters that must come next.
  void expect(std::string_view signature);
  /// A version byte that must come next.
  void expect_version(int version);

  std::size_t left() const { return bytes_.size(); }
  std::string_view rest() const { return bytes_; }

 private:
  const Image* image_;
  std::string_view bytes_;
  const char* what_;
};

/// Bob Jenkins' lookup3 hash, the checksum of newer HDF5 structures.
std::uint32_t lookup3(std::string_view bytes);

/// A block whose last 4 bytes are the checksum of the rest, without them. Errors   format: the checksum differs
std::string_view checked_block(const Image& image, std::string_view block, const char* what);

/// Bytes that hold every number up to `limit`.
int bytes_for(std::uint64_t limit);

}  // namespace fovea::hdf5
