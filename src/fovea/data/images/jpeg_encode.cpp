#include <fmt/format.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "fovea/base/error.h"
#include "fovea/data/images/encode.h"
#include "fovea/data/images/longjmp.h"

extern "C" {
#include <jpeglib.h>
}

namespace fovea {
namespace {

struct State {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  std::jmp_buf escape;
  unsigned char* bytes;
  unsigned long size;
};

struct Destroy {
  void operator()(State* state) const {
    jpeg_destroy_compress(&state->info);
    std::free(state->bytes);  // libjpeg took it with malloc
    delete state;
  }
};

extern "C" {
static void on_error(j_common_ptr info) { std::longjmp(static_cast<State*>(info->client_data)->escape, 1); }
static void on_message(j_common_ptr) {}
}

bool write(State& state, const Image& image, int quality) {
  jpeg_compress_struct& info = state.info;
  info.err = jpeg_std_error(&state.errors);
  state.errors.error_exit = on_error;
  state.errors.output_message = on_message;
  info.client_data = &state;
  return images::finishes(state.escape, [&] {
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &state.bytes, &state.size);
    info.image_width = static_cast<JDIMENSION>(image.width);
    info.image_height = static_cast<JDIMENSION>(image.height);
    info.input_components = static_cast<int>(image.channels);
    info.in_color_space = image.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
      JSAMPROW row = const_cast<JSAMPROW>(image.row(info.next_scanline));  // libjpeg only reads it
      jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
  });
}

}  // namespace

std::string encode_jpeg(const Image& image, int quality) {
  const bool fits = image.height >= 1 && image.width >= 1 && image.height <= JPEG_MAX_DIMENSION &&
                    image.width <= JPEG_MAX_DIMENSION;
  if (!fits || (image.channels != 1 && image.channels != 3))
    fail(ErrorKind::usage, fmt::format("encode_jpeg: takes pictures of 1 or 3 channels with sides of 1 to {}; "
                                       "received {} x {} with {} channels.",
                                       JPEG_MAX_DIMENSION, image.width, image.height, image.channels));
  if (quality < 1 || quality > 100)
    fail(ErrorKind::usage, fmt::format("encode_jpeg: quality is 1 to 100. Received {}.", quality));
  const std::unique_ptr<State, Destroy> state(new State());
  if (!write(*state, image, quality))
    fail(ErrorKind::resource,
         fmt::format("encode_jpeg: a picture of {} x {} pixels needs more memory than this machine can give.",
                     image.width, image.height));
  return {reinterpret_cast<const char*>(state->bytes), state->size};
}

}  // namespace fovea
