#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <set>

#include "cli/data_parts.h"
#include "cli/interrupt.h"
#include "cli/training_setup.h"
#include "fovea/base/machine_error.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/work_through.h"

namespace fovea::cli {
namespace {

/// Photos of all parts, each once.
std::vector<std::size_t> files_of(const DataSet& data) {
  std::set<std::size_t> files;
  for (const Split& split : data.splits)
    for (const PhotoRef& photo : split.photos) files.insert(photo.file);
  return {files.begin(), files.end()};
}

int fill(const TrainOptions& options, const Terminal& terminal) {
  if (const std::string& name = options.photos.cache; name == "none" || name == "memory")
    fail(ErrorKind::usage, "--output names the file to make; '" + name + "' is a word of train's --cache. Write ./" +
                               name + " for a file of that name.");
  TrainingSetup setup(options, terminal, false);
  setup.choose_network();
  const PhotoReader* reader = setup.data().feeding().reader();
  if (reader == nullptr)
    fail(ErrorKind::usage, options.data + ": is arrays, which are in memory as they are; a cache is for photos.");
  const std::vector<std::size_t> files = files_of(setup.data().set());
  std::vector<std::string> failed(files.size());
  std::atomic<std::int64_t> made = 0;
  watch_interrupts();
  bool all = false;
  {
    CountLine line(terminal, "reading picture");
    all = work_through(files.size(),
                       {.threads = options.photos.workers,
                        .progress = [&](std::size_t done, std::size_t count) { line.show(done, count); },
                        .stop = interrupted},
                       [&](std::size_t i) {
                         if (reader->cached(files[i])) return;
                         thread_local std::vector<std::byte> pixels;
                         pixels.resize(reader->row_bytes());
                         try {
                           reader->read(files[i], pixels.data());
                           ++made;
                         } catch (const Error& error) {
                           if (!is_of_content(error)) throw;
                           failed[i] = error.what();
                         }
                       });
  }
  std::erase(failed, "");
  for (const std::string& reason : failed) terminal.warn(reason);
  const auto held = std::ranges::count_if(files, [&](std::size_t file) { return reader->cached(file); });
  if (!all) {
    terminal.say(fmt::format("interrupted; {} photos are in {}, and the same command goes on from there",
                             with_commas(held), options.photos.cache));
    return interrupted_status;
  }
  if (failed.size() == files.size()) fail(ErrorKind::format, options.data + ": none of its photos can be read.");
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(options.photos.cache));
  const auto kept = static_cast<std::int64_t>(files.size() - failed.size());
  if (held < kept)
    fail(
        ErrorKind::resource,
        options.photos.cache + ": does not hold all photos, as it could not be written. Name another with --output.");
  Json reasons = Json::list();
  for (const std::string& reason : failed) reasons.push_back(reason);
  terminal.result(fmt::format("{}: {} photos of {} {}, {} of them new, {:.1f} MiB{}", options.photos.cache,
                              with_commas(kept), to_string(reader->shape()), to_string(reader->dtype()),
                              with_commas(made.load()), static_cast<double>(bytes) / (1 << 20),
                              failed.empty() ? "" : fmt::format("; {} cannot be read", failed.size())));
  terminal.object(Json::Object{{"output", options.photos.cache},
                               {"photos", kept},
                               {"new", made.load()},
                               {"bytes", bytes},
                               {"failed", reasons}});
  return 0;
}

}  // namespace

CommandPart add_data_cache(CLI::App& data, const Terminal& terminal) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* sub = data.add_subcommand("cache", "Decode photos once, into the file that `train --cache` reads");
  sub->footer(
      "Training takes the file while photos' names, sizes and times are the same, and so is how they are read; else "
      "it "
      "is made anew. Ctrl-C loses nothing: the same command goes on.\n"
      "Example:\n  fovea data cache photos --image-size 150x150 --output photos.cache");
  options->add_source(*sub);
  options->photos.add_workers(*sub);
  sub->add_option("--output", options->photos.cache, "The file")->required()->type_name("FILE");
  return {sub, [options, &terminal] { return fill(*options, terminal); }};
}

}  // namespace fovea::cli
