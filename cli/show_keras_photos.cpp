#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/show_keras.h"
#include "fovea/base/text.h"
#include "fovea/data/image_data_generator.h"
#include "fovea/data/photos/photo_split.h"
#include "fovea/formats/signatures.h"

namespace fovea::cli {
namespace {

[[noreturn]] void refuse(const std::string& text) { fail(ErrorKind::unsupported, "--show-keras: " + text); }

/// The lines that read photos, part by part, and what is done to them before the model.
class PhotoProgram {
 public:
  PhotoProgram(const TrainOptions& options, const TrainingSetup& setup)
      : options_(options),
        setup_(setup),
        preprocess_(setup.opened().preprocess),
        generator_(options.photos.generator()),
        shape_(setup.data().feeding().reader()->shape()) {}

  KerasData write() {
    check();
    data_.imports = generator_ ? "import keras\nimport tensorflow as tf\n" : "import keras\n";
    const TrainingData& data = setup_.data();
    const double held = data.held_out();
    place_of(data.set());
    if (generator_) make_generators(held);
    add("train", data.set(), data.train(), held > 0 ? "training" : "");
    data_.fit = {"train"};
    // What flow_from_directory shuffles is enough: fit would shuffle its batches once more.
    if (generator_) data_.fit.emplace_back("shuffle=False");
    if (const Split* validation = data.validation()) {
      add("validation", data.validation_set(), *validation, held > 0 ? "validation" : "");
      data_.fit.emplace_back("validation_data=validation");
    }
    if (const Split* test = data.test()) add(data_.test = "test", data.set(), *test, "");
    if (options_.balance == "weights") data_.fit.push_back("class_weight=" + class_weights());
    return std::move(data_);
  }

 private:
  void check() const {
    if (options_.balance == "oversample") refuse("Keras repeats no photos. Use --balance weights.");
    if (preprocess_.apply_orientation) refuse("Keras does not look at EXIF's orientation (--apply-orientation).");
    static const std::vector<std::string> of_both{"nearest", "bilinear", "bicubic"};
    if (!generator_ && !options_.photos.keras() &&
        std::ranges::find(of_both, preprocess_.interpolation) == of_both.end())
      refuse("image_dataset_from_directory resizes by " + join(of_both, ", ") +
             " and filters of its own. Received --interpolation " + preprocess_.interpolation + ".");
  }

  /// Where a data set's folders lie for Python; an archive is unpacked first.
  std::string place_of(const DataSet& data) {
    if (data.kind == "folder") return data.path;
    if (data.kind == "csv") refuse(data.path + " is a list of files, which Keras has no function for.");
    const std::string unpack = fmt::format("shutil.unpack_archive({}, {})\n", quoted(data.path), quoted(data.name));
    if (data_.lines.find(unpack) == std::string::npos) {
      data_.lines = unpack + data_.lines;
      if (data_.imports.find("shutil") == std::string::npos) data_.imports += "import shutil\n";
    }
    return data.name;
  }

  /// The arguments that scale pixels, where the user's generator does not.
  std::vector<std::string> scaling_arguments(const ImageDataGeneratorOptions& asked) const {
    std::vector<std::string> arguments;
    Preprocess same = preprocess_;
    const PictureStandard standard = preprocess_.standard();
    if (standard.statistics != PictureStandard::Statistics{})
      refuse("Keras fits generators to arrays: read the photos into one and call generator.fit(x), or leave out " +
             std::string("featurewise_center, featurewise_std_normalization and zca_whitening."));
    same.scaling.standard = std::make_shared<PictureStandard>(PictureStandard{.colours = standard.colours});
    if (same.mode() == "rescale")
      arguments.push_back(fmt::format("rescale=1 / {:.9g}", 1 / preprocess_.scaling.scale));
    else if (same.mode() != "none")
      arguments.push_back("preprocessing_function=lambda x: " + scaled(same, "x"));
    if (asked.rescale || asked.preprocessing_function) arguments.clear();
    if (standard.center_each && !asked.samplewise_center) arguments.push_back("samplewise_center=True");
    if (standard.divide_each && !asked.samplewise_std_normalization)
      arguments.push_back("samplewise_std_normalization=True");
    return arguments;
  }

  /// The user's arguments, for Python: a network's name becomes its function.
  std::string written(const std::string& text, const ImageDataGenerator& generator) const {
    const auto inside = [](const std::string& call) {
      const std::size_t open = call.find('(');
      return open == std::string::npos ? "" : call.substr(open + 1, call.rfind(')') - open - 1);
    };
    ImageDataGeneratorOptions options = generator.options();
    // What is held out is said once, for both generators.
    const bool divides = std::exchange(options.validation_split, 0) > 0;
    if (!options.preprocessing_function) return inside(divides ? to_python(ImageDataGenerator(options)) : text);
    std::string function = *std::exchange(options.preprocessing_function, {});
    if (!function.ends_with("preprocess_input")) function = "keras.applications." + function + ".preprocess_input";
    return join({inside(to_python(ImageDataGenerator(options))), "preprocessing_function=" + function}, ", ");
  }

  /// `generator` changes training data, `plain` the others.
  void make_generators(double held) {
    const std::string& text = options_.photos.augment;
    const ImageDataGenerator generator = image_data_generator_from_call(text);
    std::vector<std::string> plain = scaling_arguments({}), all = scaling_arguments(generator.options());
    if (held > 0)
      for (std::vector<std::string>* list : {&plain, &all})
        list->push_back(fmt::format("validation_split={:g}", held));
    if (const std::string arguments = written(text, generator); !arguments.empty())
      all.insert(all.begin(), arguments);
    const std::string name = "tf.keras.preprocessing.image.ImageDataGenerator";
    data_.lines += fmt::format("generator = {}({})\n", name, join(all, ", "));
    if (!options_.augment_validation) data_.lines += fmt::format("plain = {}({})\n", name, join(plain, ", "));
  }

