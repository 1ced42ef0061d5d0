#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "fovea/base/error.h"

namespace fovea::fuzz {

/// Feeds one input to a reader. What the reader refuses it refuses as an Error; anything else ends the process.
void read(const std::string& bytes);

}  // namespace fovea::fuzz

/// What libFuzzer and replay.cpp call. Every target stands in a file of its own, which alone includes this header and
/// defines read().
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    fovea::fuzz::read(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const fovea::Error&) {
  }
  return 0;
}
