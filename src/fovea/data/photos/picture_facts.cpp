#include <cmath>
#include <map>

#include "fovea/base/machine_error.h"
#include "fovea/base/text.h"
#include "fovea/data/hash.h"
#include "fovea/data/photos/photo_check.h"

namespace fovea {
namespace {

/// Whether a name ends as pictures of another format do.
bool says_other_format(std::string_view name, ImageFormat format) {
  static const std::map<std::string, ImageFormat, std::less<>> known{
      {"jpg", ImageFormat::jpeg},  {"jpeg", ImageFormat::jpeg}, {"jpe", ImageFormat::jpeg},
      {"jfif", ImageFormat::jpeg}, {"png", ImageFormat::png},   {"webp", ImageFormat::webp},
      {"gif", ImageFormat::gif},   {"bmp", ImageFormat::bmp},   {"dib", ImageFormat::bmp},
      {"tif", ImageFormat::tiff},  {"tiff", ImageFormat::tiff}, {"ppm", ImageFormat::pnm},
      {"pgm", ImageFormat::pnm},   {"pbm", ImageFormat::pnm},   {"pnm", ImageFormat::pnm},
      {"pam", ImageFormat::pnm}};
  const std::string_view own = name.substr(name.rfind('/') + 1);
  const std::size_t dot = own.rfind('.');
  if (dot == std::string_view::npos) return false;
  const auto found = known.find(to_lower(own.substr(dot + 1)));
  return found != known.end() && found->second != format;
}

void measure(const Image& picture, PictureFacts& facts) {
  std::array<std::uint64_t, 3> sum{}, squares{};
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3)
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint64_t value = picture.pixels[i + c];
      sum[c] += value;
      squares[c] += value * value;
    }
  const double count = static_cast<double>(picture.pixels.size()) / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    facts.mean[c] = static_cast<double>(sum[c]) / count;
    facts.mean_square[c] = static_cast<double>(squares[c]) / count;
  }
}

std::string hash_of_pixels(const Image& picture) {
  Sha256 hash;
  hash.update(std::to_string(picture.height) + "x" + std::to_string(picture.width) + ":");
  hash.update({reinterpret_cast<const char*>(picture.pixels.data()), picture.pixels.size()});
  return hash.hex();
}

}  // namespace

bool PictureFacts::constant() const {
  constexpr double least_std = 1.5;
  bool flat = readable();
  for (std::size_t c = 0; c < 3; ++c) flat = flat && mean_square[c] - mean[c] * mean[c] < least_std * least_std;
  return flat;
}

PictureFacts facts_of(const FileStore& files, std::uint32_t file, const ReadLimits& limits) {
  PictureFacts facts{.photo = {file}};
  const std::string who = files.place(file);
  try {
    const std::string bytes = files.read(file);
    facts.bytes = static_cast<std::int64_t>(bytes.size());
    facts.file_hash = sha256(bytes);
    if (bytes.empty()) {
      facts.problem = "is empty";
      return facts;
    }
    facts.header = image_header(bytes, who, limits);
    facts.wrong_suffix = says_other_format(files.names()[file], facts.header->format);
    DecodeOptions options;
    options.limits = limits;
    const Image picture = decode_image(bytes, who, options);
    facts.pixel_hash = hash_of_pixels(picture);
    measure(picture, facts);
    facts.look = look_of(picture);
  } catch (const Error& error) {
    if (!is_of_content(error)) throw;
    facts.problem = error.what();
    for (const std::string& place : {who + ": ", files.who() + ": "})
      if (facts.problem.starts_with(place)) facts.problem.erase(0, place.size());
  }
  return facts;
}

}  // namespace fovea
