// A .keras archive. One that is damaged anywhere fails its checksums, so an input that is none is taken as the parts of
// one, config.json up to the first NUL and the weights behind it, and packed.
#include "fovea/data/zip_test_support.h"
#include "fovea/formats/keras/archive.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

void fovea::fuzz::read(const std::string& bytes) {
  if (bytes.starts_with("PK")) {
    const MemoryFile file(bytes);
    load_keras(file.path());
    return;
  }
  const std::size_t end = std::min(bytes.find('\0'), bytes.size());
  const std::string weights = end < bytes.size() ? bytes.substr(end + 1) : "";
  const MemoryFile file(zip_bytes({{"config.json", bytes.substr(0, end)}, {"model.weights.h5", weights}}));
  load_keras(file.path());
}
