#include <fmt/format.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>
#include <new>

#include "fovea/data/images/codec.h"

namespace fovea::images {
namespace {

WebPData data_of(const Encoded& file) {
  return {reinterpret_cast<const std::uint8_t*>(file.bytes.data()), file.bytes.size()};
}

struct Delete {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

[[noreturn]] void damaged(const Encoded& file) {
  file.refuse(ErrorKind::format, ImageFormat::webp, "is damaged or cut off. Get the file again.");
}

ImageHeader header(const Encoded& file) {
  const WebPData data = data_of(file);
  const std::unique_ptr<WebPDemuxer, Delete> demuxer(WebPDemux(&data));
  WebPBitstreamFeatures features;
  if (demuxer == nullptr || WebPGetFeatures(data.bytes, data.size, &features) != VP8_STATUS_OK) damaged(file);
  ImageHeader header;
  header.width = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH);
  header.height = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT);
  header.frames = WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT);
  header.mode = features.has_alpha != 0 ? "RGBA" : "RGB";
  WebPChunkIterator chunk;
  if (WebPDemuxGetChunk(demuxer.get(), "EXIF", 1, &chunk) != 0) {
    std::string_view exif(reinterpret_cast<const char*>(chunk.chunk.bytes), chunk.chunk.size);
    if (exif.starts_with("Exif")) exif.remove_prefix(std::min<std::size_t>(6, exif.size()));
    header.orientation = exif_orientation(exif);
    WebPDemuxReleaseChunkIterator(&chunk);
  }
  return header;
}

/// The first frame laid on an empty canvas.
Image first_frame(const Encoded& file, const ImageHeader& header) {
  const WebPData data = data_of(file);
  WebPAnimDecoderOptions options;
  WebPAnimDecoderOptionsInit(&options);
  const std::unique_ptr<WebPAnimDecoder, Delete> decoder(WebPAnimDecoderNew(&data, &options));
  std::uint8_t* canvas = nullptr;
  int timestamp = 0;
  if (decoder == nullptr) throw std::bad_alloc();  // its header was read before
  if (WebPAnimDecoderGetNext(decoder.get(), &canvas, &timestamp) == 0) damaged(file);
  Image image(header.height, header.width, 4);
  std::copy_n(canvas, image.pixels.size(), image.pixels.begin());
  return image;
}

Image decode(const Encoded& file, const ImageHeader& header) {
  const WebPData data = data_of(file);
  WebPDecoderConfig config;
  WebPInitDecoderConfig(&config);
  const WebPBitstreamFeatures& features = config.input;
  if (WebPGetFeatures(data.bytes, data.size, &config.input) != VP8_STATUS_OK) damaged(file);
  if (features.has_animation != 0) return first_frame(file, header);
  const bool rgba = file.options.color_mode == ColorMode::rgba;
  check_size(file, ImageFormat::webp, features.height, features.width);
  Image image(features.height, features.width, rgba ? 4 : 3);
  config.output.colorspace = rgba ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {image.pixels.data(), static_cast<int>(image.row_bytes()), image.pixels.size()};
  const VP8StatusCode status = WebPDecode(data.bytes, data.size, &config);
  if (status == VP8_STATUS_OUT_OF_MEMORY) throw std::bad_alloc();
  if (status != VP8_STATUS_OK) damaged(file);
  return image;
}

bool matches(std::string_view bytes) {
  return bytes.size() >= 16 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP";
}

}  // namespace

const Codec webp_codec{ImageFormat::webp, matches, header, decode};

}  // namespace fovea::images
