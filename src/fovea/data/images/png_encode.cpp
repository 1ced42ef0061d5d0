#include <fmt/format.h>
#include <png.h>

#include <new>

#include "fovea/base/error.h"
#include "fovea/data/images/encode.h"
#include "fovea/data/images/longjmp.h"

namespace fovea {
namespace {

/// The file so far. libpng may not be left by an exception, so that memory that ends is remembered.
struct Output {
  std::string bytes;
  bool full = false;
};

extern "C" {
static void on_error(png_structp png, png_const_charp) { png_longjmp(png, 1); }
static void on_warning(png_structp, png_const_charp) {}
static void on_flush(png_structp) {}
static void on_write(png_structp png, png_bytep from, std::size_t count) {
  Output& output = *static_cast<Output*>(png_get_io_ptr(png));
  try {
    output.bytes.append(reinterpret_cast<const char*>(from), count);
  } catch (const std::bad_alloc&) {
    output.full = true;
  }
  if (output.full) png_error(png, "memory ends");
}
}

struct Writer {
  png_structp png = nullptr;
  png_infop info = nullptr;
  ~Writer() { png_destroy_write_struct(&png, &info); }
};

bool write(const Writer& writer, const Image& image, Output& output) {
  constexpr int colors[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                            PNG_COLOR_TYPE_RGB_ALPHA};
  return images::finishes(png_jmpbuf(writer.png), [&] {
    png_set_write_fn(writer.png, &output, on_write, on_flush);
    png_set_user_limits(writer.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(image.width),
                 static_cast<png_uint_32>(image.height), 8, colors[image.channels - 1], PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer.png, writer.info);
    for (std::int64_t y = 0; y < image.height; ++y) png_write_row(writer.png, image.row(y));
    png_write_end(writer.png, writer.info);
  });
}

}  // namespace

std::string encode_png(const Image& image) {
  if (image.height < 1 || image.width < 1 || image.channels < 1 || image.channels > 4)
    fail(ErrorKind::usage,
         fmt::format("encode_png: takes pictures of 1 to 4 channels with pixels; received {} x {} with {} channels.",
                     image.width, image.height, image.channels));
  Output output;
  Writer writer;
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning);
  if (writer.png != nullptr) writer.info = png_create_info_struct(writer.png);
  if (writer.info == nullptr || !write(writer, image, output))
    fail(ErrorKind::resource,
         fmt::format("encode_png: a picture of {} x {} pixels needs more memory than this machine can give.",
                     image.width, image.height));
  return std::move(output.bytes);
}

}  // namespace fovea
