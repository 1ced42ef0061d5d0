#include <fmt/format.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <memory>
#include <new>
#include <utility>

#include "fovea/data/images/codec.h"
#include "fovea/data/images/longjmp.h"

extern "C" {
#include <jerror.h>
#include <jpeglib.h>
}

namespace fovea::images {
namespace {

enum class Trouble { none, library, cut_off, scans };

struct State {
  jpeg_decompress_struct info;
  jpeg_error_mgr errors;
  jpeg_source_mgr source;
  jpeg_progress_mgr progress;
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
  Trouble trouble;
  int most_scans;
};

struct Destroy {
  void operator()(State* state) const {
    jpeg_destroy_decompress(&state->info);
    delete state;
  }
};
using Decompressor = std::unique_ptr<State, Destroy>;

[[noreturn]] void leave(j_common_ptr info, Trouble trouble) {
  State& state = *static_cast<State*>(info->client_data);
  state.trouble = trouble;
  std::longjmp(state.escape, 1);
}

extern "C" {
static void on_error(j_common_ptr info) {
  info->err->format_message(info, static_cast<State*>(info->client_data)->message);
  leave(info, Trouble::library);
}
static void on_message(j_common_ptr) {}
static void on_warning(j_common_ptr, int) {}
static void on_source(j_decompress_ptr) {}
static boolean on_end_of_data(j_decompress_ptr info) {
  leave(reinterpret_cast<j_common_ptr>(info), Trouble::cut_off);
}
static void on_skip(j_decompress_ptr info, long count) {
  const std::size_t skipped = std::min(static_cast<std::size_t>(std::max(count, 0L)), info->src->bytes_in_buffer);
  info->src->next_input_byte += skipped;
  info->src->bytes_in_buffer -= skipped;
}
static void on_progress(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number >
      static_cast<State*>(info->client_data)->most_scans)
    leave(info, Trouble::scans);
}
}

[[noreturn]] void refuse(const State& state, const Encoded& file) {
  const int code = state.errors.msg_code;
  if (state.trouble == Trouble::library && code == JERR_OUT_OF_MEMORY) throw std::bad_alloc();
  if (state.trouble == Trouble::cut_off) file.cut_off(ImageFormat::jpeg);
  if (state.trouble == Trouble::scans)
    file.refuse(ErrorKind::resource, ImageFormat::jpeg,
                fmt::format("has too many scans: {}.", limit_words("jpeg_scans", state.most_scans)));
  if (code == JERR_BAD_PRECISION)
    file.refuse(ErrorKind::unsupported, ImageFormat::jpeg,
                fmt::format("has {} bits a colour; pictures of 8 bits are read. Convert it to one.",
                            state.info.data_precision));
  if (code == JERR_SOF_UNSUPPORTED)
    file.refuse(ErrorKind::unsupported, ImageFormat::jpeg,
                "is lossless or hierarchical; baseline and progressive ones are read. Convert it to one.");
  file.refuse(ErrorKind::format, ImageFormat::jpeg,
              fmt::format("is damaged: {}. Get the file again.", state.message));
}

/// Everything up to the first scan has been read.
Decompressor opened(const Encoded& file) {
  Decompressor state(new State());
  state->most_scans = file.options.limits.jpeg_scans;
  jpeg_decompress_struct& info = state->info;
  info.err = jpeg_std_error(&state->errors);
  info.client_data = state.get();
  state->errors.error_exit = on_error;
  state->errors.output_message = on_message;
  state->errors.emit_message = on_warning;
  state->source = {reinterpret_cast<const JOCTET*>(file.bytes.data()),
                   file.bytes.size(),
                   on_source,
                   on_end_of_data,
                   on_skip,
                   jpeg_resync_to_restart,
                   on_source};
  state->progress.progress_monitor = on_progress;
  State* const open = state.get();
  const bool fine = finishes(open->escape, [open] {
    jpeg_create_decompress(&open->info);  // clears all but err and client_data
    open->info.src = &open->source;
    open->info.progress = &open->progress;
    jpeg_save_markers(&open->info, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(&open->info, TRUE);
  });
  if (!fine) refuse(*state, file);
  if (info.num_components != 1 && info.num_components != 3 && info.num_components != 4)
    file.refuse(ErrorKind::unsupported, ImageFormat::jpeg,
                fmt::format("has {} components; 1 (gray), 3 (colour) and 4 (CMYK) are read.", info.num_components));
  return state;
}

int orientation_of(const jpeg_decompress_struct& info) {
  using namespace std::string_view_literals;
  constexpr std::string_view exif = "Exif\0\0"sv;
  for (const jpeg_marker_struct* marker = info.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (data.starts_with(exif)) return exif_orientation(data.substr(exif.size()));
  }
  return 1;
}

ImageHeader header(const Encoded& file) {
  const Decompressor state = opened(file);
  const jpeg_decompress_struct& info = state->info;
  ImageHeader header;
  header.height = info.image_height;
  header.width = info.image_width;
  header.mode = info.num_components == 1 ? "L" : info.num_components == 3 ? "RGB" : "CMYK";
  header.orientation = orientation_of(info);
  return header;
}

/// The largest of 1/8, 1/4 and 1/2 that keeps both sides at what is asked for, else 1. libjpeg rounds sides up.
unsigned eighths(const DecodeOptions& options, const ImageHeader& header) {
  if (options.least_height < 1 && options.least_width < 1) return 8;
  std::int64_t height = header.height, width = header.width;
  if (options.apply_orientation && lies_on_its_side(header.orientation)) std::swap(height, width);
  for (const unsigned scale : {1u, 2u, 4u})
    if ((height * scale + 7) / 8 >= options.least_height && (width * scale + 7) / 8 >= options.least_width)
      return scale;
  return 8;
}

/// Four inks to RGB. Files hold them inverted, as Adobe's programs do; TensorFlow believes those without Adobe's mark.
void inks_to_rgb(const JSAMPLE* line, std::size_t pixels, bool as_tf, bool inverted, std::uint8_t* to) {
  for (std::size_t i = 0; i < pixels; ++i, line += 4, to += 3) {
    if (as_tf) {
      const int black = inverted ? line[3] : 255 - line[3];
      for (int c = 0; c < 3; ++c)
        to[c] = static_cast<std::uint8_t>((inverted ? line[c] : 255 - line[c]) * black / 255);
    } else {
      std::uint8_t inks[4];
      for (int c = 0; c < 4; ++c) inks[c] = static_cast<std::uint8_t>(255 - line[c]);
      cmyk_to_rgb(inks, to);
    }
  }
}

void decode_rows(const Encoded& file, const ImageHeader& header, RowSink& to) {
  const Decompressor state = opened(file);
  State* const open = state.get();
  jpeg_decompress_struct& info = state->info;
  const bool as_tf = file.options.path == DecodePath::tf, inks = info.num_components == 4;
  const bool gray = info.num_components == 1 || (as_tf && !inks && file.options.color_mode == ColorMode::grayscale);
  info.out_color_space = gray ? JCS_GRAYSCALE : inks ? JCS_CMYK : JCS_RGB;
  info.dct_method = as_tf ? JDCT_IFAST : JDCT_ISLOW;
  info.scale_num = eighths(file.options, header);
  info.scale_denom = 8;
  if (!finishes(open->escape, [open] { jpeg_start_decompress(&open->info); })) refuse(*state, file);

  to.begin(info.output_height, info.output_width, gray ? 1 : 3);
  constexpr JDIMENSION at_once = 32;
  const std::size_t bytes = std::size_t{info.output_width} * static_cast<std::size_t>(info.output_components);
  // libjpeg-turbo writes rows that begin at a multiple of 16 or 32 bytes past the cache, from where they would have to be read
  // back: 1.3 times the whole decoding. New memory begins at such a multiple.
  constexpr std::size_t beside = 1;
  std::vector<JSAMPLE> memory(beside + at_once * bytes);
  JSAMPLE* const strip = memory.data() + beside;
  std::vector<std::uint8_t> colors(inks ? at_once * std::size_t{info.output_width} * 3 : 0);
  while (info.output_scanline < info.output_height) {
    const JDIMENSION begin = info.output_scanline, count = std::min(at_once, info.output_height - begin);
    const bool fine = finishes(open->escape, [open, begin, count, bytes, strip] {
      JSAMPROW rows[at_once];
      for (JDIMENSION i = 0; i < count; ++i) rows[i] = strip + i * bytes;
      // libjpeg gives as many rows at once as it has.
      for (JDIMENSION got = 0; got < count; got = open->info.output_scanline - begin)
        jpeg_read_scanlines(&open->info, rows + got, count - got);
    });
    if (!fine) refuse(*state, file);
    if (inks)
      inks_to_rgb(strip, std::size_t{count} * info.output_width, as_tf, info.saw_Adobe_marker != 0, colors.data());
    to.add(inks ? colors.data() : strip, count);
  }
}

Image decode(const Encoded& file, const ImageHeader& header) {
  WholePicture whole;
  decode_rows(file, header, whole);
  return std::move(whole.image);
}

bool matches(std::string_view bytes) { return bytes.starts_with("\xff\xd8\xff"); }

}  // namespace

const Codec jpeg_codec{ImageFormat::jpeg, matches, header, decode, decode_rows};

}  // namespace fovea::images
