#pragma once
#include <stdlib.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "fovea/base/error.h"

namespace fovea {

/// A folder for one test's files, gone when the test ends.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "fovea-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  /// Writes a file and returns its path.
  std::filesystem::path add(const std::string& name, std::string_view content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::filesystem::remove(path_ / name);  // a file written over would be waited for until it is on the disk
    std::ofstream(path_ / name, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

/// What a call that must fail failed with.
struct Failure {
  bool failed = false;
  ErrorKind kind = ErrorKind::internal;
  std::string text;
  bool says(std::string_view words) const { return text.find(words) != std::string::npos; }
};

template <class Call>
Failure failure_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return {true, error.kind(), error.what()};
  }
  return {};
}

/// An IDX file of unsigned bytes, or of another type code, in memory.
inline std::string idx_bytes(std::initializer_list<std::uint32_t> dims, std::string_view elements, char type = 8) {
  std::string bytes = {'\0', '\0', type, static_cast<char>(dims.size())};
  for (const std::uint32_t dim : dims)
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(dim >> shift & 0xff);
  return bytes + std::string(elements);
}

}  // namespace fovea
