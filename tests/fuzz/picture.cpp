#include "fovea/data/images/image.h"
#include "tests/fuzz/target.h"

void fovea::fuzz::read(const std::string& bytes) {
  DecodeOptions options;
  options.limits.picture_pixels = 1 << 20;  // so that one input takes milliseconds
  image_header(bytes, "input", options.limits);
  options.color_mode = ColorMode::rgba;
  options.apply_orientation = true;
  decode_image(bytes, "input", options);
  options.color_mode = ColorMode::grayscale;
  options.path = DecodePath::tf;
  options.saturate_16 = true;
  options.least_height = options.least_width = 8;
  decode_image(bytes, "input", options);
}
