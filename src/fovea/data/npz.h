#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/data/zip_archive.h"

namespace fovea {

/// Arrays by name, in the order of the file.
using NamedArrays = std::vector<std::pair<std::string, Array>>;

/// An .npz file that is open for reading: a zip archive of .npy arrays. Arrays are read one by one, so one that fovea
/// cannot read does not stand in the way of the others.
class NpzFile {
 public:
  /// Errors   unreadable: no such file; format: not a zip archive (the text says what it is instead); those of
  ///          ZipReader
  explicit NpzFile(const std::filesystem::path& path, const ReadLimits& limits = {});

  /// Names of the arrays, without ".npy". Other entries are left out.
  const std::vector<std::string>& names() const { return names_; }
  bool has(std::string_view name) const;
  /// Errors   usage: no array of that name; those of ZipReader and read_npy
  Array read(const std::string& name) const;

 private:
  std::string path_;
  ReadLimits limits_;
  ZipReader archive_;
  std::vector<std::string> names_;
};

/// Every array of an .npz file. Errors   those of NpzFile and read_npy
NamedArrays read_npz(const std::filesystem::path& path, const ReadLimits& limits = {});

/// Writes an .npz file, all or nothing, with stored entries as numpy.savez does.
/// Errors   usage: an empty name or one that comes twice; resource: disk full, no permission
void write_npz(const std::filesystem::path& path, const NamedArrays& arrays);

}  // namespace fovea
