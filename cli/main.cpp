#include <CLI/CLI.hpp>
#include <cstdio>
#include <new>

#include "cli/command.h"
#include "fovea/base/error.h"
#include "fovea/base/version.h"

namespace fovea::cli {
namespace {

std::vector<std::string> arguments;

constexpr const char* about =
    "fovea trains, checks, explains and serves convolutional image classifiers. It speaks Keras:\n"
    "the same names, the same meaning, the same files.";
constexpr const char* footer =
    "Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 bad data or file, 4 out of resources, 130 interrupted.\n"
    "`fovea COMMAND --help` shows the options of a command and an example.";

int run(int argc, char** argv) {
  arguments.assign(argv, argv + argc);
  CLI::App app(about, "fovea");
  app.footer(footer);
  app.require_subcommand(1);
  app.option_defaults()->take_last();  // the last word counts, as users of shells expect
  app.set_version_flag("--version", "fovea " + version, "Print the version and exit");
  app.get_formatter()->column_width(34);

  Terminal terminal;
  std::vector<std::pair<CLI::App*, std::function<int()>>> runs;
  for (const Command& command :
       {train_command(), evaluate_command(), predict_command(), summary_command(), data_command(), bench_command()}) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    sub->footer("Example:\n" + command.example);
    sub->add_flag("--quiet", terminal.quiet, "Only results and errors");
    sub->add_flag("--json", terminal.json, "One JSON object on stdout and nothing else; messages go to stderr");
    runs.emplace_back(sub, command.setup(*sub, terminal));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    app.exit(error, std::cerr, std::cerr);
    return 2;
  }
  for (const auto& [sub, work] : runs)
    if (sub->parsed()) return work();
  return 2;
}

}  // namespace

const std::vector<std::string>& command_line() { return arguments; }

}  // namespace fovea::cli

int main(int argc, char** argv) {
  try {
    return fovea::cli::run(argc, argv);
  } catch (const fovea::Error& error) {
    std::fprintf(stderr, "fovea: %s\n", error.what());
    return fovea::exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "fovea: out of memory. Use a smaller batch or less data.\n");
    return 4;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fovea: internal error: %s\n", error.what());
    return 1;
  }
}
