#include <fmt/format.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "cli/bench_parts.h"
#include "cli/checks.h"
#include "cli/training_setup.h"
#include "fovea/base/threads.h"

namespace fovea::cli {
namespace {

struct Options {
  TrainOptions train;
  double seconds = 8;
};

double processor_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Measured {
  double seconds = 0, processor = 0, waited = 0;
  std::int64_t images = 0;
};

/// Takes batches as fast as they come. Input    warm: batches that are taken before the clock runs
Measured measure(BatchFeed& feed, std::int64_t warm, double seconds) {
  for (std::int64_t i = 0; i < warm; ++i) feed.next();
  const auto begin = std::chrono::steady_clock::now();
  const double processor = processor_seconds(), waited = feed.waited();
  Measured measured;
  while (measured.seconds < seconds) {
    measured.images += feed.next().samples();
    measured.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  measured.processor = processor_seconds() - processor;
  measured.waited = feed.waited() - waited;
  return measured;
}

int bench(const Options& options, const Terminal& terminal) {
  const PhotoArguments& photos = options.train.photos;
  TrainingSetup setup(options.train, terminal, false);
  setup.choose_network();
  setup.choose_objectives();
  setup.compile();
  const Shape picture = setup.data().feeding().pictures(setup.data().train())->shape();
  const std::unique_ptr<BatchFeed> feed = setup.training_feed();
  // A cache is full after one pass.
  const Measured measured = measure(*feed, (photos.cache == "none" ? 0 : feed->batches()) + 4, options.seconds);
  const auto images = static_cast<double>(measured.images);
  const double rate = images / measured.seconds, processor_us = measured.processor / images * 1e6,
               waiting = measured.waited / measured.seconds, memory = peak_memory_mib();
  terminal.object(Json::Object{{"name", "pipeline"},
                               {"height", picture[0]},
                               {"width", picture[1]},
                               {"batch_size", options.train.batch_size},
                               {"threads", std::int64_t{photos.workers > 0 ? photos.workers : available_threads()}},
                               {"images_per_second", rate},
                               {"processor_us_per_image", processor_us},
                               {"waiting", waiting},
                               {"peak_memory_mib", memory}});
  terminal.result(
      fmt::format("pipeline   batch {:<4} {:>10.1f} img/s {:>9.1f} us of processor time each, {:.1f} % waiting  "
                  "{:>6.0f} MiB peak",
                  options.train.batch_size, rate, processor_us, 100 * waiting, memory));
  return 0;
}

}  // namespace

CommandPart add_bench_pipeline(CLI::App& bench_app, const Terminal& terminal) {
  auto options = std::make_shared<Options>();
  options->train.photos.cache = "none";
  CLI::App* sub = bench_app.add_subcommand("pipeline", "Measure how fast photos become batches, without a network");
  sub->footer(
      "What is measured is the training part, shuffled. Waiting is the share of time in which the next batch was not "
      "ready: near 100 % here, as nothing else is done.\n"
      "Examples:\n  fovea bench pipeline photos --image-size 150x150\n"
      "  fovea bench pipeline photos --decode fast --cache memory --augment \"RandomFlip('horizontal')\" --json");
  TrainOptions& train = options->train;
  train.add_source(*sub);
  train.photos.add_cache(*sub);
  train.photos.add_workers(*sub, "--threads");
  train.photos.add_augment(*sub);
  train.add_batch_size(*sub);
  train.add_seed(*sub);
  sub->add_option("--seconds", options->seconds, "How long to measure, after the first batches (with a cache: all)")
      ->check(number([](double v) { return v > 0; }, "a number of seconds above 0"))
      ->capture_default_str()
      ->type_name("S");
  return {sub, [options, &terminal] { return bench(*options, terminal); }};
}

}  // namespace fovea::cli
