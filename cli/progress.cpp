#include "cli/progress.h"

#include <fmt/format.h>

#include <cstdio>

namespace fovea::cli {
namespace {

std::string clock(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  return whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                       : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

/// Whether training waits for its data, which more workers, a cache or smaller files would change.
std::string waiting(const Logs& logs) {
  constexpr double worth_telling = 0.1;
  if (logs.waited < worth_telling * logs.trained) return "";
  return fmt::format("  ({:.0f} % waiting for data)", 100 * logs.waited / logs.trained);
}

/// Units    pictures a second of training, validation apart
double rate(const Logs& logs) { return logs.trained > 0 ? static_cast<double>(logs.samples) / logs.trained : 0; }

}  // namespace

std::string Progress::values(const Logs& logs) const {
  std::string text;
  for (const auto& [name, value] : logs.values) text += fmt::format("  {} {:.4f}", name, value);
  return text;
}

void Progress::on_batch_end(const BatchLogs& logs) {
  if (!terminal_.interactive()) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  const double done = static_cast<double>(logs.step + 1), steps = static_cast<double>(logs.steps);
  const std::string line =
      fmt::format("Epoch {}/{}  {}/{}  {:.0f} img/s  {} left{}", logs.epoch + 1, epochs_, logs.step + 1, logs.steps,
                  rate(logs), clock(logs.seconds / done * (steps - done)), values(logs) + waiting(logs));
  std::FILE* stream = terminal_.json ? stderr : stdout;
  std::fprintf(stream, "\r\033[K%s", line.c_str());
  std::fflush(stream);
}

void Progress::on_epoch_end(const EpochLogs& logs) {
  if (terminal_.interactive()) {
    std::FILE* stream = terminal_.json ? stderr : stdout;
    std::fprintf(stream, "\r\033[K");
  }
  terminal_.say(fmt::format("Epoch {}/{}  {}/{}  {:.0f} img/s  {}{}", logs.epoch + 1, epochs_, logs.step, logs.steps,
                            rate(logs), clock(logs.seconds), values(logs) + waiting(logs)));
}

}  // namespace fovea::cli
