#pragma once
#include <atomic>
#include <functional>
#include <mutex>

#include "fovea/base/threads.h"

namespace fovea {

struct WorkOptions {
  int threads = 0;  ///< 0: all cores
  /// Told how much is done, from one thread at a time.
  std::function<void(std::size_t done, std::size_t all)> progress = {};
  /// Asked between pieces whether to end.
  std::function<bool()> stop = {};
};

/// Calls work(0), ..., work(count - 1) from several threads. Returns whether all was done.
/// Errors   the first of a call, after which no other begins
inline bool work_through(std::size_t count, const WorkOptions& options,
                         const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stopped{false};
  std::size_t done = 0;
  std::mutex telling;
  Team team(options.threads > 0 ? options.threads : available_threads());
  team.run([&](int) {
    while (!stopped) {
      const std::size_t i = next++;
      if (i >= count) return;
      try {
        work(i);
      } catch (...) {
        stopped = true;
        throw;
      }
      const std::lock_guard<std::mutex> lock(telling);
      ++done;
      if (options.progress) options.progress(done, count);
      if (options.stop && options.stop()) stopped = true;
    }
  });
  return !stopped;
}

}  // namespace fovea
