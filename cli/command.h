#pragma once
#include <functional>
#include <string>
#include <vector>

#include "fovea/base/json.h"

namespace CLI {
class App;
}

namespace fovea::cli {

/// What every command has: where its words go. Characters that would steer the terminal, as a file's name may hold them, are
/// shown as \xHH.
struct Terminal {
  bool quiet = false;
  bool json = false;
  /// A line for people: on stdout, or on stderr when stdout is one JSON object; nothing with --quiet. Work goes on where
  /// it cannot be written.
  void say(const std::string& line) const;
  /// A line that is the result of the command: on stdout, not with --json. Errors   resource: it cannot be written
  void result(const std::string& text) const;
  /// The result as one JSON object, with --json.
  void object(const Json& value) const;
  /// A warning on stderr, --quiet or not.
  void warn(const std::string& line) const;
  bool interactive() const;
};

/// Everything main needs of a command: its options are added to `app`; `run` is called when it was chosen.
struct Command {
  std::string name;
  std::string summary;
  std::string example;  ///< shown by --help
  std::function<std::function<int()>(CLI::App& app, const Terminal& terminal)> setup;
};

/// A command below another one, such as `data info`.
struct CommandPart {
  CLI::App* app = nullptr;
  std::function<int()> run = {};
};

Command train_command();
Command evaluate_command();
Command predict_command();
Command features_command();
Command summary_command();
Command data_command();
Command bench_command();
Command convert_command();
Command diff_command();

/// Name and arguments of this process, for run.json.
const std::vector<std::string>& command_line();

}  // namespace fovea::cli
