#pragma once
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

/// What Keras 3 has and Keras 2 (tf_keras 2.21) lacks: all that a file in Keras 2's form must do without. A test holds it
/// against what tf_keras says.
namespace fovea::keras2 {

struct Argument {
  std::string_view class_name, argument;
};

/// Layers, losses, metrics and optimizers. SpectralNormalization is there, but tf_keras cannot build it.
inline constexpr std::string_view missing_classes[] = {"AdaptiveAveragePooling1D",
                                                       "AdaptiveAveragePooling2D",
                                                       "AdaptiveAveragePooling3D",
                                                       "AdaptiveMaxPooling1D",
                                                       "AdaptiveMaxPooling2D",
                                                       "AdaptiveMaxPooling3D",
                                                       "AugMix",
                                                       "AutoContrast",
                                                       "CategoricalGeneralizedCrossEntropy",
                                                       "CohenKappa",
                                                       "ConfusionMatrix",
                                                       "ContrastLimitedAdaptiveHistogramEqualization",
                                                       "CutMix",
                                                       "Dice",
                                                       "Equalization",
                                                       "Lamb",
                                                       "LayerScale",
                                                       "MatthewsCorrelation",
                                                       "MixUp",
                                                       "Muon",
                                                       "Pipeline",
                                                       "RMSNormalization",
                                                       "RandAugment",
                                                       "RandomColorDegeneration",
                                                       "RandomColorJitter",
                                                       "RandomElasticTransform",
                                                       "RandomErasing",
                                                       "RandomGaussianBlur",
                                                       "RandomGrayscale",
                                                       "RandomHue",
                                                       "RandomInvert",
                                                       "RandomPerspective",
                                                       "RandomPosterization",
                                                       "RandomSaturation",
                                                       "RandomSharpness",
                                                       "RandomShear",
                                                       "ScheduleFreeAdamW",
                                                       "Solarization",
                                                       "SpectralNormalization",
                                                       "StochasticDepth",
                                                       "Tversky"};

/// Arguments that are left out of a file where they have their default, and cannot be written where they have not.
/// A class name that ends in * stands for all that begin so.
inline constexpr Argument missing_arguments[] = {{"CenterCrop", "data_format"},
                                                 {"Dense", "quantization_config"},
                                                 {"InputLayer", "optional"},
                                                 {"LayerNormalization", "rms_scaling"},
                                                 {"Random*", "bounding_box_format"},
                                                 {"Random*", "data_format"},
                                                 {"RandomContrast", "value_range"},
                                                 {"Resizing", "antialias"},
                                                 {"Resizing", "data_format"},
                                                 {"Resizing", "fill_mode"},
                                                 {"Resizing", "fill_value"},
                                                 {"Resizing", "pad_to_aspect_ratio"},
                                                 {"SparseTopKCategoricalAccuracy", "from_sorted_ids"},
                                                 {"ZeroPadding1D", "data_format"},
                                                 {"*", "gradient_accumulation_steps"},
                                                 {"*", "input_axes"},
                                                 {"*", "lora_alpha"},
                                                 {"*", "lora_rank"},
                                                 {"*", "loss_scale_factor"},
                                                 {"*", "output_axes"}};

/// Arguments under another name. LeakyReLU's is one that Keras 3 still reads.
struct Renamed {
  std::string_view class_name, name, in_keras2;
};
inline constexpr Renamed renamed_arguments[] = {{"InputLayer", "batch_shape", "batch_input_shape"},
                                                {"LeakyReLU", "negative_slope", "alpha"}};

/// Layers under another name: tf_keras registers this one of its InceptionResNetV2, Keras 3 does not.
struct RenamedClass {
  std::string_view name, in_keras2;
};
inline constexpr RenamedClass renamed_classes[] = {{"CustomScaleLayer", "Custom>CustomScaleLayer"}};

/// Weights under another name.
inline constexpr Renamed renamed_weights[] = {{"DepthwiseConv1D", "kernel", "depthwise_kernel"},
                                              {"DepthwiseConv2D", "kernel", "depthwise_kernel"}};

/// Keras 3 reads one number or a list of one under this name, and forgets all else without a word.
inline constexpr std::string_view single_axis = "axis";

/// Activation functions; hard_sigmoid is another function there, keras2_hard_sigmoid of layers/activations.
inline constexpr std::string_view missing_activations[] = {
    "celu",        "glu",         "hard_shrink", "hard_sigmoid", "hard_silu",      "hard_tanh",  "log_sigmoid",
    "soft_shrink", "sparse_plus", "sparsemax",   "squareplus",   "sparse_sigmoid", "tanh_shrink"};

/// The name there, which mostly is the same.
template <std::size_t n>
std::string_view renamed(const Renamed (&table)[n], std::string_view class_name, std::string_view name) {
  for (const Renamed& row : table)
    if (row.class_name == class_name && row.name == name) return row.in_keras2;
  return name;
}

inline std::string_view class_name_there(std::string_view name) {
  for (const RenamedClass& row : renamed_classes)
    if (row.name == name) return row.in_keras2;
  return name;
}

inline bool lacks_class(std::string_view name) {
  return std::ranges::find(missing_classes, name) != std::end(missing_classes);
}

inline bool lacks_argument(std::string_view class_name, std::string_view argument) {
  return std::ranges::any_of(missing_arguments, [&](const Argument& missing) {
    const bool prefix = missing.class_name.ends_with('*');
    const std::string_view name = missing.class_name.substr(0, missing.class_name.size() - (prefix ? 1 : 0));
    return missing.argument == argument && (prefix ? class_name.starts_with(name) : class_name == name);
  });
}

inline bool lacks_activation(std::string_view name) {
  return std::ranges::find(missing_activations, name) != std::end(missing_activations);
}

}  // namespace fovea::keras2
