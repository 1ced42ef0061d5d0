#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/show_keras.h"
#include "cli/train_options.h"
#include "cli/training_data.h"
#include "fovea/base/call_config.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/base/version.h"
#include "fovea/formats/signatures.h"
#include "fovea/models/check_data.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/losses/check.h"
#include "fovea/training/writers.h"

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

class OnTrainBegin : public Callback {
 public:
  explicit OnTrainBegin(std::function<void()> work) : work_(std::move(work)) {}
  void on_train_begin() override { work_(); }

 private:
  std::function<void()> work_;
};

/// One run from its data to its folder.
class Training {
 public:
  Training(const TrainOptions& options, Json given, const Terminal& terminal)
      : options_(options),
        given_(std::move(given)),
        terminal_(terminal),
        data_(options, terminal),
        out_(options.out.empty() ? RunFolder::next_free("runs", data_.set().name)
                                 : std::filesystem::path(options.out)) {}

  int run() {
    if (!options_.show_keras) RunFolder::check_free(out_, options_.overwrite);
    choose_parts();
    choose_objectives();
    if (options_.show_keras) return show_keras();
    prepare();
    Json results = Json::object();
    try {
      return train(results);
    } catch (const Error& error) {
      if (folder_) {
        folder_->set("status", "failed");
        folder_->set("error", error.what());
      }
      throw;
    }
  }

 private:
  /// Words on the way, which a program on stdout must not hold.
  void say(const std::string& line) const {
    if (!options_.show_keras) terminal_.say(line);
  }

  void choose_parts() {
    const DataSet& data = data_.set();
    if (!options_.show_keras) data_.tell();
    const bool chosen = options_.model.name.empty();
    ModelArguments model = options_.model;
    if (chosen) model.name = choose_model(data);
    const std::int64_t classes = data.classes.empty() ? 1 : static_cast<std::int64_t>(data.classes.size());
    opened_ = open_model(model, {classes, options_.photos.size()}, parse_parameters(options_.set), terminal_);
    say(fmt::format("model      {}: {} parameters{}", model.name, with_commas(opened_->model.count_params()),
                    chosen ? ", chosen for this data (--model takes another)" : ""));
    check_class_mode(classes);
    // A model goes on with the pixels that it was trained on.
    const bool goes_on = options_.preprocess == "auto" && opened_->knows_scaling;
    if (!goes_on)
      opened_->preprocess = Preprocess::choose(options_.preprocess, opened_->model, data_.train().dtype());
    data_.prepare_feeds(opened_->model, opened_->preprocess);
    say("preprocess " + opened_->preprocess.describe() +
        (goes_on ? ", as the model's file says" : ", stored in the model"));
    if (!options_.augment.empty())
      say("augment    " + options_.augment +
          (options_.augment_validation ? ", of validation too" : ", of training data alone"));
  }

  void check_class_mode(std::int64_t classes) const {
    const std::string& mode = options_.class_mode;
    const std::int64_t units = only_output(opened_->model).shape()[-1];
    const auto refuse = [&](const std::string& text) {
      fail(ErrorKind::usage, "--class-mode " + mode + ": " + text);
    };
    if (mode == "binary" && classes != 2)
      refuse(fmt::format("the data has {} classes; binary is for two. Use categorical or sparse.", classes));
    if (mode == "binary" && units != 1)
      refuse(
          fmt::format("the model has {} outputs; binary is for one, such as Dense(1, activation='sigmoid').", units));
    if ((mode == "categorical" || mode == "sparse") && units < classes)
      refuse(fmt::format("the data has {} classes, and the model {} outputs. Give its last layer {}.", classes, units,
                         classes));
    if (data_.set().files && units < classes && !(units == 1 && classes == 2))
      fail(ErrorKind::usage, fmt::format("The data has {} classes, and the model {} outputs. Give its last layer {}: "
                                         "Dense(classes, activation='softmax').",
                                         classes, units, classes));
  }

  /// Optimizer, loss and metrics: as given, else as the model's file has them, else adam, auto and accuracy.
  void choose_objectives() {
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
    for (const std::string& text : options_.callbacks) callbacks_.push_back(callback_from_call(text));
  }

