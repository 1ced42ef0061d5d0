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

}  // namespace fovea
