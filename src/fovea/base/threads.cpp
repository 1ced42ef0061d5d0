#include "fovea/base/threads.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <latch>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/flush_denormals.h"

#ifdef FOVEA_OPENMP
#include <omp.h>
#endif

namespace fovea {
namespace {

/// Some runtimes end the program where the system refuses them a thread, so as many are started here before.
void require_startable(int threads) {
  std::vector<pid_t> ids(static_cast<std::size_t>(threads - 1));
  std::latch gate(1);
  std::vector<std::thread> started;
  started.reserve(ids.size());
  int refused = 0;
  try {
    for (pid_t& id : ids)
      started.emplace_back([&] {
        id = ::gettid();
        gate.wait();
      });
  } catch (const std::system_error&) {
    refused = static_cast<int>(ids.size() - started.size());
  }
  gate.count_down();
  for (std::thread& thread : started) thread.join();
  // The system counts a thread a moment longer than it can be waited for.
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  for (std::size_t i = 0; i < started.size(); ++i) {
    const std::string counted = "/proc/self/task/" + std::to_string(ids[i]);
    while (::access(counted.c_str(), F_OK) == 0 && std::chrono::steady_clock::now() < give_up)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (refused > 0)
    fail(ErrorKind::resource, "Team: the system gives this process " + std::to_string(threads - refused) +
                                  " threads. Received " + std::to_string(threads) +
                                  ". Ask for fewer, or let it have more (ulimit -u, a container's pids limit).");
}

/// Each thread has a stack and an arena; far beyond the cores of any machine nobody is served by more.
int checked(int threads) {
  constexpr int most = 1024;
  if (threads > most)
    fail(ErrorKind::usage, "Team: at most " + std::to_string(most) + " threads can work together. Received " +
                               std::to_string(threads) + ".");
  if (threads > 1) require_startable(threads);
  return std::max(1, threads);
}

/// Keeps the first exception of any thread for the caller.
class FirstException {
 public:
  void capture() {
    const std::lock_guard lock(mutex_);
    if (!first_) first_ = std::current_exception();
  }
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
};

void guarded(const std::function<void(int)>& task, int thread, FirstException& failure) {
  const FlushDenormals flush;
  try {
    task(thread);
  } catch (...) {
    failure.capture();
  }
}

}  // namespace

int available_threads() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

#ifdef FOVEA_OPENMP

PreparedThreads::PreparedThreads(int threads) : saved_(omp_get_max_threads()) { omp_set_num_threads(threads); }
PreparedThreads::~PreparedThreads() { omp_set_num_threads(saved_); }

struct Team::Workers {};

Team::Team(int threads) : threads_(checked(threads)) {}
Team::~Team() = default;

void Team::run(const std::function<void(int)>& task) {
  FirstException failure;
  if (threads_ == 1) {
    guarded(task, 0, failure);
  } else {
    // A loop over indices, not over threads: inside another parallel region OpenMP may give us one thread only.
    const int count = threads_;
#pragma omp parallel for num_threads(count) schedule(static, 1)
    for (int thread = 0; thread < count; ++thread) guarded(task, thread, failure);
  }
  failure.rethrow();
}

#else

PreparedThreads::PreparedThreads(int) : saved_(0) {}
PreparedThreads::~PreparedThreads() { static_cast<void>(saved_); }

struct Team::Workers {
  std::mutex mutex;
  std::condition_variable start, done;
  std::atomic<bool> busy{false};
  const std::function<void(int)>* task = nullptr;
  FirstException* failure = nullptr;
  unsigned long generation = 0;
  int running = 0;
  bool stop = false;
  std::vector<std::thread> threads;

  void loop(int thread) {
    unsigned long seen = 0;
    std::unique_lock lock(mutex);
    for (;;) {
      start.wait(lock, [&] { return stop || generation != seen; });
      if (stop) return;
      seen = generation;
      const auto& work = *task;
      FirstException& failed = *failure;
      lock.unlock();
      guarded(work, thread, failed);
      lock.lock();
      if (--running == 0) done.notify_one();
    }
  }
};

Team::Team(int threads) : threads_(checked(threads)) {
  if (threads_ == 1) return;
  workers_ = new Workers;
  for (int i = 1; i < threads_; ++i) workers_->threads.emplace_back([this, i] { workers_->loop(i); });
}

Team::~Team() {
  if (workers_ == nullptr) return;
  {
    const std::lock_guard lock(workers_->mutex);
    workers_->stop = true;
  }
  workers_->start.notify_all();
  for (auto& thread : workers_->threads) thread.join();
  delete workers_;
}

void Team::run(const std::function<void(int)>& task) {
  FirstException failure;
  if (workers_ == nullptr || workers_->busy.exchange(true)) {
    // One thread, or the workers are at a task already: this is a run inside it, or beside it by another caller.
    for (int thread = 0; thread < threads_; ++thread) guarded(task, thread, failure);
  } else {
    {
      const std::lock_guard lock(workers_->mutex);
      workers_->task = &task;
      workers_->failure = &failure;
      workers_->running = threads_ - 1;
      ++workers_->generation;
    }
    workers_->start.notify_all();
    guarded(task, 0, failure);
    std::unique_lock lock(workers_->mutex);
    workers_->done.wait(lock, [&] { return workers_->running == 0; });
    workers_->busy = false;
  }
  failure.rethrow();
}

#endif

}  // namespace fovea
