#include "fovea/data/npz.h"

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

void fovea::fuzz::read(const std::string& bytes) {
  const MemoryFile file(bytes);
  read_npz(file.path());
}
