#include "fovea/base/json.h"

#include <cstdlib>

#include "tests/fuzz/target.h"

void fovea::fuzz::read(const std::string& bytes) {
  const Json json = Json::parse(bytes, "fuzz");
  if (Json::parse(json.dump(), "again") != json) std::abort();
}
