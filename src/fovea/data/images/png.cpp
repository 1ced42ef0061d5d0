#include <fmt/format.h>
#include <png.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <optional>

#include "fovea/data/images/codec.h"
#include "fovea/data/images/longjmp.h"

namespace fovea::images {
namespace {

constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";

struct State {
  png_structp png;
  png_infop info;
  const char* next;
  std::size_t left;
  bool ran_out;
  char message[128];
};

struct Destroy {
  void operator()(State* state) const {
    png_destroy_read_struct(&state->png, &state->info, nullptr);
    delete state;
  }
};
using Reader = std::unique_ptr<State, Destroy>;

extern "C" {
static void on_error(png_structp png, png_const_charp text) {
  State& state = *static_cast<State*>(png_get_error_ptr(png));
  std::snprintf(state.message, sizeof state.message, "%s", text);
  png_longjmp(png, 1);
}
static void on_warning(png_structp, png_const_charp) {}
static void on_read(png_structp png, png_bytep to, std::size_t count) {
  State& state = *static_cast<State*>(png_get_io_ptr(png));
  if (count > state.left) {
    state.ran_out = true;
    png_error(png, "the file ends");
  }
  std::memcpy(to, state.next, count);
  state.next += count;
  state.left -= count;
}
}

[[noreturn]] void refuse(const State& state, const Encoded& file) {
  if (state.ran_out) file.cut_off(ImageFormat::png);
  const std::string_view message = state.message;
  if (message == "Out of memory" || message == "insufficient memory") throw std::bad_alloc();  // libpng's, zlib's
  file.refuse(ErrorKind::format, ImageFormat::png, fmt::format("is damaged: {}. Get the file again.", state.message));
}

/// The chunks up to the first of pixels, without libpng, so that only a few bytes are looked at.
template <class Visit>
void each_chunk(const Encoded& file, Visit visit) {
  std::size_t at = signature.size();
  while (at + 8 <= file.bytes.size()) {
    const std::size_t length = big32(&file.bytes[at]);
    const std::string_view name = file.bytes.substr(at + 4, 4);
    if (name == "IDAT" || file.bytes.size() - at - 8 < length) return;
    visit(name, file.bytes.substr(at + 8, length));
    at += length + 12;
  }
}

std::string mode_of(int bits, int color) {
  switch (color) {
    case PNG_COLOR_TYPE_GRAY:
      return bits == 1 ? "1" : bits == 16 ? "I;16" : "L";
    case PNG_COLOR_TYPE_GRAY_ALPHA:
      return bits == 16 ? "RGBA" : "LA";
    case PNG_COLOR_TYPE_PALETTE:
      return "P";
    case PNG_COLOR_TYPE_RGB:
      return "RGB";
    default:
      return "RGBA";
  }
}

ImageHeader header(const Encoded& file) {
  constexpr std::size_t header_bytes = 13;
  ImageHeader header;
  bool first = true, animated = false, frame_first = false;
  each_chunk(file, [&](std::string_view name, std::string_view data) {
    if (first && (name != "IHDR" || data.size() != header_bytes))
      file.refuse(ErrorKind::format, ImageFormat::png,
                  "is damaged: it does not begin with its header. Get the file again.");
    if (first) {
      header.width = big32(&data[0]);
      header.height = big32(&data[4]);
      header.mode = mode_of(data[8], data[9]);
    }
    first = false;
    if (name == "acTL" && data.size() >= 4 && big32(&data[0]) > 0) {
      animated = true;
      header.frames = big32(&data[0]);
    }
    if (name == "fcTL") frame_first = true;
    if (name == "eXIf") header.orientation = exif_orientation(data);
  });
  if (first) file.cut_off(ImageFormat::png);
  if (animated && !frame_first) ++header.frames;  // the still picture is none of the animation's
  return header;
}

/// libpng asks for the compressed pixels in pieces of `piece` bytes.
Reader opened(const Encoded& file, std::size_t piece) {
  Reader reader(new State());
  State* const state = reader.get();
  state->next = file.bytes.data();
  state->left = file.bytes.size();
  state->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, state, on_error, on_warning);
  if (state->png != nullptr) state->info = png_create_info_struct(state->png);
  if (state->info == nullptr) throw std::bad_alloc();
  const bool fine = finishes(png_jmpbuf(state->png), [state, piece, limits = &file.options.limits] {
    png_structp png = state->png;
    png_set_read_fn(png, state, on_read);
    png_set_user_limits(png, static_cast<png_uint_32>(limits->picture_side),
                        static_cast<png_uint_32>(limits->picture_side));
    png_set_crc_action(png, PNG_CRC_DEFAULT, PNG_CRC_QUIET_USE);
    png_set_compression_buffer_size(png, piece);
    // Nothing else than tRNS changes a pixel; profiles and texts, which may unfold to anything, are passed over.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(png, state->info);
  });
  if (!fine) refuse(*state, file);
  return reader;
}

Palette palette_of(State& state) {
  Palette palette;
  png_colorp colors = nullptr;
  int count = 0;
  png_get_PLTE(state.png, state.info, &colors, &count);
  for (int i = 0; i < count && i < 256; ++i)
    palette.set(static_cast<std::size_t>(i), colors[i].red, colors[i].green, colors[i].blue);
  png_bytep alphas = nullptr;
  int alpha_count = 0;
  if (png_get_tRNS(state.png, state.info, &alphas, &alpha_count, nullptr) != 0)
    for (int i = 0; i < alpha_count && i < 256; ++i) palette.rgba[i][3] = alphas[i];
  return palette;
}

/// Whether libpng had given every pixel when it was left: it reads on to the end of the compressed data.
bool is_complete(const State& state, std::int64_t height) {
  constexpr int passes = 7;
  if (png_get_interlace_type(state.png, state.info) == PNG_INTERLACE_NONE)
    return png_get_current_row_number(state.png) >= static_cast<png_uint_32>(height);
  return png_get_current_pass_number(state.png) >= passes;
}

/// The picture as libpng gives it, or nothing where the file ends too early for pieces of this size.
std::optional<Image> read_pixels(const Encoded& file, const ImageHeader& header, std::size_t piece) {
  const Reader reader = opened(file, piece);
  State* const state = reader.get();
  const int color = png_get_color_type(state->png, state->info);
  const bool indexed = color == PNG_COLOR_TYPE_PALETTE, rgba = file.options.color_mode == ColorMode::rgba;
  const bool saturate = file.options.saturate_16 && header.mode == "I;16";
  int channels = 0;
  const bool prepared = finishes(png_jmpbuf(state->png), [=, &channels] {
    png_structp png = state->png;
    // Pixels whose checksum is wrong are shown, as Pillow does; a header's is not forgiven.
    png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    if (!saturate) png_set_strip_16(png);
    png_set_packing(png);
    if (color == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
    if (!indexed && rgba && !saturate) png_set_tRNS_to_alpha(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, state->info);
    channels = png_get_channels(png, state->info);
  });
  if (!prepared) refuse(*state, file);

  Image image(header.height, header.width, channels * (saturate ? 2 : 1));
  std::vector<png_bytep> rows;
  for (std::int64_t y = 0; y < image.height; ++y) rows.push_back(image.row(y));
  if (!finishes(png_jmpbuf(state->png), [state, to = rows.data()] { png_read_image(state->png, to); })) {
    if (!state->ran_out) refuse(*state, file);
    if (!is_complete(*state, header.height)) return std::nullopt;
  }
  if (indexed) return looked_up(image.pixels, image.height, image.width, palette_of(*state), rgba);
  if (!saturate) return image;
  Image clipped(image.height, image.width, 1);
  for (std::size_t i = 0; i < clipped.pixels.size(); ++i)
    clipped.pixels[i] = image.pixels[2 * i] != 0 ? 255 : image.pixels[2 * i + 1];
  return clipped;
}

/// A file may end inside the chunk of its last pixels and still hold them all, which only single bytes show.
Image decode(const Encoded& file, const ImageHeader& header) {
  constexpr std::size_t usual_piece = 8192;
  for (const std::size_t piece : {usual_piece, std::size_t{1}})
    if (std::optional<Image> image = read_pixels(file, header, piece)) return *std::move(image);
  file.cut_off(ImageFormat::png);
}

bool matches(std::string_view bytes) { return bytes.starts_with(signature); }

}  // namespace

const Codec png_codec{ImageFormat::png, matches, header, decode};

}  // namespace fovea::images
