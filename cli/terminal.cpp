#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/command.h"
#include "fovea/base/error.h"
#include "fovea/data/photos/shown_name.h"

namespace fovea::cli {
namespace {
bool put(std::FILE* stream, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  if (text.empty() || text.back() != '\n') std::fputc('\n', stream);
  return std::fflush(stream) == 0 && std::ferror(stream) == 0;
}
void put_result(const std::string& text) {
  if (!put(stdout, text))
    fail(ErrorKind::resource, "stdout: the result cannot be written: " + std::string(std::strerror(errno)) +
                                  ". Make room, or send it elsewhere.");
}
}  // namespace

void Terminal::say(const std::string& line) const {
  if (!quiet) put(json ? stderr : stdout, shown_text(line));
}
void Terminal::result(const std::string& text) const {
  if (!json) put_result(shown_text(text));
}
void Terminal::object(const Json& value) const {
  if (json) put_result(value.dump());
}
void Terminal::warn(const std::string& line) const { put(stderr, "fovea: " + shown_text(line)); }
bool Terminal::interactive() const { return !quiet && ::isatty(json ? STDERR_FILENO : STDOUT_FILENO) != 0; }

}  // namespace fovea::cli
