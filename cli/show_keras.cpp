#include "cli/show_keras.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fovea/base/call.h"
#include "fovea/base/text.h"
#include "fovea/data/named_sets.h"
#include "fovea/data/npz.h"
#include "fovea/data/reference.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/signatures.h"

namespace fovea::cli {

std::string scaled(const Preprocess& preprocess, const std::string& x) {
  const InputScaling& scaling = preprocess.scaling;
  const PictureStandard standard = preprocess.standard();
  if (standard.center_each || standard.divide_each || standard.statistics != PictureStandard::Statistics{})
    fail(
        ErrorKind::unsupported,
        "--show-keras: pictures are normalised as the model's file says (" + preprocess.describe() +
            "), which a Keras program does not find in a file. Begin the model with Rescaling() or Normalization().");
  if (standard.colours != PictureStandard::Colours{}) {
    const bool caffe = standard.colours.reverse;
    const double factor = caffe ? scaling.scale : scaling.scale * 255;
    return fmt::format("keras.applications.imagenet_utils.preprocess_input({}, mode={}){}", x,
                       quoted(caffe ? "caffe" : "torch"), factor == 1 ? "" : fmt::format(" * {:.9g}", factor));
  }
  std::string text = fmt::format("{} / {:.9g}", x, 1 / scaling.scale);
  if (scaling.offset != 0)
    text += fmt::format(" {} {:.9g}", scaling.offset < 0 ? '-' : '+', std::abs(scaling.offset));
  return text;
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) (result += c == '\'' || c == '\\' ? "\\" : "") += c;
  return result + "'";
}

