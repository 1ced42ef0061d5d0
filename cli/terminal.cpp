#include <unistd.h>

#include <cstdio>

#include "cli/command.h"

namespace fovea::cli {
namespace {
void put(std::FILE* stream, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  if (text.empty() || text.back() != '\n') std::fputc('\n', stream);
  std::fflush(stream);
}
}  // namespace

void Terminal::say(const std::string& line) const {
  if (!quiet) put(json ? stderr : stdout, line);
}
void Terminal::result(const std::string& text) const {
  if (!json) put(stdout, text);
}
void Terminal::object(const Json& value) const {
  if (json) put(stdout, value.dump());
}
void Terminal::warn(const std::string& line) const { put(stderr, "fovea: " + line); }
bool Terminal::interactive() const { return !quiet && ::isatty(json ? STDERR_FILENO : STDOUT_FILENO) != 0; }

}  // namespace fovea::cli