  int show_keras() const {
    if (data_.set().files)
      fail(ErrorKind::unsupported, "--show-keras writes programs for arrays; photos are not written yet.");
    const bool fraction = options_.validation_split > 0;
    const std::string program = keras_program({options_, *opened_, data_.set(), &data_.validation_set(),
                                               fraction ? nullptr : data_.validation(), compile_});
    terminal_.object(Json::Object{{"program", program}});
    terminal_.result(program);
    return 0;
  }

  /// Everything that can be refused is refused here, before the run folder is made.
  void prepare() {
    const Model& model = opened_->model;
    const bool fresh = !model.compiled();
    model.set_run({.threads = options_.threads,
                   .deterministic = options_.deterministic,
                   .seed = options_.seed,
                   .scaling = opened_->preprocess.scaling,
                   .kernels = measured_kernels()});
    if (fresh) model.initialize(options_.seed);
    model.compile(compile_);
    training_ = data_.training_feed(model, compile_.loss.one, classes());
    held_out_ = data_.validation_feed(model, compile_.loss.one, classes());
    model.prepare(*training_);
    if (held_out_) model.prepare(*held_out_);
    const int threads = model.trainer().team().threads();
    terminal_.say(fmt::format("training   {}, {}, batch {}, {} epoch{}, {} thread{}",
                              compile_.optimizer->class_name(), compile_.loss.one->name(), options_.batch_size,
                              options_.epochs, options_.epochs == 1 ? "" : "s", threads, threads == 1 ? "" : "s"));
  }

  const std::vector<std::string>& classes() const {
    return opened_->extras.classes.empty() ? data_.set().classes : opened_->extras.classes;
  }

  Json describe() const {
    const DataSet& data = data_.set();
    Json counts = Json::object();
    for (const Split& split : data.splits) counts[split.name] = split.samples();
    Json classes = Json::list();
    for (const std::string& name : this->classes()) classes.push_back(name);
    Json command = Json::list();
    for (const std::string& word : command_line()) command.push_back(word);
    return Json::Object{{"command", command},
                        {"options", given_},
                        {"version", version},
                        {"data", Json::Object{{"name", data.name},
                                              {"path", data.path},
                                              {"kind", data.kind},
                                              {"counts", counts},
                                              {"manifest_hash", data.manifest_hash}}},
                        {"classes", classes},
                        {"preprocess", opened_->preprocess.to_json()},
                        {"seed", static_cast<std::int64_t>(options_.seed)},
                        {"precision", "float32"},
                        {"threads", std::int64_t{opened_->model.trainer().team().threads()}},
                        {"status", "running"}};
  }

  int train(Json& results) {
    const Model& model = opened_->model;
    SavedExtras extras{.classes = classes(), .preprocess = opened_->preprocess.to_json()};
    Progress progress(terminal_, options_.epochs, options_.batch_size);
    HistoryWriter history(RunFolder::history_path(out_));
    ModelSaver saver(out_, extras);
    StopOnInterrupt stop;
    std::unique_ptr<StepLog> steps;
    std::vector<CallbackChoice> callbacks{&progress, &history, &saver, &stop};
    if (!options_.step_log.empty())
      callbacks.emplace_back((steps = std::make_unique<StepLog>(options_.step_log)).get());
    for (const auto& callback : callbacks_) callbacks.emplace_back(callback);
    // Last, so that no folder is made where a callback refuses to begin.
    OnTrainBegin begin([&] {
      folder_ = RunFolder::create(out_, describe(), options_.overwrite);
      terminal_.say("run        " + out_.string());
    });
    callbacks.emplace_back(&begin);
    const History trained = model.fit(*training_, held_out_.get(),
                                      {.epochs = options_.epochs,
                                       .callbacks = callbacks,
                                       .steps_per_epoch = options_.steps_per_epoch,
                                       .validation_steps = options_.validation_steps});
    tell_left_out();
    save_model(model, RunFolder::model_path(out_), extras);
    folder_->set("kernels", kernels(model));
    if (interrupted()) {
      folder_->set("status", "interrupted");
      terminal_.say("interrupted; the model as it is was saved in " + RunFolder::model_path(out_).string());
      terminal_.object(folder_->run());
      return 130;
    }
    const auto epochs = static_cast<std::int64_t>(trained.epoch.size());
    if (epochs < options_.epochs)
      terminal_.say(fmt::format("stopped    after epoch {} of {}: a callback asked for it", epochs, options_.epochs));
    evaluate_test(saver, results);
    folder_->set("results", results);
    folder_->set("status", "finished");
    terminal_.say("saved      " + out_.string());
    terminal_.object(folder_->run());
    return 0;
  }