  std::string label_mode(const char* integers) const {
    const Split& train = setup_.data().train();
    const std::int64_t units = setup_.model().output().shape()[-1];
    const Array one = labels_for(setup_.compile_options().loss.one, train.y.slice(0, 1), units);
    return one.shape().rank() == 2 ? "categorical" : units == 1 ? "binary" : integers;
  }

  /// The line that makes the part `name`, in Keras' own order and part.
  void add(const std::string& name, const DataSet& data, const Split& split, const std::string& subset) {
    const bool training = name == "train";
    const std::string folder = (std::filesystem::path(place_of(data)) / split.folder).lexically_normal().string();
    const char* colours = shape_[2] == 1 ? "grayscale" : shape_[2] == 3 ? "rgb" : "rgba";
    // Both parts of a folder come of the same shuffled list.
    const bool shuffled = !options_.no_shuffle && (training || (!generator_ && !subset.empty()));
    std::vector<std::string> arguments{quoted(folder.ends_with('/') ? folder.substr(0, folder.size() - 1) : folder)};
    const auto give = [&](const char* key, const std::string& value) {
      arguments.push_back(std::string(key) + "=" + value);
    };
    give(generator_ ? "target_size" : "image_size", fmt::format("({}, {})", shape_[0], shape_[1]));
    give("color_mode", quoted(colours));
    give(generator_ ? "class_mode" : "label_mode", quoted(label_mode(generator_ ? "sparse" : "int")));
    if (setup_.classes() != data.classes) give(generator_ ? "classes" : "class_names", list_of(setup_.classes()));
    give("batch_size", std::to_string(options_.batch_size));
    give("shuffle", shuffled ? "True" : "False");
    give("seed", std::to_string(options_.seed));
    if (!subset.empty()) {
      if (!generator_) give("validation_split", fmt::format("{:g}", setup_.data().held_out()));
      give("subset", quoted(subset));
    }
    give("interpolation", quoted(preprocess_.interpolation));
    if (preprocess_.keep_aspect_ratio) give(generator_ ? "keep_aspect_ratio" : "crop_to_aspect_ratio", "True");
    const std::string maker = !generator_ ? "keras.utils.image_dataset_from_directory"
                              : training || (options_.augment_validation && name == "validation")
                                  ? "generator.flow_from_directory"
                                  : "plain.flow_from_directory";
    data_.lines += fmt::format("{} = {}(\n    {},\n)\n", name, maker, join(arguments, ",\n    "));
    if (!generator_) change(name, training);
  }

  /// Layers of --augment and the scaling, as steps of a tf.data pipeline.
  void change(const std::string& name, bool training) {
    const auto map = [&](const std::string& x) {
      data_.lines += fmt::format("{0} = {0}.map(lambda x, y: ({1}, y))\n", name, x);
    };
    const bool mixes = setup_.data().mixes_labels();
    if (!options_.photos.augment.empty() && training) data_.lines += augmentation(mixes);
    if (!options_.photos.augment.empty() && (training || (options_.augment_validation && name == "validation"))) {
      if (mixes)
        data_.lines += fmt::format("{0} = {0}.map(augment)\n", name);
      else
        map("augment(x, training=True)");
    }
    if (preprocess_.scaling != InputScaling{}) map(scaled(preprocess_, "x"));
    if (training && options_.steps_per_epoch > 0) data_.lines += "train = train.repeat()\n";
  }

  /// `augment`: a layer of layers, or where some mix labels a function that hands these from layer to layer.
  std::string augmentation(bool mixes) const {
    const std::vector<std::string> layers = layer_calls_to_python(options_.photos.augment, "--augment");
    for (const char* gone : {"RandomHeight", "RandomWidth"})
      for (const std::string& layer : layers)
        if (layer.find(std::string(gone) + "(") != std::string::npos)
          refuse(std::string("Keras 3 has no ") + gone + ". RandomZoom is near it.");
    const std::string list = "[\n    " + join(layers, ",\n    ") + ",\n]";
    if (!mixes) return "augment = keras.Sequential(" + list + ")\n";
    return "augmentation = " + list +
           "\n\ndef augment(x, y):\n    data = {'images': x, 'labels': y}\n    for layer in augmentation:\n"
           "        data = layer(data, training=True)\n    return data['images'], data['labels']\n\n";
  }

  static std::string list_of(const std::vector<std::string>& names) {
    std::vector<std::string> texts;
    std::ranges::transform(names, std::back_inserter(texts), quoted);
    return "[" + join(texts, ", ") + "]";
  }

  std::string class_weights() const {
    const DataSet& data = setup_.data().set();
    const std::vector<double> weights =
        balanced_weights(class_counts(setup_.data().train().photos, data.classes.size()));
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < weights.size(); ++i) texts.push_back(fmt::format("{}: {:.9g}", i, weights[i]));
    return "{" + join(texts, ", ") + "}";
  }

  const TrainOptions& options_;
  const TrainingSetup& setup_;
  const Preprocess& preprocess_;
  bool generator_;
  Shape shape_;
  KerasData data_;
};

}  // namespace

KerasData keras_photos(const TrainOptions& options, const TrainingSetup& setup) {
  return PhotoProgram(options, setup).write();
}

}  // namespace fovea::cli
