#pragma once
#include <functional>

namespace fovea {

/// Cores that this process may use (affinity respected).
int available_threads();

/// How many threads may be asked for: each has a stack and often an arena, and far beyond the cores of any machine the system
/// refuses them, some runtimes by aborting.
constexpr int most_threads = 1024;

/// A fixed team of threads for the phases of a program. On OpenMP (the runtime that oneDNN uses), or on std::thread where
/// OpenMP is off; nothing outside base/threads knows which.
class Team {
 public:
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int threads() const { return threads_; }

  /// Runs task(thread) once on every thread of the team and returns when all have ended. Denormal numbers are flushed to
  /// zero inside and the caller's setting is restored. The first exception of any thread reaches the caller.
  /// Called from inside somebody's parallel region it still runs every index, on whatever threads there are.
  void run(const std::function<void(int thread)>& task);

 private:
  struct Workers;
  int threads_;
  Workers* workers_ = nullptr;
};

/// While it lives, libraries that ask the thread runtime how many threads to prepare for are told `threads`.
class PreparedThreads {
 public:
  explicit PreparedThreads(int threads);
  ~PreparedThreads();
  PreparedThreads(const PreparedThreads&) = delete;
  PreparedThreads& operator=(const PreparedThreads&) = delete;

 private:
  int saved_;
};

}  // namespace fovea
