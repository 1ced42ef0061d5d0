#include "fovea/data/image_data_generator.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/call_config.h"
#include "fovea/base/error.h"
#include "fovea/base/field_signature.h"
#include "fovea/base/moments.h"
#include "fovea/base/named.h"
#include "fovea/data/picture_colours.h"
#include "fovea/data/preprocessing_functions.h"
#include "fovea/data/whitening.h"

namespace fovea {

template <>
const Registry<ImageDataGenerator>& registry<ImageDataGenerator>() {
  static const Registry<ImageDataGenerator> table(
      "generator", "keras.preprocessing.image",
      {entry<ImageDataGenerator, ImageDataGenerator>("ImageDataGenerator")});
  return table;
}

namespace {

const std::string who = "ImageDataGenerator";

void check_picture(const Shape& shape) {
  if (shape.rank() != 3)
    fail(ErrorKind::shape, who + ": a picture is (rows, columns, channels). Received " + to_string(shape) + ".");
}

Array as_float(const Array& array) { return array.dtype() == DType::f32 ? array.clone() : array.cast(DType::f32); }

double uniform(auto& random, double low, double high) { return low + (high - low) * random.uniform(); }

void flip(Array& picture, bool horizontal) {
  const std::int64_t rows = picture.shape()[0], columns = picture.shape()[1], channels = picture.shape()[2];
  float* values = picture.values<float>().data();
  if (!horizontal) {
    for (std::int64_t r = 0; r < rows / 2; ++r)
      std::swap_ranges(values + r * columns * channels, values + (r + 1) * columns * channels,
                       values + (rows - 1 - r) * columns * channels);
    return;
  }
  for (std::int64_t r = 0; r < rows; ++r, values += columns * channels)
    for (std::int64_t c = 0; c < columns / 2; ++c)
      std::swap_ranges(values + c * channels, values + (c + 1) * channels, values + (columns - 1 - c) * channels);
}

Array sampled(const Array& picture, const PixelMatrix& matrix, const SplineSampling& sampling) {
  if (matrix == identity_matrix || picture.size() == 0) return as_float(picture);
  const Array source = picture.cast(DType::f32);
  Array result(picture.shape());
  affine_spline(source.values<float>().data(), picture.shape()[0], picture.shape()[1], picture.shape()[2],
                {matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]}, sampling,
                result.values<float>().data());
  return result;
}

/// Keras takes 0 as no factor.
double factor_of(const ImageDataGeneratorOptions& options) {
  return options.rescale.value_or(0) == 0 ? 1 : *options.rescale;
}

std::vector<float> list_of(const Array& statistic) {
  if (statistic.empty()) return {};
  const auto values = statistic.values<float>();
  return {values.begin(), values.end()};
}

}  // namespace

ImageDataGenerator::ImageDataGenerator(const Options& options) : ObjectOf(options) {
  notes_ = check_and_complete(options_);
  set_statistics({});
}

template <class Source>
TransformParameters ImageDataGenerator::draw(const Shape& picture, Source& random) const {
  check_picture(picture);
  const Options& o = options_;
  TransformParameters drawn;
  if (o.rotation_range != 0) drawn.theta = uniform(random, -o.rotation_range, o.rotation_range);
  drawn.tx = o.height_shift_range.draw(random, picture[0]);
  drawn.ty = o.width_shift_range.draw(random, picture[1]);
  if (o.shear_range != 0) drawn.shear = uniform(random, -o.shear_range, o.shear_range);
  if (const ZoomRange zoom = zoom_of(o); zoom.low != 1 || zoom.high != 1) {
    drawn.zx = uniform(random, zoom.low, zoom.high);
    drawn.zy = uniform(random, zoom.low, zoom.high);
  }
  // Keras draws for flips that were not asked for too.
  const bool horizontal = random.uniform() < 0.5, vertical = random.uniform() < 0.5;
  drawn.flip_horizontal = horizontal && o.horizontal_flip;
  drawn.flip_vertical = vertical && o.vertical_flip;
  if (o.channel_shift_range != 0)
    drawn.channel_shift_intensity = uniform(random, -o.channel_shift_range, o.channel_shift_range);
  if (o.brightness_range.set())
    drawn.brightness = uniform(random, o.brightness_range.values()[0], o.brightness_range.values()[1]);
  return drawn;
}

