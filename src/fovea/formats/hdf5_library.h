#pragma once
#include <cstdint>
#include <string>
#include <utility>

// What writing needs of the HDF5 library. Its own header stays in the .cpp files.
namespace fovea::hdf5 {

/// HDF5's hid_t.
using Id = std::int64_t;

/// The library for one caller: it is not thread-safe, prints its errors, and loads plugins for filters it does not
/// know. While a Session lives, others wait and neither happens.
class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

 private:
  int (*print_)(Id, void*) = nullptr;
  void* print_data_ = nullptr;
  unsigned plugins_ = 0;
};

/// A name for a file in memory: the library takes two of one name for the same file.
std::string unique_image_name();

/// Fails with `text`, to which the library's own innermost message is added: as resource where it found no memory, else
/// as usage.
[[noreturn]] void fail_with_library_message(const std::string& text);

/// An identifier of the library, closed on every way out (a Session must live then).
class Handle {
 public:
  Handle() = default;
  Handle(Id id, int (*close)(Id)) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() { close(); }

  Id id() const { return id_; }
  bool valid() const { return id_ >= 0; }
  /// False when the library could not close it.
  bool close() { return id_ < 0 || close_(std::exchange(id_, -1)) >= 0; }

 private:
  Id id_ = -1;
  int (*close_)(Id) = nullptr;
};

}  // namespace fovea::hdf5
