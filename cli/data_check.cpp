#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "cli/checks.h"
#include "cli/data_parts.h"
#include "cli/interrupt.h"
#include "cli/limits.h"
#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/photos/check_report.h"

namespace fovea::cli {
namespace {

struct Options {
  std::string data, html;
  int threads = 0;
  bool follow_links = false;
};

int check(const Options& options, const Terminal& terminal) {
  const auto begun = std::chrono::steady_clock::now();
  const PhotoSet set = open_photos(
      options.data, {.follow_links = options.follow_links, .faults = ClassFaults::keep, .limits = read_limits()});
  const PhotoCheck result = check_with_progress(set, options.threads, terminal);
  if (result.stopped) {
    terminal.say("interrupted; of a check that is not complete nothing is told");
    return interrupted_status;
  }
  if (!options.html.empty()) write_file(options.html, check_page(set, result, read_limits()));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  terminal.result(check_text(set, result));
  terminal.object(check_json(set, result));
  terminal.say(fmt::format("\nRead {} pictures in {:.1f} s{}", result.pictures.size(), seconds,
                           options.html.empty() ? "" : "; the page is " + options.html));
  return result.breaks_run() ? exit_code(ErrorKind::format) : 0;
}

}  // namespace

CountLine::~CountLine() {
  if (drawn_ >= 0) std::fputs("\r\033[K", terminal_.json ? stderr : stdout);
}

void CountLine::show(std::size_t done, std::size_t all) {
  if (!terminal_.interactive()) return;
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const std::int64_t tenths = std::chrono::duration_cast<std::chrono::milliseconds>(now).count() / 100;
  if (tenths == drawn_) return;
  drawn_ = tenths;
  std::FILE* stream = terminal_.json ? stderr : stdout;
  std::fputs(fmt::format("\r\033[K{} {} of {}", doing_, done, all).c_str(), stream);
  std::fflush(stream);
}

PhotoCheck check_with_progress(const PhotoSet& set, int threads, const Terminal& terminal) {
  watch_interrupts();
  CountLine line(terminal, "reading picture");
  return check_photos(set, {.threads = threads,
                            .limits = read_limits(),
                            .progress = [&](std::size_t done, std::size_t all) { line.show(done, all); },
                            .stop = interrupted});
}

CommandPart add_data_check(CLI::App& data, const Terminal& terminal) {
  auto options = std::make_shared<Options>();
  CLI::App* sub =
      data.add_subcommand("check", "Read every photo and say what is wrong with them as data to learn from");
  sub->footer(
      "Exit code 3: a run would fail, or be worth nothing. Warnings and notes alone give 0.\n"
      "Examples:\n  fovea data check photos\n  fovea data check photos.zip --html report.html");
  sub->add_option("DATA", options->data, photos_words)->required()->type_name("");
  sub->add_option("--html", options->html, "Also write a page with small pictures of what was found")
      ->type_name("FILE");
  sub->add_flag("--follow-links", options->follow_links, "Walk into folders that links lead to");
  sub->add_option("--threads", options->threads, "Threads (default: all cores)")
      ->transform(whole_number_from(1))
      ->type_name("N")
      ->group("Machine");
  return {sub, [options, &terminal] { return check(*options, terminal); }};
}

}  // namespace fovea::cli
