#include "fovea/data/preprocessing_functions.h"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {
namespace {

constexpr std::array<std::pair<std::string_view, PixelScaling>, 16> functions{
    {{"convnext", PixelScaling::none},
     {"densenet", PixelScaling::torch},
     {"efficientnet", PixelScaling::none},
     {"efficientnet_v2", PixelScaling::none},
     {"inception_resnet_v2", PixelScaling::tf},
     {"inception_v3", PixelScaling::tf},
     {"mobilenet", PixelScaling::tf},
     {"mobilenet_v2", PixelScaling::tf},
     {"mobilenet_v3", PixelScaling::none},
     {"nasnet", PixelScaling::tf},
     {"resnet", PixelScaling::caffe},
     {"resnet50", PixelScaling::caffe},
     {"resnet_v2", PixelScaling::tf},
     {"vgg16", PixelScaling::caffe},
     {"vgg19", PixelScaling::caffe},
     {"xception", PixelScaling::tf}}};

/// The module in "keras.applications.xception.preprocess_input".
std::string module_of(std::string_view name) {
  constexpr std::string_view function = ".preprocess_input";
  if (!name.ends_with(function)) return std::string(name);
  name.remove_suffix(function.size());
  return std::string(name.substr(name.rfind('.') + 1));
}

}  // namespace

PixelScaling pixel_scaling_of(const std::string& name, const std::string& who) {
  const std::string module = module_of(name);
  std::vector<std::string> known;
  for (const auto& [function, scaling] : functions) {
    if (function == module) return scaling;
    known.emplace_back(function);
  }
  fail(ErrorKind::usage,
       who + ": preprocessing_function is the name of a network's preprocess_input, as in 'xception'; functions of " +
           "one's own are not run. Received '" + name + "'. " +
           (module == "preprocess_input"
                ? "Each network has another one: name the network. Known: " + join(known, ", ") + "."
                : suggest(module, known)));
}

void scale_pixels(PixelScaling scaling, std::span<float> picture, std::int64_t channels) {
  if (scaling == PixelScaling::none) return;
  if (scaling == PixelScaling::tf) {
    for (float& pixel : picture) pixel = pixel / 127.5f - 1.0f;
    return;
  }
  if (channels != 3)
    fail(ErrorKind::shape, "preprocessing_function: this network's takes pictures of 3 channels. Received " +
                               std::to_string(channels) + ". Read the pictures in colour.");
  const bool torch = scaling == PixelScaling::torch;
  for (std::size_t i = 0; i < picture.size(); i += 3) {
    float* rgb = picture.data() + i;
    if (torch) {
      constexpr std::array<float, 3> mean{0.485f, 0.456f, 0.406f}, deviation{0.229f, 0.224f, 0.225f};
      for (std::size_t k = 0; k < 3; ++k) rgb[k] = (rgb[k] / 255.0f - mean[k]) / deviation[k];
    } else {
      constexpr std::array<float, 3> mean{103.939f, 116.779f, 123.68f};
      std::swap(rgb[0], rgb[2]);
      for (std::size_t k = 0; k < 3; ++k) rgb[k] -= mean[k];
    }
  }
}

}  // namespace fovea
