#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "cli/bench_parts.h"
#include "cli/checks.h"
#include "cli/inputs.h"
#include "fovea/base/random.h"
#include "fovea/base/text.h"
#include "fovea/formats/named_networks.h"
#include "fovea/models/trainer.h"

namespace fovea::cli {
namespace {

struct Options {
  std::string name;
  double seconds = 8;
  std::int64_t batch_size = 0;
  int threads = 0;
};

/// What ../bench compares with other frameworks: data in memory, adam, cross-entropy.
struct Case {
  const char* name;
  Shape input;
  std::int64_t batch, batches;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> list{
      {"digits", {28, 28, 1}, 128, 8}, {"fashion", {28, 28, 1}, 32, 8}, {"tinyvgg", {224, 224, 3}, 32, 2}};
  return list;
}

int bench(const Options& options, const Terminal& terminal) {
  const auto found =
      std::find_if(cases().begin(), cases().end(), [&](const Case& c) { return options.name == c.name; });
  if (options.name.empty())
    fail(ErrorKind::usage, "bench: measures digits, fashion or tinyvgg, or `pipeline DATA`. Received no name.");
  if (found == cases().end()) {
    std::vector<std::string> names;
    for (const Case& c : cases()) names.emplace_back(c.name);
    fail(ErrorKind::usage, "bench: no benchmark '" + options.name + "'. " + suggest(options.name, names));
  }
  constexpr std::int64_t classes = 10;
  const std::int64_t batch = options.batch_size > 0 ? options.batch_size : found->batch;
  const std::int64_t samples = batch * found->batches;
  Array x(found->input.with_front(samples)), y({samples}, DType::i64);
  Random random(0);
  for (float& value : x.values<float>()) value = static_cast<float>(random.uniform());
  for (std::int64_t& label : y.values<std::int64_t>()) label = static_cast<std::int64_t>(random.below(classes));

  Model model = named_network(options.name, classes);
  RunOptions run{.threads = options.threads};
  run.kernels = measured_kernels();
  model.set_run(run);
  model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy"});
  Trainer& trainer = model.trainer();
  trainer.prepare(x, y);
  std::vector<Batch> batches;
  for (std::int64_t i = 0; i < found->batches; ++i)
    batches.push_back({{x.slice(i * batch, batch)}, {y.slice(i * batch, batch)}});

  using Clock = std::chrono::steady_clock;
  constexpr std::size_t warm_up = 3;
  for (std::size_t i = 0; i < warm_up; ++i) trainer.train(batches[i % batches.size()]);
  const auto start = Clock::now();
  std::size_t steps = 0;
  double elapsed = 0;
  do {
    trainer.train(batches[steps++ % batches.size()]);
    elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  } while (elapsed < options.seconds);

  const double rate = static_cast<double>(steps) * static_cast<double>(batch) / elapsed;
  const double step_ms = elapsed * 1e3 / static_cast<double>(steps), memory = peak_memory_mib();
  terminal.object(Json::Object{{"name", options.name},
                               {"precision", "float32"},
                               {"batch_size", batch},
                               {"threads", std::int64_t{trainer.team().threads()}},
                               {"images_per_second", rate},
                               {"ms_per_step", step_ms},
                               {"peak_memory_mib", memory}});
  terminal.result(fmt::format("{:<10} batch {:<4} {:>10.1f} img/s {:>9.3f} ms/step  {:>6.0f} MiB peak", options.name,
                              batch, rate, step_ms, memory));
  return 0;
}

}  // namespace

double peak_memory_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

Command bench_command() {
  return {"bench", "Measure how fast a named network trains here, or photos become batches",
          "  fovea bench fashion --seconds 5 --json\n  fovea bench pipeline photos --image-size 150x150",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("NAME", options->name, "digits, fashion or tinyvgg")->type_name("");
            app.add_option("--seconds", options->seconds, "How long to measure, after three steps of warming up")
                ->check(number([](double v) { return v > 0; }, "a number of seconds above 0"))
                ->capture_default_str()
                ->type_name("S");
            app.add_option("--batch-size", options->batch_size, "Images in a step (default: 128 for digits, else 32)")
                ->transform(whole_number_from(1))
                ->type_name("N");
            app.add_option("--threads", options->threads, "Threads (default: all cores)")
                ->transform(whole_number_from(1))
                ->type_name("N");
            const CommandPart pipeline = add_bench_pipeline(app, terminal);
            return [options, pipeline, &terminal] {
              return pipeline.app->parsed() ? pipeline.run() : bench(*options, terminal);
            };
          }};
}

}  // namespace fovea::cli