TransformParameters ImageDataGenerator::get_random_transform(const Shape& picture, NumpyRandom& random) const {
  return draw(picture, random);
}
TransformParameters ImageDataGenerator::get_random_transform(const Shape& picture, Random& random) const {
  return draw(picture, random);
}

PictureSteps ImageDataGenerator::steps(const TransformParameters& parameters, const Shape& picture) const {
  check_picture(picture);
  const SplineEdge fill = spline_edge_named(options_.fill_mode, who);
  PictureSteps steps{.matrix = corrected_matrix(parameters, picture[0], picture[1]),
                     .sampling = {.order = static_cast<int>(options_.interpolation_order),
                                  .edge = fill == SplineEdge::wrap ? SplineEdge::grid_wrap : fill,
                                  .cval = options_.cval}};
  if (parameters.channel_shift_intensity)
    steps.colours.push_back({ColourStep::Kind::channel_shift, *parameters.channel_shift_intensity});
  if (parameters.brightness) steps.colours.push_back({ColourStep::Kind::brightness, *parameters.brightness});
  return steps;
}

Array ImageDataGenerator::apply_transform(const Array& picture, const TransformParameters& parameters,
                                          Compat compat) const {
  const PictureSteps corrected = steps(parameters, picture.shape());
  const std::int64_t rows = picture.shape()[0], columns = picture.shape()[1], channels = picture.shape()[2];
  if (compat == Compat::corrected) {
    Array result = sampled(picture, corrected.matrix, corrected.sampling);
    for (const ColourStep& step : corrected.colours)
      if (step.kind == ColourStep::Kind::channel_shift)
        shift_channels(result.values<float>(), step.amount);
      else
        brighten(result.values<float>(), channels, step.amount);
    return result;
  }
  SplineSampling sampling = corrected.sampling;
  sampling.edge = spline_edge_named(options_.fill_mode, who);
  Array result = sampled(picture, keras_matrix(parameters, rows, columns), sampling);
  if (parameters.channel_shift_intensity) shift_channels(result.values<float>(), *parameters.channel_shift_intensity);
  if (parameters.flip_horizontal) flip(result, true);
  if (parameters.flip_vertical) flip(result, false);
  if (parameters.brightness) brighten_as_keras(result.values<float>(), channels, *parameters.brightness);
  return result;
}

Array ImageDataGenerator::random_transform(const Array& picture, NumpyRandom& random) const {
  return apply_transform(picture, draw(picture.shape(), random), Compat::keras);
}
Array ImageDataGenerator::random_transform(const Array& picture, Random& random) const {
  return apply_transform(picture, draw(picture.shape(), random), Compat::corrected);
}

InputScaling ImageDataGenerator::scaling_before_fit() const {
  const Options& o = options_;
  InputScaling result = InputScaling::of(
      o.preprocessing_function ? pixel_scaling_of(*o.preprocessing_function, who) : PixelScaling::none, factor_of(o));
  if (!o.samplewise_center && !o.samplewise_std_normalization) return result;
  PictureStandard standard = result.standard ? *result.standard : PictureStandard{};
  standard.center_each = o.samplewise_center;
  standard.divide_each = o.samplewise_std_normalization;
  result.standard = std::make_shared<PictureStandard>(std::move(standard));
  return result;
}

void ImageDataGenerator::set_statistics(GeneratorStatistics statistics) {
  statistics_ = std::move(statistics);
  scaling_ = scaling_before_fit();
  if (!needs_fit()) return;
  PictureStandard standard = scaling_.standard ? *scaling_.standard : PictureStandard{};
  if (options_.featurewise_center) standard.statistics.mean = list_of(statistics_.mean);
  if (options_.featurewise_std_normalization) standard.statistics.deviation = list_of(statistics_.std);
  if (options_.zca_whitening) standard.statistics.whitening = list_of(statistics_.zca_whitening_matrix);
  scaling_.standard = std::make_shared<PictureStandard>(std::move(standard));
}

