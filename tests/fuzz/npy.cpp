#include "fovea/data/npy.h"

#include <cstdlib>

#include "tests/fuzz/target.h"

void fovea::fuzz::read(const std::string& bytes) {
  const Array array = parse_npy(bytes, "fuzz");
  if (parse_npy(npy_bytes(array), "again").shape() != array.shape()) std::abort();
}
