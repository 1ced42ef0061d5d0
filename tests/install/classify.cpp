// Prediction alone: classify MODEL ROW prints the class of a picture that is bright in that row.
#include <cstdio>
#include <cstdlib>

#include "fovea/base/error.h"
#include "fovea/runtime/classifier.h"

int main(int argc, char** argv) try {
  if (argc != 3) return 2;
  const fovea::Classifier classifier = fovea::Classifier::load(argv[1]);
  std::vector<unsigned char> pixels(28 * 28, 38);
  for (int x = 0; x < 2 * 28; ++x) pixels[static_cast<std::size_t>(std::atoi(argv[2]) * 56 + x)] = 217;
  const fovea::ClassScore best = classifier.classify({pixels.data(), 28, 28, 0, fovea::PixelFormat::gray8});
  std::printf("%s %.6f\n", classifier.classes()[static_cast<std::size_t>(best.index)].c_str(),
              static_cast<double>(best.probability));
  return 0;
} catch (const fovea::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return fovea::exit_code(error.kind());
}
