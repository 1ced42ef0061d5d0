#pragma once
#include <cstddef>
#include <string>
#include <variant>

#include "fovea/data/images/image.h"
#include "fovea/data/photos/photo_form.h"
#include "fovea/kernels/image/pillow_rows.h"
#include "fovea/kernels/image/tf_rows.h"

namespace fovea {

/// Brings a picture to its form while it is decoded, or when all of it has come where that has to be.
class PhotoRows : public RowSink {
 public:
  /// Input    place: names the picture in errors
  /// Output   pixels: of form.shape() and form.dtype()
  PhotoRows(const PhotoForm& form, std::string place, std::byte* pixels);

  /// Errors   format: a picture too narrow to have a part of the form's proportions
  void begin(std::int64_t height, std::int64_t width, std::int64_t channels) override;
  void add(const std::uint8_t* rows, std::int64_t count) override;
  void take(const Image& picture) override;

 private:
  void choose_rows(std::int64_t height, std::int64_t width, std::int64_t channels);
  void resize(const Image& picture);
  void resize_as_pillow(const Image& picture);
  void resize_as_tf(const Image& picture);
  void resize_with_pad(const Image& picture);

  const PhotoForm& form_;
  std::string place_;
  std::byte* pixels_;
  PixelBox part_;                                                     ///< of the picture that comes
  std::variant<WholePicture, PillowRows, NearestRows, TfRows> rows_;  ///< the first where all of it has to be there
};

}  // namespace fovea
