#pragma once
#include <optional>
#include <vector>

#include "fovea/kernels/image/pillow_resize.h"
#include "fovea/kernels/image/resize.h"
#include "fovea/models/model.h"
#include "fovea/runtime/image_view.h"

namespace fovea {

/// What a model takes: rows x columns x channels numbers, made from pixels 0..255 by x * scale + offset. Rows and columns
/// may be None.
struct InputForm {
  std::int64_t height = 1, width = 1, channels = 1;
  bool picture = true;  ///< false: a row of numbers, which only raw_f32 gives
  InputScaling scaling = {};
  std::optional<PillowFilter> filter = {};  ///< that training resized photos with; none: bilinear_tap
  bool keep_aspect_ratio = false;           ///< of the middle part, where there is a filter
};

/// Refuses a view that is no picture, or not one for this model. Errors   usage, shape
void check_view(const ImageView& view, const InputForm& form);

/// Turns pictures into the numbers that a model of known size takes: channels as Pillow converts them (gray is
/// 0.299 R + 0.587 G + 0.114 B, rounded; alpha is left out), then the size as the form says, then the scaling.
class PixelReader {
 public:
  explicit PixelReader(const InputForm& form);
  /// `view` has been checked. Allocates nothing where the size is the model's or the form has no filter.
  /// Errors   shape: a picture of which no part has the model's proportions
  void read(const ImageView& view, float* numbers);

 private:
  template <int channels, PixelFormat format>
  void resize(const ImageView& view, float* numbers);
  /// With the form's filter.
  template <int channels, PixelFormat format>
  void filter(const ImageView& view, float* numbers);
  template <int channels>
  void convert(const ImageView& view, float* numbers);

  InputForm form_;
  std::vector<Tap> columns_;
};

}  // namespace fovea