  /// Which kernels trained: with another choice the last digits differ.
  static Json kernels(const Model& model) {
    Json rows = Json::list();
    for (const StepReport& step : model.trainer().training_plan())
      rows.push_back(Json::Object{{"layer", step.node}, {"operation", step.operation}, {"kernel", step.kernel}});
    return rows;
  }

  /// Lists the photos that could not be read.
  void tell_left_out() {
    std::vector<std::string> bad = left_out(*training_);
    if (held_out_)
      for (const std::string& reason : left_out(*held_out_)) bad.push_back(reason);
    if (bad.empty()) return;
    constexpr std::size_t most = 20;
    terminal_.warn(fmt::format("{} photo{} could not be read and {} left out:", bad.size(),
                               bad.size() == 1 ? "" : "s", bad.size() == 1 ? "was" : "were"));
    Json list = Json::list();
    for (std::size_t i = 0; i < bad.size(); ++i) {
      if (i < most) terminal_.warn("  " + bad[i]);
      list.push_back(bad[i]);
    }
    if (bad.size() > most) terminal_.warn("  ... all are in run.json");
    folder_->set("left_out", list);
    if (options_.on_bad_image != "quarantine") return;
    write_file(out_ / "quarantine.txt", join(bad, "\n") + "\n");
    terminal_.say("quarantine " + (out_ / "quarantine.txt").string() +
                  " lists them; `fovea data clean` moves them away");
  }

  /// The test part never chose anything; it is looked at once, at the end.
  void evaluate_test(const ModelSaver& saver, Json& results) {
    if (data_.test() == nullptr) return;
    const auto feed = data_.test_feed(opened_->model, compile_.loss.one, classes());
    const auto measure = [&](const Model& model, const std::string& what) {
      std::string line = fmt::format("test       {} model:", what);
      Json& values = results["test_" + what];
      for (const auto& [name, value] : model.evaluate(*feed)) {
        line += fmt::format("  {} {:.4f}", name, value);
        values[name] = value;
      }
      terminal_.say(line);
    };
    measure(opened_->model, "final");
    if (saver.best_epoch() == 0) return;
    results["best_epoch"] = saver.best_epoch();
    const LoadedModel best = load_model(RunFolder::best_path(out_));
    best.model.set_run({.threads = options_.threads,
                        .deterministic = options_.deterministic,
                        .scaling = opened_->preprocess.scaling,
                        .kernels = measured_kernels()});
    measure(best.model, "best");
  }

  const TrainOptions& options_;
  Json given_;
  const Terminal& terminal_;
  TrainingData data_;
  std::filesystem::path out_;
  std::optional<OpenedModel> opened_;
  CompileOptions compile_;
  std::vector<std::shared_ptr<Callback>> callbacks_;
  std::unique_ptr<BatchFeed> training_, held_out_;  ///< held_out_: null without validation
  std::optional<RunFolder> folder_;
};

}  // namespace

Command train_command() {
  return {
      "train", "Train a model and write a run folder",
      "  fovea train fashion_mnist\n"
      "  fovea train mnist --model digits.layers --set f=6 --preprocess none --optimizer rmsprop \\\n"
      "        --loss categorical_crossentropy --batch-size 128 --epochs 10 --validation-split 0.3 --out runs/digits",
      [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
        auto options = std::make_shared<TrainOptions>();
        options->add(app);
        return [options, &app, &terminal] {
          watch_interrupts();
          if (!options->like.empty()) repeat_options(app, RunFolder::open(options->like).run().at("options"));
          return Training(*options, given_options(app), terminal).run();
        };
      }};
}

}  // namespace fovea::cli
