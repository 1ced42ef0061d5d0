#include "tests/docs/document.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <regex>

namespace fovea::docs_test {
namespace {

constexpr std::size_t indent = 4;

bool is_indented(const std::string& line) { return line.starts_with(std::string(indent, ' ')); }
bool is_blank(const std::string& line) { return line.find_first_not_of(' ') == std::string::npos; }

bool begins_list(const std::string& line) {
  constexpr std::array words{"./fovea ", "fovea ", "./check", "git ", "cmake ", "build/", "scripts/"};
  return std::any_of(words.begin(), words.end(), [&](const char* word) { return line.starts_with(word); });
}

std::string without_comment(const std::string& line) {
  const auto comment = line.find(" # ");
  const std::string command = line.substr(0, comment);
  return command.substr(0, command.find_last_not_of(' ') + 1);
}

/// The numbered lines of one block, without their indentation.
using Block = std::vector<std::pair<int, std::string>>;

void read_block(const Block& block, std::vector<Shown>& commands) {
  if (block.empty()) return;
  const bool session = block.front().second.starts_with("$ ");
  if (!session && !begins_list(block.front().second)) return;
  for (std::size_t i = 0; i < block.size(); ++i) {
    auto [number, text] = block[i];
    if (session && !text.starts_with("$ ")) {
      commands.back().output.push_back(text);
      continue;
    }
    if (is_blank(text) || text.starts_with("#")) continue;
    Shown shown{number, session ? text.substr(2) : without_comment(text), {}};
    while (shown.command.ends_with('\\') && i + 1 < block.size()) {
      shown.command.back() = ' ';
      shown.command += session ? block[++i].second : without_comment(block[++i].second);
    }
    commands.push_back(shown);
  }
}

std::vector<std::string> forms(const std::vector<std::string>& lines) {
  std::vector<std::string> result;
  for (const std::string& line : lines)
    if (!is_blank(line))
      if (const std::string next = form(line); result.empty() || result.back() != next || next == "...")
        result.push_back(next);
  return result;
}

}  // namespace

std::vector<Shown> shown_commands(const std::filesystem::path& page) {
  std::ifstream file(page);
  std::vector<Shown> commands;
  Block block;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (is_indented(line)) {
      block.emplace_back(number, line.substr(indent));
    } else if (is_blank(line) && !block.empty()) {
      block.emplace_back(number, "");
    } else {
      read_block(block, commands);
      block.clear();
    }
  }
  read_block(block, commands);
  for (Shown& shown : commands)
    while (!shown.output.empty() && is_blank(shown.output.back())) shown.output.pop_back();
  return commands;
}

std::string form(std::string line) {
  static const std::regex epoch(R"(^Epoch \d+/\d+  \d+/\d+  \d+ img/s  [\d:]+)"),
      counted(R"(\d+ (epoch|thread)s?\b)"), prediction(R"(^(\S+:\d+)  .*)"),
      decimal(R"(\d+\.\d+(?!\d)(e-?\d+)?(?! [KM]?i?B))"), end(R"( +$)");
  static const std::regex memory(R"(\d+ MiB peak)"), before_number(R"( +#)"), scientific(R"(\b\d+e-\d+)"),
      kernels(R"(kernel +phase)");
  line = std::regex_replace(line, epoch, "Epoch");
  line = std::regex_replace(line, counted, "# $1s");
  line = std::regex_replace(line, prediction, "$1  CLASS #");
  line = std::regex_replace(line, decimal, "#");
  line = std::regex_replace(line, memory, "# MiB peak");
  line = std::regex_replace(line, scientific, "#");
  line = std::regex_replace(line, before_number, " #");      // numbers of fewer digits are set further to the right
  line = std::regex_replace(line, kernels, "kernel phase");  // as wide as the longest name that this machine chose
  return std::regex_replace(line, end, "");
}

std::string first_missing(const std::vector<std::string>& shown, const std::vector<std::string>& printed) {
  const std::vector<std::string> wanted = forms(shown), got = forms(printed);
  std::size_t at = 0;
  bool anywhere = false;
  for (const std::string& line : wanted) {
    if (line == "...") {
      anywhere = true;
      continue;
    }
    const std::size_t start = at;
    while (anywhere && at < got.size() && got[at] != line) ++at;
    if (at == got.size() || got[at] != line)
      return line + (start < got.size() ? "\n  where this was printed: " + got[start] : "");
    ++at;
    anywhere = false;
  }
  return anywhere || at == got.size() ? "" : "the end\n  where this was printed: " + got[at];
}

}  // namespace fovea::docs_test
