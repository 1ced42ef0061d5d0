#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <new>

#include "cli/command.h"
#include "cli/limits.h"
#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/base/version.h"

namespace fovea::cli {
namespace {

std::vector<std::string> arguments;

constexpr const char* about =
    "fovea trains, checks and runs convolutional image classifiers. It speaks Keras: the same names,\n"
    "the same meaning, the same files.";
constexpr const char* footer =
    "Start here:\n"
    "  fovea train fashion_mnist\n"
    "\n"
    "Optimizers, losses, metrics and callbacks are written as in Keras: \"Adam(learning_rate=0.01)\".\n"
    "Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 bad data or file, 4 out of resources, 130 interrupted.\n"
    "`fovea COMMAND --help` shows the options of a command and examples.";

std::vector<Command> commands() {
  return {train_command(),   evaluate_command(), predict_command(), features_command(), summary_command(),
          convert_command(), diff_command(),     data_command(),    bench_command()};
}

/// The words of help texts that CLI11 would shout.
void plain_words(CLI::App& app) {
  app.get_formatter()->column_width(30);
  app.get_formatter()->label("REQUIRED", "");
  app.get_formatter()->label("Positionals", "Arguments");
  app.get_formatter()->label("Subcommands", "Commands");
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.set_help_flag("-h,--help", "Print this help and exit");
}

void add_output_flags(CLI::App& app, Terminal& terminal) {
  app.add_flag("--quiet", terminal.quiet, "Only results and errors")->group("Output");
  app.add_flag("--json", terminal.json, "One JSON object on stdout and nothing else; messages go to stderr")
      ->group("Output");
}

/// What was wrong with a command line, and where to read how it is right.
int refuse(const CLI::App& app, const std::string& text) {
  std::string command = "fovea";
  for (const CLI::App* at = &app; !at->get_subcommands().empty();)
    command += " " + (at = at->get_subcommands().front())->get_name();
  const char* stop = text.ends_with('.') || text.ends_with('?') ? "" : ".";
  Terminal().warn(text + stop + " See `" + command + " --help`.");
  return exit_code(ErrorKind::usage);
}

int run(int argc, char** argv) {
  arguments.assign(argv, argv + argc);
  CLI::App app(about, "fovea");
  app.footer(footer);
  app.require_subcommand(1);
  app.option_defaults()->take_last();  // the last word counts, as users of shells expect
  plain_words(app);
  app.set_version_flag("--version", "fovea " + version, "Print the version and exit");

  Terminal terminal;
  std::vector<std::pair<CLI::App*, std::function<int()>>> runs;
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    sub->footer("Examples:\n" + command.example);
    runs.emplace_back(sub, command.setup(*sub, terminal));
    sub->group("Commands");
    const auto parts = sub->get_subcommands({});
    if (sub->get_require_subcommand_min() == 0) add_limits(*sub);
    for (CLI::App* part : parts) add_limits(*part);
    add_output_flags(*sub, terminal);
    for (CLI::App* part : parts) add_output_flags(*part, terminal);
    names.push_back(command.name);
  }
  if (argc == 1) {
    std::fputs(app.help().c_str(), stderr);
    return exit_code(ErrorKind::usage);
  }
  if (argv[1][0] != '-' && std::find(names.begin(), names.end(), argv[1]) == names.end())
    return refuse(app, "'" + std::string(argv[1]) + "' is no command. " + suggest(argv[1], names));
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return refuse(app, error.what());
  }
  for (const auto& [sub, work] : runs)
    if (sub->parsed()) return work();
  return exit_code(ErrorKind::usage);
}

}  // namespace

const std::vector<std::string>& command_line() { return arguments; }

}  // namespace fovea::cli

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error like a full disk
  try {
    return fovea::cli::run(argc, argv);
  } catch (const fovea::Error& error) {
    fovea::cli::Terminal().warn(error.what());
    return fovea::exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "fovea: out of memory. Use a smaller batch or less data.\n");
    return 4;
  } catch (const std::exception& error) {
    fovea::cli::Terminal().warn(std::string("internal error: ") + error.what());
    return 1;
  }
}
