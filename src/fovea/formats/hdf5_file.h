#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/base/limits.h"

namespace fovea {

/// Reads an HDF5 file that nobody has vouched for: everything in it is looked at when it is opened, and a file that
/// reaches outside itself or claims more than it can hold is refused as a whole.
/// Paths are written "layers/conv2d/vars/0"; "" is the root group.
/// Errors   unreadable: no such file, or not HDF5; format: damaged, deeper or larger than its limits, a dataset that
///          claims more bytes than the file can hold; unsupported: external, soft or user-defined links, external
///          storage, virtual datasets, filters other than deflate, shuffle and fletcher32, more than 8 dimensions
/// Any number of readers may be used at once, each from one thread at a time.
class Hdf5Reader {
 public:
  explicit Hdf5Reader(const std::filesystem::path& path, const ReadLimits& limits = {});
  /// A file image in memory, which the reader keeps and does not copy; `name` stands for it in errors.
  Hdf5Reader(std::string image, std::string name, const ReadLimits& limits = {});
  Hdf5Reader(Hdf5Reader&&) noexcept;
  Hdf5Reader& operator=(Hdf5Reader&&) noexcept;
  ~Hdf5Reader();

  bool is_group(const std::string& path) const;
  bool is_dataset(const std::string& path) const;
  /// Names in a group, sorted by their bytes. Errors   format: no such group
  const std::vector<std::string>& children(const std::string& path) const;

  /// Shape and element type as read() gives them. Errors   format: no such dataset; unsupported: elements that are no
  /// numbers (strings, compounds, object references)
  const Shape& shape(const std::string& path) const;
  DType dtype(const std::string& path) const;
  /// A whole dataset in native byte order. float16 becomes float32, 8-bit signed and 16-bit integers int32, uint32
  /// and uint64 int64; bfloat16 is what Keras writes: 2 opaque bytes, with an attribute dtype = "bfloat16" or none. Errors as
  /// shape(); format: damaged data; resource: no memory
  Array read(const std::string& path) const;

  /// The same into an array of its shape, of any type. A dataset is taken once: its bytes are given back, so that a file
  /// and what is made of it are not in memory together.
  void take(const std::string& path, Array& into);

  bool has_attribute(const std::string& path, const std::string& name) const;
  /// Errors   format: no such attribute, or it is not one string (fixed or variable length), integer or number
  std::string read_string(const std::string& path, const std::string& name) const;
  std::int64_t read_int(const std::string& path, const std::string& name) const;
  double read_float(const std::string& path, const std::string& name) const;
  /// A list of strings; where there is no `name`, the parts name0, name1, ... into which Keras splits a long one.
  /// An empty list may have any element type.
  std::vector<std::string> read_string_list(const std::string& path, const std::string& name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Builds an HDF5 file in memory as h5py would: old file format, contiguous little-endian datasets without time
/// stamps, variable-length UTF-8 strings; the same calls give the same bytes. Groups along a path are made as needed.
/// It never touches the disk, where a failed write would leave the HDF5 library unfit to end the process: put the
/// result of finish() there with write_file.
/// Errors   resource: no memory; usage: a name used twice, empty, or a string with a NUL in it
class Hdf5Writer {
 public:
  /// `expected_bytes` is memory taken at once, which saves copies as the file grows.
  explicit Hdf5Writer(std::size_t expected_bytes = 0);
  Hdf5Writer(Hdf5Writer&&) noexcept;
  Hdf5Writer& operator=(Hdf5Writer&&) noexcept;
  ~Hdf5Writer();

  void create_group(const std::string& path);
  /// bfloat16 is stored as Keras does: 2 opaque bytes with an attribute dtype = "bfloat16".
  void write(const std::string& path, const Array& values);

  /// Attributes of a group or dataset that is there; "" is the root group.
  void write_string(const std::string& path, const std::string& name, std::string_view value);
  void write_int(const std::string& path, const std::string& name, std::int64_t value);
  void write_float(const std::string& path, const std::string& name, double value);
  /// A list over Keras' limit of 64,512 bytes is split into name0, name1, ...
  void write_string_list(const std::string& path, const std::string& name, const std::vector<std::string>& values);

  /// The file's bytes. The writer is spent.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fovea
