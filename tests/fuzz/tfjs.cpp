// A TensorFlow.js layers model: model.json up to the first NUL, and its one shard, "w", behind it.
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "fovea/formats/tfjs/layers_model.h"
#include "tests/fuzz/target.h"

namespace fovea::fuzz {
namespace {

/// A folder for the shard, gone at the end.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fovea-fuzz-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

}  // namespace

void read(const std::string& bytes) {
  static const Folder folder;
  const std::size_t end = std::min(bytes.find('\0'), bytes.size());
  const Json json = Json::parse(bytes.substr(0, end), "fuzz");
  if (!is_tensorflow_js(json)) return;
  std::ofstream(folder.path / "w", std::ios::binary) << (end < bytes.size() ? bytes.substr(end + 1) : "");
  load_tensorflow_js(json, folder.path / "model.json");
}

}  // namespace fovea::fuzz
