#include "fovea/data/idx.h"

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

void fovea::fuzz::read(const std::string& bytes) {
  const MemoryFile file(bytes);
  read_idx(file.path());
}
