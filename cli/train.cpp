#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/show_keras.h"
#include "cli/train_options.h"
#include "fovea/base/call_config.h"
#include "fovea/base/text.h"
#include "fovea/base/version.h"
#include "fovea/data/reference.h"
#include "fovea/formats/signatures.h"
#include "fovea/models/check_data.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/losses/check.h"
#include "fovea/training/writers.h"

namespace fovea::cli {
namespace {

std::string choose_model(const DataSet& data) {
  if (data.name == "fashion_mnist") return "fashion";
  if (data.name == "mnist") return "digits";
  const Shape& shape = data.at("train").x.shape();
  if (shape.tail(1) == Shape{28, 28, 1}) return "fashion";
  fail(ErrorKind::usage, "There is no default network for samples of shape " + to_string(shape.tail(1)) +
                             " yet. Give one with --model, for example a .layers file.");
}

std::map<std::string, Json> parse_parameters(const std::vector<std::string>& settings) {
  std::map<std::string, Json> parameters;
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) fail(ErrorKind::usage, "--set takes NAME=VALUE. Received '" + setting + "'.");
    parameters[setting.substr(0, equals)] = parse_literal(setting.substr(equals + 1), "--set " + setting.substr(0, equals));
  }
  return parameters;
}

/// One run from its data to its folder.
class Training {
 public:
  Training(const TrainOptions& options, Json given, const Terminal& terminal)
      : options_(options), given_(std::move(given)), terminal_(terminal), data_(open(options.data, options.where, terminal)) {}

  int run() {
    choose_parts();
    if (options_.show_keras) {
      terminal_.result(keras_program(options_, *opened_, data_));
      return 0;
    }
    prepare();
    RunFolder folder = RunFolder::create(
        options_.out.empty() ? RunFolder::next_free("runs", data_.name) : std::filesystem::path(options_.out), describe(), options_.overwrite);
    terminal_.say("run        " + folder.path().string());
    try {
      return train(folder);
    } catch (const Error& error) {
      folder.set("status", "failed");
      folder.set("error", error.what());
      throw;
    }
  }

 private:
  void choose_parts() {
    const Split& train = data_.at("train");
    say_data();
    const std::string name = options_.model.empty() ? choose_model(data_) : options_.model;
    const std::int64_t classes = data_.classes.empty() ? 1 : static_cast<std::int64_t>(data_.classes.size());
    opened_ = open_model(name, classes, parse_parameters(options_.set), terminal_);
    terminal_.say(fmt::format("model      {}: {} parameters{}", name, with_commas(opened_->model.count_params()),
                              options_.model.empty() ? ", chosen for this data (--model takes another)" : ""));
    opened_->preprocess = Preprocess::choose(options_.preprocess, opened_->model, train.x.dtype());
    terminal_.say("preprocess " + opened_->preprocess.describe() + ", stored in the model");
  }

  void say_data() {
    std::vector<std::string> parts;
    for (const Split& split : data_.splits) parts.push_back(with_commas(split.x.rows()) + " " + split.name);
    terminal_.say(fmt::format("data       {}: {} samples of {} {} in {} classes ({})", data_.name, join(parts, ", "),
                              to_string(data_.splits[0].x.shape().tail(1)), to_string(data_.splits[0].x.dtype()),
                              data_.classes.size(), data_.path));
  }

  void prepare() {
    const Model& model = opened_->model;
    const bool fresh = !model.compiled();
    model.set_run({.threads = options_.threads, .deterministic = options_.deterministic, .seed = options_.seed, .scaling = opened_->preprocess.scaling, .kernels = measured_kernels()});
    if (fresh) model.initialize(options_.seed);
    const Split& train = data_.at("train");
    const Tensor output = model.output();
    const OutputFacts facts{output.node()->layer->name(), last_activation(output), output.shape(), train.y.shape(), train.y.dtype()};
    loss_ = options_.loss == "auto" ? choose_loss(facts) : loss_from_call(options_.loss);
    if (fresh || !options_.optimizer.empty()) {
      if (!fresh) terminal_.say("optimizer  starts fresh: another one was given than the file holds");
      optimizer_ = optimizer_from_call(options_.optimizer.empty() ? "adam" : options_.optimizer);
    } else {
      optimizer_ = model.trainer().compile_options().optimizer;
    }
    std::vector<MetricChoice> metrics;
    for (const std::string& name : options_.metrics.empty() ? std::vector<std::string>{"accuracy"} : options_.metrics) metrics.push_back(name);
    model.compile({.optimizer = optimizer_, .loss = loss_, .metrics = metrics});
    for (const std::string& text : options_.callbacks) callbacks_.push_back(callback_from_call(text));
    terminal_.say(fmt::format("training   {}, {}, batch {}, {} epochs, {} threads", optimizer_->class_name(), loss_->name(), options_.batch_size,
                              options_.epochs, model.trainer().team().threads()));
  }

  Samples samples(const Split& split) const {
    return {split.x, labels_for(loss_, match_classes(split.y, data_.classes, classes()), opened_->model.output().shape()[-1])};
  }

