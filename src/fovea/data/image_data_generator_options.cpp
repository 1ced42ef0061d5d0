#include "fovea/data/image_data_generator_options.h"

#include <cmath>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/preprocessing_functions.h"
#include "fovea/kernels/image/spline.h"

namespace fovea {
namespace {

const std::string who = "ImageDataGenerator";

[[noreturn]] void refuse(const std::string& rule, const Json& received, const std::string& way_out) {
  fail(ErrorKind::usage, who + ": " + rule + ". Received " + received.dump() + ". " + way_out);
}

void check_range(const std::string& name, double value, const std::string& unit) {
  if (std::isfinite(value) && value >= 0) return;
  refuse(name + " is at least 0: numbers between -" + name + " and " + name + " are drawn", value,
         "Write it without a sign, in " + unit + ".");
}

void check_epsilon(double value) {
  if (std::isfinite(value) && value >= 0) return;
  refuse("zca_epsilon is at least 0: it is added to the singular values", value, "1e-6 is Keras' own.");
}

void check_shift(const std::string& name, const ShiftRange& range) {
  if (!range.negative()) return;
  refuse(name + " is at least 0: shifts both ways are drawn", to_json(range),
         "Write it without a sign; certain shifts are given as a list, [-3, 3].");
}

void check_zoom(const Numbers& zoom) {
  const std::vector<double>& values = zoom.values();
  const Json received = to_json(zoom);
  const bool pair = zoom.shape().rank() == 1 && values.size() == 2;
  if (!zoom.set() || (zoom.shape().rank() > 0 && !pair))
    refuse("zoom_range is a number or two", received, "zoom_range=0.2 zooms by 0.8 to 1.2.");
  for (const double value : values)
    if (pair && !(value > 0 && std::isfinite(value)))
      refuse("both numbers of zoom_range are above 0: a picture is sampled at this many of its pixels a pixel",
             received, "1 leaves it as it is, [0.8, 1.2] zooms by 0.8 to 1.2.");
  if (!pair && !(values[0] >= 0 && values[0] < 1))
    refuse(
        "zoom_range is at least 0 and below 1: factors between 1 - zoom_range and 1 + zoom_range are drawn, and a "
        "factor of 0 or less shows nothing or a mirror image",
        received, "Write the factors themselves, as in zoom_range=[0.5, 2.0], for a stronger zoom.");
}

void check_brightness(const Numbers& range) {
  if (!range.set()) return;
  const bool pair = range.shape().rank() == 1 && range.values().size() == 2;
  if (!pair)
    refuse("brightness_range is two numbers, the smallest and the largest factor", to_json(range),
           "brightness_range=[0.8, 1.2] makes pictures up to a fifth darker or brighter.");
  for (const double value : range.values())
    if (!(value >= 0 && std::isfinite(value)))
      refuse("the factors of brightness_range are at least 0", to_json(range), "1 leaves a picture as it is.");
}

void check_formats(const ImageDataGeneratorOptions& o) {
  if (o.data_format && *o.data_format == "channels_first")
    fail(ErrorKind::unsupported, who +
                                     ": data_format='channels_first' is not supported: pictures have their channels "
                                     "last here. Leave data_format out.");
  if (o.data_format && *o.data_format != "channels_last")
    refuse("data_format is 'channels_last'", to_json(o.data_format), "Leave it out.");
  if (o.dtype && *o.dtype != "float32")
    fail(ErrorKind::unsupported,
         who + ": pictures are float32. Received dtype=" + to_json(o.dtype).dump() + ". Leave dtype out.");
  if (o.interpolation_order < 0 || o.interpolation_order > 5)
    refuse("interpolation_order is the order of a spline, 0 (nearest), 1 (bilinear) to 5", o.interpolation_order,
           "Leave it out for 1.");
  if (o.validation_split != 0 && !(o.validation_split > 0 && o.validation_split < 1))
    refuse("validation_split is above 0 and below 1", o.validation_split, "0.2 keeps a fifth of each class.");
  spline_edge_named(o.fill_mode, who);
  if (o.preprocessing_function) pixel_scaling_of(*o.preprocessing_function, who);
}

}  // namespace

const Fields<ImageDataGeneratorOptions>& ImageDataGeneratorOptions::fields() {
  using O = ImageDataGeneratorOptions;
  static const Fields<O> list = Fields<O>()
                                    .add("featurewise_center", &O::featurewise_center)
                                    .add("samplewise_center", &O::samplewise_center)
                                    .add("featurewise_std_normalization", &O::featurewise_std_normalization)
                                    .add("samplewise_std_normalization", &O::samplewise_std_normalization)
                                    .add("zca_whitening", &O::zca_whitening)
                                    .add("zca_epsilon", &O::zca_epsilon)
                                    .add("rotation_range", &O::rotation_range)
                                    .add("width_shift_range", &O::width_shift_range)
                                    .add("height_shift_range", &O::height_shift_range)
                                    .add("brightness_range", &O::brightness_range)
                                    .add("shear_range", &O::shear_range)
                                    .add("zoom_range", &O::zoom_range)
                                    .add("channel_shift_range", &O::channel_shift_range)
                                    .add("fill_mode", &O::fill_mode)
                                    .add("cval", &O::cval)
                                    .add("horizontal_flip", &O::horizontal_flip)
                                    .add("vertical_flip", &O::vertical_flip)
                                    .add("rescale", &O::rescale)
                                    .add("preprocessing_function", &O::preprocessing_function)
                                    .add("data_format", &O::data_format)
                                    .add("validation_split", &O::validation_split)
                                    .add("interpolation_order", &O::interpolation_order)
                                    .add("dtype", &O::dtype);
  return list;
}

std::vector<std::string> check_and_complete(ImageDataGeneratorOptions& o) {
  check_range("rotation_range", o.rotation_range, "degrees");
  check_range("shear_range", o.shear_range, "degrees");
  check_range("channel_shift_range", o.channel_shift_range, "the pixels' unit");
  check_epsilon(o.zca_epsilon);
  check_shift("width_shift_range", o.width_shift_range);
  check_shift("height_shift_range", o.height_shift_range);
  check_zoom(o.zoom_range);
  check_brightness(o.brightness_range);
  check_formats(o);

  std::vector<std::string> notes;
  const auto set = [&](bool& argument, bool value, const std::string& name, const std::string& because) {
    if (std::exchange(argument, value) == value) return;
    notes.push_back(name + " is switched " + (value ? "on" : "off") + " by " + because + ".");
  };
  if (o.zca_whitening) {
    set(o.featurewise_center, true, "featurewise_center", "zca_whitening");
    set(o.featurewise_std_normalization, false, "featurewise_std_normalization", "zca_whitening");
  }
  if (o.featurewise_std_normalization)
    set(o.featurewise_center, true, "featurewise_center", "featurewise_std_normalization");
  if (o.samplewise_std_normalization)
    set(o.samplewise_center, true, "samplewise_center", "samplewise_std_normalization");
  if (o.shear_range > 0 && o.shear_range < 1)
    notes.push_back("shear_range is in degrees: " + Json(o.shear_range).dump() + " is hardly seen.");
  return notes;
}

ZoomRange zoom_of(const ImageDataGeneratorOptions& options) {
  const std::vector<double>& values = options.zoom_range.values();
  return values.size() == 2 ? ZoomRange{values[0], values[1]} : ZoomRange{1 - values[0], 1 + values[0]};
}

}  // namespace fovea