const InputScaling& ImageDataGenerator::scaling() const {
  const auto need = [](bool asked, const Array& statistic, const char* argument) {
    if (asked && statistic.empty())
      fail(ErrorKind::usage, who + ": " + argument +
                                 " needs statistics of the data, and fit() has not been called. "
                                 "Call fit(pictures) on the training pictures first.");
  };
  need(options_.featurewise_center, statistics_.mean, "featurewise_center");
  need(options_.featurewise_std_normalization, statistics_.std, "featurewise_std_normalization");
  need(options_.zca_whitening, statistics_.zca_whitening_matrix, "zca_whitening");
  return scaling_;
}

Array ImageDataGenerator::standardize(const Array& picture) const {
  check_picture(picture.shape());
  Array result = as_float(picture);
  scaling().apply(result.values<float>(), picture.shape());
  return result;
}

bool ImageDataGenerator::needs_fit() const {
  return options_.featurewise_center || options_.featurewise_std_normalization || options_.zca_whitening;
}

template <class Source>
Array ImageDataGenerator::augmented(const Array& pictures, std::int64_t rounds, Source random) const {
  const std::int64_t count = pictures.rows();
  Array result(pictures.shape().tail(1).with_front(count * rounds));
  for (std::int64_t i = 0; i < count * rounds; ++i) {
    const Array picture = pictures.slice(i % count, 1).reshaped(pictures.shape().tail(1));
    Array place = result.slice(i, 1).reshaped(picture.shape());
    random_transform(picture, random).copy_to(place);
  }
  return result;
}

void ImageDataGenerator::fit(const Array& pictures, const GeneratorFitOptions& options) {
  if (pictures.shape().rank() != 4 || pictures.size() == 0)
    fail(ErrorKind::shape, who + ": fit() takes pictures (N, rows, columns, channels), at least one. Received " +
                               to_string(pictures.shape()) + ".");
  if (options.rounds < 1)
    fail(ErrorKind::usage, who + ": fit() goes through the pictures at least once. Received rounds=" +
                               std::to_string(options.rounds) + ".");
  Array x = as_float(pictures);
  const Shape sample = x.shape().tail(1), by_channel{1, 1, sample[2]};
  if (options.compat == Compat::keras) {
    InputScaling{factor_of(options_)}.apply(x.values<float>(), sample);
    if (options.augment) x = augmented(x, options.rounds, NumpyRandom(options.seed));
  } else {
    if (options.augment) x = augmented(x, options.rounds, Random(static_cast<std::uint64_t>(options.seed)));
    scaling_before_fit().apply(x.values<float>(), sample);
  }

  GeneratorStatistics measured;
  const auto moments = [&] {
    Moments all(sample, {3});
    all.add(x);
    return all;
  };
  if (options_.featurewise_center) {
    measured.mean = moments().mean().cast(DType::f32).reshaped(by_channel);
    PictureStandard{.statistics = {.mean = list_of(measured.mean)}}.apply(x.values<float>(), sample);
  }
  if (options_.featurewise_std_normalization) {
    Array variance = moments().variance();
    for (double& value : variance.values<double>()) value = std::sqrt(value);
    measured.std = variance.cast(DType::f32).reshaped(by_channel);
    PictureStandard{.statistics = {.deviation = list_of(measured.std)}}.apply(x.values<float>(), sample);
  }
  if (options_.zca_whitening) measured.zca_whitening_matrix = zca_matrix(x, options_.zca_epsilon);
  set_statistics(std::move(measured));
}

namespace {

CallSignature find_generator(const std::string& name, const std::string&, const TextPlace& place) {
  const auto& table = registry<ImageDataGenerator>();
  if (table.find(name) == nullptr) place.fail("No generator is called '" + name + "'. Known: ImageDataGenerator.");
  CallSignature signature = signature_of(ImageDataGeneratorOptions::fields());
  signature.module = table.module();
  return signature;
}

}  // namespace

ImageDataGenerator image_data_generator_from_call(const std::string& text, const std::string& who) {
  // The function that notes hand over has no value; the refusal of its name tells what to write.
  const CallParameters names{{"preprocess_input", Json("preprocess_input")}};
  return *from_typed(
      [&] { return registry<ImageDataGenerator>().make(to_config(parse_call(text, who), find_generator, names)); });
}

std::string to_python(const ImageDataGenerator& generator) {
  return to_call_text(
      Json::Object{{"class_name", std::string(generator.class_name())}, {"config", generator.config()}},
      find_generator, true);
}

}  // namespace fovea
