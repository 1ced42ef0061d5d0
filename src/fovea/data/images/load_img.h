#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include "fovea/base/array.h"
#include "fovea/data/images/image.h"

namespace fovea {

struct LoadImgOptions {
  std::string color_mode = "rgb";  ///< "grayscale", "rgb" or "rgba"
  std::optional<std::array<std::int64_t, 2>> target_size =
      std::nullopt;                       ///< height and width; the picture's own if not said
  std::string interpolation = "nearest";  ///< "nearest", "box", "bilinear", "hamming", "bicubic" or "lanczos"
  bool keep_aspect_ratio = false;         ///< cuts the largest part of the target's proportions from the middle first
  bool saturate_16 = false;               ///< as in DecodeOptions; Keras does so for "rgb" and "rgba"
  bool apply_orientation = false;         ///< as in DecodeOptions
  ReadLimits limits = {};
};

/// Reads a picture from a file and brings it to a size, in Pillow's arithmetic.
/// Output   height x width x channels bytes. Keras gives gray pictures of 16 bits as they are where "grayscale" is asked for;
///          here they become bytes
/// Errors   unreadable: no such file; usage: unknown names, a target below 1; as decode_image
/// Source   keras/src/utils/image_utils.py load_img, 3.15
Image load_img(const std::filesystem::path& path, const LoadImgOptions& options = {});

/// The bytes as float32 numbers 0..255, (height, width, channels).
Array img_to_array(const Image& image);

struct SaveImgOptions {
  std::string file_format = "";  ///< "png", "jpeg" or "jpg"; if not said, what the file's name ends in
  bool scale = true;             ///< stretches the numbers: the least becomes 0, the largest 255
  int quality = 75;              ///< of a JPEG
};

/// Numbers to a picture: (height, width, 1, 3 or 4). Without `scale` they are cut to whole numbers and held at 0 and 255.
/// Errors   shape: another rank or number of channels
/// Source   keras/src/utils/image_utils.py array_to_img, 3.15
Image array_to_img(const Array& array, bool scale = true);

/// Writes numbers as a picture. A JPEG leaves alpha out.
/// Errors   usage: a format that is not written; as array_to_img, write_file
/// Source   keras/src/utils/image_utils.py save_img, 3.15
void save_img(const std::filesystem::path& path, const Array& array, const SaveImgOptions& options = {});

}  // namespace fovea
