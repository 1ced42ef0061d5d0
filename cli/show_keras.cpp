#include "cli/show_keras.h"

#include <fmt/format.h>

#include "fovea/base/text.h"
#include "fovea/formats/layers_file.h"
#include "fovea/models/check_data.h"
#include "fovea/objectives/losses/check.h"

namespace fovea::cli {
namespace {

std::string model_lines(const Model& model) {
  std::string text;
  if (!model.network().sequential()) return "model = keras.models.load_model('model.keras')\n";
  for (const std::string& line : split(write_layers(model), '\n'))
    if (!line.empty()) text += (line.starts_with("Input(") ? "    keras." : "    layers.") + line + ",\n";
  return "model = keras.Sequential([\n" + text + "])\n";
}

}  // namespace

std::string keras_program(const TrainOptions& options, const OpenedModel& opened, const DataSet& data) {
  const Split& train = data.at("train");
  const Tensor output = opened.model.output();
  const OutputFacts facts{output.node()->layer->name(), last_activation(output), output.shape(), train.y.shape(), train.y.dtype()};
  const std::string loss = options.loss == "auto" ? choose_loss(facts)->name() : options.loss;
  const std::string optimizer = options.optimizer.empty() ? "adam" : options.optimizer;
  const auto quoted = [](const std::string& word) { return word.find('(') == std::string::npos ? "'" + word + "'" : "keras.optimizers." + word; };
  const bool named = data.name == "mnist" || data.name == "fashion_mnist";
  std::string text = "import keras\nfrom keras import layers\n\n";
  text += named ? fmt::format("(x, y), (x_test, y_test) = keras.datasets.{}.load_data()\nx, x_test = x[..., None], x_test[..., None]\n", data.name)
                : fmt::format("import numpy\ndata = numpy.load({})\nx, y = data['x_train'], data['y_train']\n", "'" + data.path + "'");
  if (opened.preprocess.mode != "none")
    text += fmt::format("x = x.astype('float32') * {:.9g} + {:g}\n", opened.preprocess.scaling.scale, opened.preprocess.scaling.offset);
  if (named && opened.preprocess.mode != "none")
    text += fmt::format("x_test = x_test.astype('float32') * {:.9g} + {:g}\n", opened.preprocess.scaling.scale, opened.preprocess.scaling.offset);
  if (loss.find("sparse") == std::string::npos && loss.find("ategorical") != std::string::npos)
    text += fmt::format("y = keras.utils.to_categorical(y, {})\n", data.classes.size());
  text += "\n" + model_lines(opened.model);
  text += fmt::format("model.compile(optimizer={}, loss={}, metrics=['{}'])\n", quoted(optimizer),
                      loss.find('(') == std::string::npos ? "'" + loss + "'" : "keras.losses." + loss,
                      options.metrics.empty() ? "accuracy" : join(options.metrics, "', '"));
  std::string arguments = fmt::format("x, y, batch_size={}, epochs={}", options.batch_size, options.epochs);
  if (options.validation_split > 0) arguments += fmt::format(", validation_split={:g}", options.validation_split);
  if (options.no_shuffle) arguments += ", shuffle=False";
  if (options.steps_per_epoch > 0) arguments += fmt::format(", steps_per_epoch={}", options.steps_per_epoch);
  if (!options.callbacks.empty()) {
    std::vector<std::string> calls;
    for (const std::string& callback : options.callbacks) calls.push_back("keras.callbacks." + callback);
    arguments += ", callbacks=[" + join(calls, ", ") + "]";
  }
  text += "model.fit(" + arguments + ")\n";
  return text + "model.save('model.keras')\n";
}

}  // namespace fovea::cli
