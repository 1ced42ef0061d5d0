#include "fovea/formats/named_networks.h"

#include <array>

#include "fovea/base/text.h"
#include "fovea/formats/layers_file.h"

namespace fovea {
namespace {

struct NamedNetwork {
  const char* name;
  const char* model_name;
  const char* layers;
};

constexpr std::array<NamedNetwork, 5> networks{{
    {"digits", "sequential", R"(
Input((28, 28, 1))
Conv2D(6, 3, padding='same', activation='relu')
MaxPooling2D(2)
Conv2D(16, 3, padding='same', activation='relu')
MaxPooling2D(2)
Flatten()
Dense(classes, activation='softmax')
)"},
    {"fashion", "Basic_CNN_model", R"(
Input((28, 28, 1))
Conv2D(64, 3, padding='same', activation='relu')
MaxPooling2D(2)
Conv2D(64, 3, activation='relu')
MaxPooling2D(2)
Conv2D(32, 3, activation='relu')
MaxPooling2D(2)
Flatten()
Dense(128, activation='relu')
Dense(classes, activation='softmax')
)"},
    {"lenet5", "lenet5", R"(
Input((28, 28, 1))
Conv2D(6, 5, padding='same', activation='tanh')
AveragePooling2D(2)
Conv2D(16, 5, activation='tanh')
AveragePooling2D(2)
Flatten()
Dense(120, activation='tanh')
Dense(84, activation='tanh')
Dense(classes, activation='softmax')
)"},
    {"photonet", "photonet", R"(
Input((height, width, 3))
Conv2D(16, 3, padding='same', use_bias=False)
BatchNormalization()
ReLU()
MaxPooling2D(2)
Conv2D(32, 3, padding='same', use_bias=False)
BatchNormalization()
ReLU()
MaxPooling2D(2)
Conv2D(64, 3, padding='same', use_bias=False)
BatchNormalization()
ReLU()
MaxPooling2D(2)
Conv2D(128, 3, padding='same', use_bias=False)
BatchNormalization()
ReLU()
GlobalAveragePooling2D()
Dropout(0.3)
)"},
    {"tinyvgg", "tinyvgg", R"(
Input((224, 224, 3))
Conv2D(10, 3, activation='relu')
Conv2D(10, 3, activation='relu')
MaxPooling2D(2)
Conv2D(10, 3, activation='relu')
Conv2D(10, 3, activation='relu')
MaxPooling2D(2)
Flatten()
)"},
}};

}  // namespace

const std::vector<std::string>& named_networks() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const auto& network : networks) list.emplace_back(network.name);
    return list;
  }();
  return names;
}

bool is_named_network(const std::string& name) {
  for (const auto& network : networks)
    if (name == network.name) return true;
  return false;
}

Model named_network(const std::string& name, const NetworkWishes& wishes) {
  const std::int64_t classes = wishes.classes;
  for (const auto& network : networks) {
    if (name != network.name) continue;
    if (classes < 2)
      fail(ErrorKind::usage,
           "The network '" + name + "' needs 2 classes or more. Received " + std::to_string(classes) + ".");
    std::string layers = network.layers;
    CallParameters parameters{{"classes", classes}};
    if (name == "photonet") {
      const auto size = wishes.size.value_or(std::array<std::int64_t, 2>{150, 150});
      parameters["height"] = size[0];
      parameters["width"] = size[1];
    }
    if (name == "tinyvgg" || name == "photonet")
      layers += classes == 2 ? "Dense(1, activation='sigmoid')" : "Dense(classes, activation='softmax')";
    Model model = read_layers(layers, name, parameters);
    model.network().set_name(network.model_name);
    return model;
  }
  fail(ErrorKind::usage, "There is no network named '" + name + "'. " + suggest(name, named_networks()));
}

}  // namespace fovea
