#pragma once
#include <filesystem>
#include <string>
#include <vector>

/// The commands that a Markdown page shows.
namespace fovea::docs_test {

/// One command and the lines that the page shows under it.
struct Shown {
  int line = 0;  ///< in the page, from 1
  std::string command;
  std::vector<std::string> output;
};

/// Reads indented blocks. A block whose first line begins with "$ " is a session: commands and what they print. A block
/// that begins with a command word is a list of commands, with comments behind " #". Other blocks are no commands.
std::vector<Shown> shown_commands(const std::filesystem::path& page);

/// A line with what differs from run to run taken out: measured decimals, rates, times, epochs and steps, threads, the
/// classes that a prediction names. Parameter counts, sizes, names and columns stay.
std::string form(std::string line);

/// Whether a program's lines have the forms that a page shows, where "..." stands for any lines and equal forms in a row
/// (epochs) count once. Returns the first form that is missing, or "".
std::string first_missing(const std::vector<std::string>& shown, const std::vector<std::string>& printed);

}  // namespace fovea::docs_test