namespace {

/// The lines that give x and y (with a suffix) the samples of one part, as Keras' fit takes them.
std::string load_lines(const TrainingSetup& setup, const std::string& spec, const DataSet& data, const Split& split,
                       const std::string& suffix) {
  const std::string x = "x" + suffix, y = "y" + suffix;
  const auto& named = named_sets();
  std::string text;
  if (std::find(named.begin(), named.end(), spec) != named.end()) {
    text = fmt::format("({}), ({}) = keras.datasets.{}.load_data()\n", split.name == "train" ? x + ", " + y : "_, _",
                       split.name == "train" ? "_, _" : x + ", " + y, spec);
  } else {
    std::vector<std::string> parts{split.name};
    if (split.name == "validation") parts.emplace_back("val");
    const auto array = [&](const std::string& name) -> std::string {
      std::error_code error;
      if (data.kind == "npz" && NpzFile(data.path, {}).has(name))
        return fmt::format("numpy.load({})[{}]", quoted(data.path), quoted(name));
      const std::filesystem::path file = std::filesystem::path(data.path) / (name + ".npy");
      if (data.kind == "npy" && std::filesystem::exists(file, error))
        return fmt::format("numpy.load({})", quoted(file.string()));
      return "";
    };
    const auto find = [&](const std::string& what) {
      for (const std::string& part : parts)
        if (const std::string found = array(what + "_" + part); !found.empty()) return found;
      if (const std::string found = array(what); !found.empty()) return found;
      fail(
          ErrorKind::unsupported,
          "--show-keras writes programs for mnist, fashion_mnist, .npz and .npy data. Received '" + data.path + "'.");
    };
    text = fmt::format("{} = {}\n{} = {}\n", x, find("x"), y, find("y"));
  }
  const auto sizes = [](const Shape& shape) {
    std::string list = "-1";
    for (const std::int64_t size : shape.tail(1)) list += fmt::format(", {}", size);
    return list;
  };
  const Preprocess& preprocess = setup.opened().preprocess;
  if (preprocess.scaling == InputScaling{})
    text += fmt::format("{0} = {0}.reshape({1})\n", x, sizes(split.x.shape()));
  else
    text +=
        fmt::format("{} = {}\n", x,
                    scaled(preprocess, fmt::format("{}.reshape({}).astype('float32')", x, sizes(split.x.shape()))));
  const std::int64_t units = setup.model().output().shape()[-1];
  if (labels_for(setup.compile_options().loss.one, split.y.slice(0, 1), units).shape().rank() !=
      split.y.shape().rank())
    return text + fmt::format("{0} = keras.utils.to_categorical({0}, {1})\n", y, units);
  return text + fmt::format("{0} = {0}.reshape({1})\n", y, sizes(split.y.shape()));
}

std::string model_lines(const OpenedModel& opened) {
  const Model& model = opened.model;
  if (opened.from_file) return "model = keras.models.load_model(" + quoted(opened.path) + ")\n";
  const Network& network = model.network();
  std::vector<std::string> lines = split(write_layers(model, true), '\n');
  std::erase(lines, "");
  if (network.sequential())
    return fmt::format("model = keras.Sequential([\n    {},\n], name={})\n", join(lines, ",\n    "),
                       quoted(model.name()));
  // Inputs stand first; values are named as write_layers names them.
  std::vector<std::string> inputs, outputs;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string value = lines[i].substr(0, lines[i].find(' '));
    if (i < network.inputs().size()) inputs.push_back(value);
    if (value.starts_with("output")) outputs.push_back(value);
  }
  std::sort(outputs.begin(), outputs.end(),
            [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
  return join(lines, "\n") + fmt::format("\nmodel = keras.Model([{}], [{}], name={})\n", join(inputs, ", "),
                                         join(outputs, ", "), quoted(model.name()));
}

std::string compile_line(const CompileOptions& compile) {
  std::vector<std::string> metrics;
  for (const MetricChoice& choice : compile.metrics)
    metrics.push_back(choice.object ? to_python(*choice.object) : quoted(choice.name));
  return fmt::format("model.compile(\n    optimizer={},\n    loss={},\n    metrics=[{}],\n)\n",
                     to_python(*compile.optimizer), to_python(*compile.loss.one), join(metrics, ", "));
}

KerasData keras_arrays(const TrainOptions& options, const TrainingSetup& setup) {
  const DataSet& set = setup.data().set();
  KerasData data{.imports = "import keras\nimport numpy\n",
                 .lines = load_lines(setup, options.data, set, set.at("train"), ""),
                 .fit = {"x", "y", fmt::format("batch_size={}", options.batch_size)},
                 .test = {}};
  if (const double held = options.validation_split.value_or(0); held > 0) {
    data.fit.push_back(fmt::format("validation_split={:g}", held));
  } else if (const Split* validation = setup.data().validation()) {
    data.lines +=
        load_lines(setup, options.validation.empty() ? options.data : parse_reference(options.validation).data,
                   setup.data().validation_set(), *validation, "_val");
    data.fit.emplace_back("validation_data=(x_val, y_val)");
  }
  if (const Split* test = set.find("test")) {
    data.lines += load_lines(setup, options.data, set, *test, "_test");
    data.test = "x_test, y_test";
  }
  if (options.no_shuffle) data.fit.emplace_back("shuffle=False");
  return data;
}

}  // namespace

std::string keras_program(const TrainOptions& options, const TrainingSetup& setup) {
  KerasData data = setup.data().set().files ? keras_photos(options, setup) : keras_arrays(options, setup);
  std::vector<std::string>& arguments = data.fit;
  arguments.push_back(fmt::format("epochs={}", options.epochs));
  if (options.steps_per_epoch > 0) arguments.push_back(fmt::format("steps_per_epoch={}", options.steps_per_epoch));
  if (options.validation_steps > 0) arguments.push_back(fmt::format("validation_steps={}", options.validation_steps));
  if (!options.callbacks.empty()) {
    std::vector<std::string> calls;
    for (const std::string& callback : options.callbacks) {
      const auto bracket = callback.find('(');
      calls.push_back("keras.callbacks." + parse_call(callback, "--callback").name +
                      (bracket == std::string::npos ? "()" : callback.substr(bracket)));
    }
    arguments.push_back("callbacks=[" + join(calls, ", ") + "]");
  }
  std::string text = data.imports + fmt::format("\nkeras.utils.set_random_seed({})\n\n", options.seed) + data.lines;
  text += "\n" + model_lines(setup.opened()) + compile_line(setup.compile_options());
  text += "model.fit(" + join(arguments, ", ") + ")\n";
  if (!data.test.empty()) text += "print(model.evaluate(" + data.test + ", return_dict=True))\n";
  return text + "model.save('model.keras')\n";
}

}  // namespace fovea::cli
