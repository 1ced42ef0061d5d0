#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/base/random.h"
#include "fovea/base/registry.h"
#include "fovea/data/compat.h"
#include "fovea/data/image_data_generator_options.h"
#include "fovea/data/numpy_random.h"
#include "fovea/data/transform_parameters.h"
#include "fovea/kernels/image/input_scaling.h"

namespace fovea {

/// What fit() measures; empty is what the generator does not need. It belongs to a model that was trained with it.
struct GeneratorStatistics {
  Array mean = {}, std = {};        ///< (1, 1, channels) float32
  Array zca_whitening_matrix = {};  ///< (features, features) float32, features = rows * columns * channels
};

struct GeneratorFitOptions {
  ByName by_name = ByName();
  bool augment = false;
  std::int64_t rounds = 1;
  std::int64_t seed = 0;
  Compat compat = Compat::corrected;
};

/// Random changes of pictures, and their normalisation, by the arguments of Keras' class. Pictures are (rows, columns,
/// channels) of any type, usually with pixels of 0 to 255; what comes out is float32 of the same size.
/// Where Keras has a fault, the random numbers of numpy mean that Keras is followed, those of fovea that it is not:
///   - height_shift_range moves pictures sideways and width_shift_range up and down; here each does what it is called;
///   - pictures that are not square are turned, sheared and zoomed about a point beside their centre;
///   - "wrap" loses a row and a column; here it repeats the whole picture;
///   - brightness cuts fractions off, and pictures of 0 to 1 become black; here numbers are multiplied;
///   - fit(augment=True) changes the rescaled pictures; here they are rescaled afterwards, as those of training are;
///   - fit() measures pictures before preprocessing_function and the samplewise arguments; here after them.
/// Units    degrees for rotation_range and shear_range
/// Errors   those of check_and_complete()
/// Source   keras/src/legacy/preprocessing/image.py, 3.15; data_format and dtype take their defaults alone
class ImageDataGenerator : public ObjectOf<Configured, ImageDataGeneratorOptions> {
 public:
  explicit ImageDataGenerator(const Options& options = {});
  std::string_view class_name() const override { return "ImageDataGenerator"; }
  /// What a user should know about the arguments: arguments that others switch on, an angle that may be no angle.
  const std::vector<std::string>& notes() const { return notes_; }

  /// Draws for one picture, in Keras' order. Input    picture: (rows, columns, channels)
  TransformParameters get_random_transform(const Shape& picture, NumpyRandom& random) const;
  TransformParameters get_random_transform(const Shape& picture, Random& random) const;

  /// The corrected behaviour as a recipe: one sampling pass and the changes of colour after it.
  PictureSteps steps(const TransformParameters& parameters, const Shape& picture) const;

  /// The changes that the parameters ask for. Errors   shape: no (rows, columns, channels)
  Array apply_transform(const Array& picture, const TransformParameters& parameters,
                        Compat compat = Compat::corrected) const;
  Array random_transform(const Array& picture, NumpyRandom& random) const;
  Array random_transform(const Array& picture, Random& random) const;

  /// preprocessing_function, rescale, and the normalisations that were asked for, in this order.
  /// Errors   usage: normalisation by the data's statistics before fit() (Keras leaves it out); shape: a picture of
  ///          another size than was fitted
  Array standardize(const Array& picture) const;
  /// The same as what a model keeps and does to its inputs.   Errors   usage, as standardize()
  const InputScaling& scaling() const;
  /// The part of it that needs no statistics: what they are measured after.
  InputScaling scaling_before_fit() const;

  /// Whether an argument needs statistics of the data.
  bool needs_fit() const;
  /// Measures them on pictures (N, rows, columns, channels). Errors   shape: another rank, no pictures
  void fit(const Array& pictures, const GeneratorFitOptions& options = {});
  const GeneratorStatistics& statistics() const { return statistics_; }
  /// Takes what fit() measured earlier.
  void set_statistics(GeneratorStatistics statistics);

 private:
  template <class Source>
  TransformParameters draw(const Shape& picture, Source& random) const;
  template <class Source>
  Array augmented(const Array& pictures, std::int64_t rounds, Source random) const;

  std::vector<std::string> notes_;
  GeneratorStatistics statistics_;
  InputScaling scaling_;
};

/// A generator from a call as users type it: "ImageDataGenerator(rescale=1/255, rotation_range=20)".
/// Errors   usage: a break of the grammar, an unknown class or argument, with line and column; what the class refuses
ImageDataGenerator image_data_generator_from_call(const std::string& text, const std::string& who = "--augment");

/// The call that makes the same generator in Python, but for preprocessing_function, whose name stays a text.
std::string to_python(const ImageDataGenerator& generator);

}  // namespace fovea
