#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/show_keras.h"
#include "cli/training_setup.h"
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
        of_setup_{.quiet = terminal.quiet || options.show_keras, .json = terminal.json},
        setup_(options, of_setup_, !options.show_keras),
        out_(options.out) {}

  int run() {
    if (!options_.show_keras && !out_.empty()) RunFolder::check_free(out_, options_.overwrite);
    setup_.choose_network();
    setup_.choose_objectives();
    for (const std::string& text : options_.callbacks) callbacks_.push_back(callback_from_call(text));
    if (options_.show_keras) return show_keras();
    prepare();
    Json results = Json::object();
    watch_interrupts();  // until here nothing is there to be saved, and Ctrl-C ends the program
    if (out_.empty()) out_ = RunFolder::take_next("runs", data().name);
    try {
      return train(results);
    } catch (const Error& error) {
      if (folder_) {
        folder_->set("status", "failed");
        folder_->set("error", error.what());
        store_left_out();
      } else if (options_.out.empty()) {
        std::error_code ignored;
        std::filesystem::remove(out_, ignored);  // which is empty
      }
      throw;
    }
  }

 private:
  const DataSet& data() const { return setup_.data().set(); }
  const Model& model() const { return setup_.model(); }

  int show_keras() const {
    const std::string program = keras_program(options_, setup_);
    terminal_.object(Json::Object{{"program", program}});
    terminal_.result(program);
    return 0;
  }

  /// Everything that can be refused is refused here, before the run folder is made.
  void prepare() {
    setup_.compile();
    training_ = setup_.training_feed();
    held_out_ = setup_.validation_feed();
    model().prepare(*training_);
    if (held_out_) model().prepare(*held_out_);
    const int threads = model().trainer().team().threads();
    const CompileOptions& compile = setup_.compile_options();
    terminal_.say(fmt::format("training   {}, {}, batch {}, {} epoch{}, {} thread{}", compile.optimizer->class_name(),
                              compile.loss.one->name(), options_.batch_size, options_.epochs,
                              options_.epochs == 1 ? "" : "s", threads, threads == 1 ? "" : "s"));
  }

  Json describe() const {
    const DataSet& data = this->data();
    Json counts = Json::object();
    for (const Split& split : data.splits) counts[split.name] = split.samples();
    Json classes = Json::list();
    for (const std::string& name : setup_.classes()) classes.push_back(name);
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
                        {"preprocess", setup_.opened().preprocess.to_json()},
                        {"seed", static_cast<std::int64_t>(options_.seed)},
                        {"precision", "float32"},
                        {"threads", std::int64_t{model().trainer().team().threads()}},
                        {"status", "running"}};
  }

  int train(Json& results) {
    const Model model = this->model();
    SavedExtras extras{.classes = setup_.classes(), .preprocess = setup_.opened().preprocess.to_json()};
    Progress progress(terminal_, options_.epochs);
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
    save_model(model, RunFolder::model_path(out_), extras);
    folder_->set("kernels", kernels(model));
    if (!interrupted()) {
      const auto epochs = static_cast<std::int64_t>(trained.epoch.size());
      if (epochs < options_.epochs)
        terminal_.say(
            fmt::format("stopped    after epoch {} of {}: a callback asked for it", epochs, options_.epochs));
      evaluate_test(saver, results);
    }
    if (interrupted()) {
      tell_left_out();
      folder_->set("status", "interrupted");
      terminal_.say("interrupted; the model as it is was saved in " + RunFolder::model_path(out_).string());
      terminal_.object(folder_->run());
      return 130;
    }
    tell_left_out();
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

  /// Says which photos could not be read.
  void tell_left_out() {
    const std::vector<std::string> bad = store_left_out();
    if (bad.empty()) return;
    constexpr std::size_t most = 20;
    terminal_.warn(fmt::format("{} photo{} could not be read and {} left out:", bad.size(),
                               bad.size() == 1 ? "" : "s", bad.size() == 1 ? "was" : "were"));
    for (std::size_t i = 0; i < std::min(bad.size(), most); ++i) terminal_.warn("  " + bad[i]);
    if (bad.size() > most) terminal_.warn("  ... all are in run.json");
    if (options_.on_bad_image == "quarantine")
      terminal_.say("quarantine " + (out_ / "quarantine.txt").string() + " lists them. " + data().files->remedy());
  }

  /// Lists them in the run folder.
  std::vector<std::string> store_left_out() {
    std::vector<std::string> bad;
    for (const auto& feed : {&training_, &held_out_, &test_})
      if (*feed)
        for (std::string& reason : left_out(**feed)) bad.push_back(std::move(reason));
    if (bad.empty()) return bad;
    Json list = Json::list();
    for (const std::string& reason : bad) list.push_back(reason);
    folder_->set("left_out", list);
    if (options_.on_bad_image == "quarantine") write_file(out_ / "quarantine.txt", join(bad, "\n") + "\n");
    return bad;
  }

  /// The test part never chose anything; it is looked at once, at the end. Photos in it that cannot be read take nothing
  /// from a run that has trained.
  void evaluate_test(const ModelSaver& saver, Json& results) {
    if (setup_.data().test() == nullptr) return;
    try {
      test_ = setup_.test_feed();
      measure_test(saver, results);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::internal) throw;
      terminal_.warn(std::string("the test part could not be measured: ") + error.what());
      results["test_error"] = error.what();
    }
  }

  void measure_test(const ModelSaver& saver, Json& results) {
    const auto measure = [&](const Model& model, const std::string& what) {
      std::string line = fmt::format("test       {} model:", what);
      Json& values = results["test_" + what];
      StopOnInterrupt stop;
      for (const auto& [name, value] : model.evaluate(*test_, {.callbacks = {&stop}})) {
        line += fmt::format("  {} {:.4f}", name, value);
        values[name] = value;
      }
      if (!interrupted()) terminal_.say(line);
    };
    measure(model(), "final");
    if (saver.best_epoch() == 0 || interrupted()) return;
    results["best_epoch"] = saver.best_epoch();
    const LoadedModel best = load_model(RunFolder::best_path(out_));
    best.model.set_run({.threads = options_.threads,
                        .deterministic = options_.deterministic,
                        .scaling = setup_.opened().preprocess.scaling,
                        .kernels = measured_kernels()});
    measure(best.model, "best");
  }

  const TrainOptions& options_;
  Json given_;
  const Terminal& terminal_;
  Terminal of_setup_;  ///< a program that is shown stands alone
  TrainingSetup setup_;
  std::filesystem::path out_;
  std::vector<std::shared_ptr<Callback>> callbacks_;
  std::unique_ptr<BatchFeed> training_, held_out_, test_;  ///< null without such a part
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
          if (!options->like.empty()) repeat_options(app, RunFolder::open(options->like).run().at("options"));
          return Training(*options, given_options(app), terminal).run();
        };
      }};
}

}  // namespace fovea::cli
