#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/checks.h"
#include "cli/inputs.h"
#include "fovea/base/random.h"
#include "fovea/kernels/peak.h"
#include "fovea/layers/size.h"
#include "fovea/models/check_data.h"
#include "fovea/models/summary.h"
#include "fovea/models/summary_rows.h"
#include "fovea/models/trainer.h"
#include "fovea/objectives/losses/check.h"

namespace fovea::cli {
namespace {

struct Options {
  ModelArguments model;
  std::string style = "keras3";
  std::vector<std::string> set;
  bool kernels = false, memory = false;
  std::int64_t batch_size = 32, classes = 10;
};

/// Random pictures and labels that a model can be trained on.
Batch synthetic_batch(const Model& model, std::int64_t samples) {
  Batch batch;
  Random random(0);
  for (const Tensor& input : model.input()) {
    Shape shape = input.shape();
    for (int i = 1; i < shape.rank(); ++i)
      if (shape[i] == None)
        fail(ErrorKind::shape, "--kernels needs a known input size. Input '" + input.node()->layer->name() +
                                   "' has shape " + to_string(shape) + ".");
    shape.set(0, samples);
    batch.x.emplace_back(shape);
    for (float& value : batch.x.back().values<float>()) value = static_cast<float>(random.uniform());
  }
  for (const Tensor& output : model.outputs()) {
    const std::int64_t units = output.shape()[-1];
    Array labels({samples}, DType::i64);
    for (std::int64_t& label : labels.values<std::int64_t>())
      label = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(units)));
    batch.y.push_back(units > 1 ? labels : labels.reshaped({samples, 1}).cast(DType::f32));
  }
  return batch;
}

/// Measures a training step and tells, operation by operation, what runs and how fast.
void print_kernels(const Options& options, const Model& model, const Terminal& terminal) {
  const Batch batch = synthetic_batch(model, options.batch_size);
  RunOptions run = model.trainer().run_options();
  run.kernels = measured_kernels();
  model.set_run(run);
  std::vector<std::pair<std::string, Named<Loss>>> losses;
  for (std::size_t i = 0; i < batch.y.size(); ++i) {
    const Tensor output = model.outputs()[i];
    const std::string& name = output.node()->layer->name();
    losses.emplace_back(
        name, choose_loss({name, last_activation(output), output.shape(), batch.y[i].shape(), batch.y[i].dtype()}));
  }
  model.compile({.optimizer = "adam", .loss = losses});
  Trainer& trainer = model.trainer();
  trainer.prepare(batch.x, batch.y);
  constexpr int warm_up = 3, measured = 20;
  for (int i = 0; i < warm_up; ++i) trainer.train(batch);
  Program& program = trainer.program(Trainer::Mode::train, batch);
  program.measure(true);
  for (int i = 0; i < measured; ++i) trainer.train(batch);

  const double peak = measure_peak_flops();
  std::string text = fmt::format(
      "training step, batch {}: {} shards of {} in micro-batches of {}; {} reorders of weights; one core's peak "
      "{:.0f} GFLOP/s\n\n",
      options.batch_size, program.cut().shards(), program.cut().shard, program.cut().micro_batch, program.reorders(),
      peak / 1e9);
  const std::vector<StepReport> report = program.report();
  std::size_t layer = 5, operation = 9, kernel = 6;  // the widths of the columns
  for (const StepReport& row : report) {
    layer = std::max(layer, row.node.size());
    operation = std::max(operation, row.operation.size());
    kernel = std::max(kernel, row.kernel.size());
  }
  text += fmt::format("{:<{}}  {:<{}}  {:<{}} {:>5} {:>10} {:>9} {:>7}\n", "layer", layer, "operation", operation,
                      "kernel", kernel, "phase", "core us", "GFLOP/s", "of peak");
  Json rows = Json::list();
  double total = 0;
  for (const StepReport& row : report) {
    const double rate = row.seconds > 0 ? row.flop / row.seconds : 0;
    total += row.seconds;
    text += fmt::format("{:<{}}  {:<{}}  {:<{}} {:>5} {:>10.1f} {:>9.2f} {:>6.1f}%\n", row.node, layer, row.operation,
                        operation, row.kernel, kernel, row.phase, row.seconds * 1e6, rate / 1e9, 100 * rate / peak);
    rows.push_back(Json::Object{{"layer", row.node},
                                {"operation", row.operation},
                                {"kernel", row.kernel},
                                {"phase", std::int64_t{row.phase}},
                                {"seconds", row.seconds},
                                {"flop", row.flop}});
  }
  text += fmt::format("\n{:.1f} us of core time a step, {:.1f} MiB of arenas\n", total * 1e6,
                      static_cast<double>(program.memory()) / (1 << 20));
  terminal.result(text);
  terminal.object(
      Json::Object{{"peak_flops", peak}, {"reorders", std::int64_t{program.reorders()}}, {"steps", rows}});
}

