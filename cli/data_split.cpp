#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/checks.h"
#include "cli/data_parts.h"
#include "cli/interrupt.h"
#include "cli/limits.h"
#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/photo_split.h"
#include "fovea/data/photos/shown_name.h"
#include "fovea/data/photos/write_split.h"

namespace fovea::cli {
namespace {

struct Options {
  std::string data, out;
  SplitPlan plan;
  bool copy = false, follow_links = false;
};

/// Thrown through the library, which then takes away what it has written.
struct Interrupt {};

void warn_of_small_classes(const Options& options, const PhotoSet& set, const std::vector<PhotoSplit>& splits,
                           const Terminal& terminal) {
  for (const auto& [name, part] : {std::pair{"validation", options.plan.validation}, {"test", options.plan.test}}) {
    if (part == 0) continue;
    const auto split = std::ranges::find(splits, name, &PhotoSplit::name);
    const PhotoSplit none{.name = name};
    for (const std::string& line :
         classes_without(set.classes, set.splits[0].photos, split == splits.end() ? none : *split))
      terminal.warn(options.data + ": " + line + ".");
  }
}

int write_parts(const Options& options, const Terminal& terminal) {
  const PhotoSet set = open_photos(options.data, {.follow_links = options.follow_links, .limits = read_limits()});
  const std::vector<PhotoSplit> splits = plan_split(set, options.plan);
  warn_of_small_classes(options, set, splits, terminal);
  watch_interrupts();
  try {
    CountLine line(terminal, "writing picture");
    write_split(set, splits, options.out, options.plan.link, [&](std::size_t done, std::size_t all) {
      if (interrupted()) throw Interrupt();
      line.show(done, all);
    });
  } catch (const Interrupt&) {
    terminal.say("interrupted; what was written is gone, and there is no " + options.out);
    return interrupted_status;
  }
  std::string text = shown_name(options.out);
  Json parts = Json::list();
  for (const PhotoSplit& split : splits) {
    const auto count = static_cast<std::int64_t>(split.photos.size());
    text += fmt::format("\n  {:<11} {:>8} pictures", split.name, with_commas(count));
    Json counts = Json::list();
    for (const std::int64_t of_class : class_counts(split.photos, set.classes.size())) counts.push_back(of_class);
    parts.push_back(Json::Object{{"name", split.name}, {"pictures", count}, {"class_counts", counts}});
  }
  terminal.result(text);
  terminal.object(Json::Object{{"data", options.data},
                               {"output", options.out},
                               {"seed", static_cast<std::int64_t>(options.plan.seed)},
                               {"splits", parts}});
  return 0;
}

}  // namespace

CommandPart add_data_split(CLI::App& data, const Terminal& terminal) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = data.add_subcommand("split", "Write photos anew, in a train, a validation and a test part");
  sub->footer(
      "Every class is split in the same proportions. Which photos go where belongs to the seed alone.\n"
      "Examples:\n  fovea data split photos parts\n  fovea data split photos.zip parts --validation 0.2 --test 0 "
      "--seed 7");
  sub->add_option("DATA", options->data, photos_words)->required()->type_name("");
  sub->add_option("OUT", options->out, "The folder to make; it must not be there")->required()->type_name("");
  const auto fraction = [&](const char* name, double& value, const char* words) {
    sub->add_option(name, value, words)
        ->transform(number([](double x) { return x >= 0 && x < 1; }, "a number from 0 on, below 1"))
        ->capture_default_str()
        ->type_name("F");
  };
  fraction("--validation", options->plan.validation, "Part of each class for validation");
  fraction("--test", options->plan.test, "Part of each class for the test");
  sub->add_option("--seed", options->plan.seed, "Chooses the photos")
      ->transform(whole_number_from(0))
      ->capture_default_str()
      ->type_name("N");
  CLI::Option* link =
      sub->add_flag("--link", options->plan.link, "Hard links instead of copies; a file and its link are one");
  sub->add_flag("--copy", options->copy, "Copies, as without --link")->excludes(link);
  sub->add_flag("--follow-links", options->follow_links, "Walk into folders that links lead to");
  return {sub, [options, &terminal] { return write_parts(*options, terminal); }};
}

}  // namespace fovea::cli
