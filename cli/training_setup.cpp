#include "cli/training_setup.h"

#include <fmt/format.h>

#include "fovea/base/text.h"
#include "fovea/data/image_data_generator.h"
#include "fovea/formats/labels_file.h"
#include "fovea/formats/signatures.h"
#include "fovea/models/check_data.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/losses/check.h"

namespace fovea::cli {
namespace {

/// A network for data that comes without --model.
std::string choose_model(const DataSet& data) {
  if (data.name == "fashion_mnist") return "fashion";
  if (data.name == "mnist") return "digits";
  if (data.files) return "photonet";
  const Shape& shape = data.at("train").x.shape();
  if (shape.tail(1) == Shape{28, 28, 1}) return "fashion";
  fail(ErrorKind::usage, "There is no default network for samples of shape " + to_string(shape.tail(1)) +
                             " yet. Give one with --model, for example a .layers file.");
}

}  // namespace

TrainingSetup::TrainingSetup(const TrainOptions& options, const Terminal& terminal, bool tell)
    : options_(options), terminal_(terminal), tell_(tell), data_(options, terminal) {}

const std::vector<std::string>& TrainingSetup::classes() const {
  return opened_->extras.classes.empty() ? data_.set().classes : opened_->extras.classes;
}

void TrainingSetup::choose_network() {
  const DataSet& data = data_.set();
  if (tell_) data_.tell();
  const bool chosen = options_.model.name.empty();
  ModelArguments model = options_.model;
  if (chosen) model.name = choose_model(data);
  const std::int64_t classes = data.classes.empty() ? 1 : static_cast<std::int64_t>(data.classes.size());
  opened_ = open_model(model, {classes, options_.photos.size()}, parse_parameters(options_.set), terminal_);
  say(fmt::format("model      {}: {} parameters{}", model.name, with_commas(opened_->model.count_params()),
                  chosen ? ", chosen for this data (--model takes another)" : ""));
  check_class_mode(classes);
  name_classes();
  // A model goes on with the pixels that it was trained on.
  const bool goes_on = options_.model.preprocess == "auto" && opened_->knows_scaling;
  if (!opened_->knows_scaling)
    opened_->preprocess = Preprocess::choose(options_.model.preprocess, opened_->model, data_.train().dtype());
  check_scaling();
  data_.prepare_feeds(opened_->model, opened_->preprocess);
  say("preprocess " + opened_->preprocess.describe() +
      (goes_on ? ", as the model's file says" : ", stored in the model"));
  if (!options_.photos.augment.empty())
    say("augment    " + options_.photos.augment +
        (options_.augment_validation ? ", of validation too" : ", of training data alone"));
}

void TrainingSetup::name_classes() {
  const std::string& file = options_.model.labels;
  if (file.empty() || !opened_->extras.classes.empty()) return;
  std::vector<std::string> names = read_labels(file);
  const std::vector<std::string>& own = data_.set().classes;
  if (!own.empty() && names != own)
    fail(ErrorKind::usage, "--labels " + file + ": names " + join(names, ", ") + ", and the classes of " +
                               data_.set().path + " are " + join(own, ", ") +
                               ". Without --labels they keep their names.");
  const auto count = static_cast<std::int64_t>(names.size()), units = opened_->model.outputs()[0].shape()[-1];
  if (count != units && (units != 1 || count != 2))
    fail(ErrorKind::usage,
         fmt::format("--labels {}: names {} classes, and the model has {} outputs.", file, count, units));
  opened_->extras.classes = std::move(names);
}

void TrainingSetup::check_scaling() const {
  const std::string& asked = options_.model.preprocess;
  if (asked == "auto" || asked == "none" || !options_.photos.generator()) return;
  const auto generator = image_data_generator_from_call(options_.photos.augment).options();
  if (generator.rescale || generator.preprocessing_function)
    fail(ErrorKind::usage, "--preprocess " + asked + " and the generator's " +
                               (generator.rescale ? "rescale" : "preprocessing_function") +
                               " both say how pixels are scaled. Give one of them.");
}

void TrainingSetup::check_class_mode(std::int64_t classes) const {
  const std::string& mode = options_.class_mode;
  const std::int64_t units = only_output(opened_->model).shape()[-1];
  const auto refuse = [&](const std::string& text) { fail(ErrorKind::usage, "--class-mode " + mode + ": " + text); };
  if (mode == "binary" && classes != 2)
    refuse(fmt::format("the data has {} classes; binary is for two. Use categorical or sparse.", classes));
  if (mode == "binary" && units != 1)
    refuse(
        fmt::format("the model has {} outputs; binary is for one, such as Dense(1, activation='sigmoid').", units));
  if ((mode == "categorical" || mode == "sparse") && units < classes)
    refuse(fmt::format("the data has {} classes, and the model {} outputs. Give its last layer {}.", classes, units,
                       classes));
  if (data_.set().files && units < classes && !(units == 1 && classes == 2))
    fail(ErrorKind::usage, fmt::format("{} has {} classes, and the model {} outputs. Give its last layer {}: "
                                       "Dense(classes, activation='softmax').",
                                       data_.set().path, classes, units, classes));
}

void TrainingSetup::choose_objectives() {
  const Model& model = opened_->model;
  if (model.compiled()) {
    compile_ = model.trainer().compile_options();
    compile_.loss = compiled_loss(model);
  }
  const Split& train = data_.train();
  const Tensor output = only_output(model);
  // Mixed labels are rows of numbers, one a class.
  const bool mixes = data_.mixes_labels(), rows = mixes && output.shape()[-1] > 1;
  const Shape labels_shape = rows ? Shape{train.samples(), output.shape()[-1]} : train.y.shape();
  const DType labels_type = rows ? DType::f32 : train.y.dtype();
  if (options_.class_mode == "categorical" && (options_.loss == "auto" || options_.loss.empty()))
    compile_.loss = loss_from_call("categorical_crossentropy");
  else if (options_.loss == "auto" || (options_.loss.empty() && !compile_.loss.one))
    compile_.loss = choose_loss(
        {output.node()->layer->name(), last_activation(output), output.shape(), labels_shape, labels_type});
  else if (!options_.loss.empty())
    compile_.loss = loss_from_call(options_.loss);
  if (mixes && (options_.class_mode == "sparse" || compile_.loss.one->labels() == LabelForm::indices))
    fail(ErrorKind::usage,
         fmt::format(
             "--augment mixes labels (MixUp, CutMix), and {} takes the number of one class. Give {}.",
             options_.class_mode == "sparse" ? "--class-mode sparse" : compile_.loss.one->name(),
             options_.class_mode == "sparse" ? "--class-mode categorical" : "--loss categorical_crossentropy"));
  if (!model.compiled() || !options_.optimizer.empty()) {
    if (model.compiled()) say("optimizer  starts fresh: another one was given than the file holds");
    compile_.optimizer = optimizer_from_call(options_.optimizer.empty() ? "adam" : options_.optimizer);
  }
  if (!options_.metrics.empty())
    compile_.metrics = metric_choices(options_.metrics);
  else if (!model.compiled())
    compile_.metrics = {"accuracy"};
}

void TrainingSetup::compile() {
  const bool fresh = !model().compiled();
  model().set_run({.threads = options_.threads,
                   .deterministic = options_.deterministic,
                   .seed = options_.seed,
                   .scaling = opened_->preprocess.scaling,
                   .kernels = measured_kernels()});
  if (fresh) model().initialize(options_.seed);
  model().compile(compile_);
}

}  // namespace fovea::cli