Json as_json(const Model& model) {
  Json layers = Json::list();
  for (const auto& layer : listed_layers(model.network())) {
    Json shapes = Json::list();
    for (const auto& call : calls_of(*layer))
      for (const Shape& shape : call->output_shapes) shapes.push_back(to_json(shape));
    layers.push_back(Json::Object{{"name", layer->name()},
                                  {"class_name", std::string(layer->keras_class())},
                                  {"output_shapes", shapes},
                                  {"parameters", count_params(*layer)}});
  }
  const WeightCounts counts = count_weights(model);
  return Json::Object{{"name", model.name()},
                      {"parameters", model.count_params()},
                      {"trainable_parameters", counts.trainable.parameters},
                      {"optimizer_parameters", counts.optimizer.parameters},
                      {"layers", layers}};
}

int summarize(const Options& options, const Terminal& terminal) {
  const OpenedModel opened = open_model(options.model, options.classes, parse_parameters(options.set), terminal);
  if (options.kernels) {
    print_kernels(options, opened.model, terminal);
    return 0;
  }
  SummaryOptions wanted;
  wanted.style = options.style == "keras2" ? SummaryStyle::keras2 : SummaryStyle::keras3;
  wanted.memory = options.memory;
  terminal.result(summary(opened.model, wanted));
  terminal.object(as_json(opened.model));
  return 0;
}

}  // namespace

Command summary_command() {
  return {
      "summary", "Show a model's layers, shapes and parameters",
      "  fovea summary lenet5\n  fovea summary digits.layers --set f=6 --memory\n  fovea summary runs/fashion "
      "--kernels",
      [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
        auto options = std::make_shared<Options>();
        app.add_option(
               "MODEL", options->model.name,
               "digits, lenet5, fashion, tinyvgg, a .layers, .keras or .json file, or a run folder (its model.keras)")
            ->required()
            ->type_name("");
        app.add_flag("--kernels", options->kernels,
                     "Measure a training step: kernel, layout and rate of every operation");
        app.add_flag("--memory", options->memory,
                     "Add multiply-adds, activation memory and receptive field of each layer");
        app.add_option("--style", options->style,
                       "Whose table: keras3, with boxes, or keras2, as course notes show it")
            ->check(CLI::IsMember(std::vector<std::string>{"keras3", "keras2"}).description(""))
            ->capture_default_str()
            ->type_name("STYLE");
        app.add_option("--batch-size", options->batch_size, "Of the step that --kernels measures")
            ->transform(whole_number_from(1))
            ->capture_default_str()
            ->type_name("N");
        app.add_option("--classes", options->classes, "Classes of a named network or a .layers file")
            ->transform(whole_number_from(1))
            ->capture_default_str()
            ->type_name("N");
        app.add_option("--set", options->set, "A parameter of a .layers file; may be repeated")
            ->take_all()
            ->allow_extra_args(false)
            ->type_name("NAME=VALUE");
        options->model.add(app);
        return [options, &terminal] { return summarize(*options, terminal); };
      }};
}

}  // namespace fovea::cli
