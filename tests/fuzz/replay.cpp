// Feeds every file of the folders it is given to a target, for compilers without libFuzzer.
#include <cstdio>
#include <filesystem>

#include "fovea/base/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** arguments) {
  int seeds = 0;
  for (int i = 1; i < count; ++i)
    for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) {
      std::printf("%s\n", entry.path().c_str());  // before it runs, so that a crash names its seed
      std::fflush(stdout);
      const std::string bytes = fovea::read_file(entry.path());
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++seeds;
    }
  if (seeds == 0) std::puts("there are no seeds");
  return seeds == 0 ? 1 : 0;
}