  const std::vector<std::string>& classes() const { return opened_->extras.classes.empty() ? data_.classes : opened_->extras.classes; }

  Samples validation() const {
    if (!options_.validation.empty()) {
      const DataReference reference = parse_reference(options_.validation);
      const DataSet other = open(reference.data, options_.where, terminal_);
      return samples(reference.split.empty() && other.find("validation") != nullptr ? other.at("validation") : select(other, reference));
    }
    if (options_.validation_split > 0) return {};
    const Split* own = data_.find("validation");
    return own != nullptr ? samples(*own) : Samples{};
  }

  Json describe() const {
    Json counts = Json::object();
    for (const Split& split : data_.splits) counts[split.name] = split.x.rows();
    Json classes = Json::list();
    for (const std::string& name : this->classes()) classes.push_back(name);
    Json command = Json::list();
    for (const std::string& word : command_line()) command.push_back(word);
    return Json::Object{{"command", command},
                        {"options", given_},
                        {"version", version},
                        {"data", Json::Object{{"name", data_.name}, {"path", data_.path}, {"kind", data_.kind}, {"counts", counts}, {"manifest_hash", data_.manifest_hash}}},
                        {"classes", classes},
                        {"preprocess", opened_->preprocess.to_json()},
                        {"seed", static_cast<std::int64_t>(options_.seed)},
                        {"precision", "float32"},
                        {"threads", std::int64_t{opened_->model.trainer().team().threads()}},
                        {"status", "running"}};
  }

  int train(RunFolder& folder) {
    const Model& model = opened_->model;
    const Samples training = samples(data_.at("train"));
    SavedExtras extras{.classes = classes(), .preprocess = opened_->preprocess.to_json()};
    Progress progress(terminal_, options_.epochs, options_.batch_size);
    HistoryWriter history(folder.history_path());
    ModelSaver saver(folder, extras);
    StopOnInterrupt stop;
    std::unique_ptr<StepLog> steps;
    std::vector<CallbackChoice> callbacks{&progress, &history, &saver, &stop};
    if (!options_.step_log.empty()) callbacks.emplace_back((steps = std::make_unique<StepLog>(options_.step_log)).get());
    for (const auto& callback : callbacks_) callbacks.emplace_back(callback);
    model.fit(training.x, training.y,
              {.batch_size = options_.batch_size,
               .epochs = options_.epochs,
               .callbacks = callbacks,
               .validation_split = options_.validation_split,
               .validation_data = validation(),
               .shuffle = !options_.no_shuffle,
               .steps_per_epoch = options_.steps_per_epoch,
               .validation_steps = options_.validation_steps});
    save_model(model, folder.model_path(), extras);
    folder.set("kernels", kernels(model));
    if (interrupted()) {
      folder.set("status", "interrupted");
      terminal_.say("interrupted; the model as it is was saved in " + folder.model_path().string());
      return 130;
    }
    Json results = Json::object();
    evaluate_test(folder, saver, results);
    folder.set("results", results);
    folder.set("status", "finished");
    terminal_.say("saved      " + folder.path().string());
    terminal_.object(folder.run());
    return 0;
  }

  /// Which kernels trained: with another choice the last digits differ.
  static Json kernels(const Model& model) {
    Json rows = Json::list();
    for (const StepReport& step : model.trainer().training_plan())
      rows.push_back(Json::Object{{"layer", step.node}, {"operation", step.operation}, {"kernel", step.kernel}});
    return rows;
  }

  /// The test part never chose anything; it is looked at once, at the end.
  void evaluate_test(const RunFolder& folder, const ModelSaver& saver, Json& results) const {
    const Split* test = data_.find("test");
    if (test == nullptr) return;
    const Samples held_out = samples(*test);
    const auto measure = [&](const Model& model, const std::string& what) {
      std::string line = fmt::format("test       {} model:", what);
      Json& values = results["test_" + what];
      for (const auto& [name, value] : model.evaluate(held_out.x, held_out.y, {.batch_size = options_.batch_size})) {
        line += fmt::format("  {} {:.4f}", name, value);
        values[name] = value;
      }
      terminal_.say(line);
    };
    measure(opened_->model, "final");
    if (saver.best_epoch() == 0) return;
    results["best_epoch"] = saver.best_epoch();
    const LoadedModel best = load_model(folder.best_path());
    best.model.set_run({.threads = options_.threads, .deterministic = options_.deterministic, .scaling = opened_->preprocess.scaling, .kernels = measured_kernels()});
    measure(best.model, "best");
  }

  const TrainOptions& options_;
  Json given_;
  const Terminal& terminal_;
  DataSet data_;
  std::optional<OpenedModel> opened_;
  Named<Loss> loss_;
  Named<Optimizer> optimizer_;
  std::vector<std::shared_ptr<Callback>> callbacks_;
};

}  // namespace

Command train_command() {
  return {"train", "Train a model and write a run folder",
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
