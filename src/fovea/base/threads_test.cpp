#include "fovea/base/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <thread>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/limit_test_support.h"

namespace fovea {
namespace {

TEST(Team, RunsEachIndexOnce) {
  for (const int threads : {1, 2, 3, 7}) {
    Team team(threads);
    EXPECT_EQ(team.threads(), threads);
    for (int repeat = 0; repeat < 20; ++repeat) {
      std::vector<std::atomic<int>> counts(static_cast<std::size_t>(threads));
      team.run([&](int thread) { ++counts.at(static_cast<std::size_t>(thread)); });
      for (const auto& count : counts) EXPECT_EQ(count, 1);
    }
  }
}

TEST(Team, HasAtLeastOneThread) {
  EXPECT_EQ(Team(0).threads(), 1);
  EXPECT_EQ(Team(-3).threads(), 1);
  EXPECT_GE(available_threads(), 1);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which need far more addresses
TEST(Team, ThreadsThatTheSystemRefusesAreAnError) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto with_little_room = [] {
    const SoftLimit room(RLIMIT_AS, 1 << 30);
    try {
      const Team team(1000);
    } catch (const Error& error) {
      std::fputs(error.what(), stderr);
      std::exit(error.kind() == ErrorKind::resource ? 0 : 1);
    }
    std::exit(2);
  };
  EXPECT_EXIT(with_little_room(), ::testing::ExitedWithCode(0), "the system gives this process [0-9]+ threads");
}
#endif

TEST(Team, AnExceptionReachesTheCallerAndTheTeamLivesOn) {
  Team team(3);
  for (const int failing : {0, 1, 2}) {
    std::atomic<int> ended{0};
    try {
      team.run([&](int thread) {
        if (thread == failing) throw std::runtime_error("thread " + std::to_string(thread));
        ++ended;
      });
      FAIL() << "the exception of thread " << failing << " was lost";
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), "thread " + std::to_string(failing));
    }
    EXPECT_EQ(ended, 2);
  }
  std::atomic<int> count{0};
  team.run([&](int) { ++count; });
  EXPECT_EQ(count, 3);
}

TEST(Team, RunsInsideAnotherTeam) {
  Team outer(2), inner(3);
  std::atomic<int> count{0};
  outer.run([&](int) { inner.run([&](int thread) { count += 1 << (8 * thread); }); });
  EXPECT_EQ(count, 2 + (2 << 8) + (2 << 16));
}

TEST(Team, RunsInsideItself) {
  Team team(2);
  std::atomic<int> count{0};
  team.run([&](int) { team.run([&](int thread) { count += 1 << (8 * thread); }); });
  EXPECT_EQ(count, 2 + (2 << 8));
}

TEST(Team, AnInnerExceptionReachesTheOuterCaller) {
  Team team(2);
  EXPECT_THROW(team.run([&](int) { team.run([](int) { throw std::runtime_error("inner"); }); }), std::runtime_error);
}

TEST(Team, ServesTwoCallersAtOnce) {
  Team team(2);
  std::atomic<int> count{0};
  const auto call = [&] {
    for (int i = 0; i < 20; ++i) team.run([&](int) { ++count; });
  };
  std::thread other(call);
  call();
  other.join();
  EXPECT_EQ(count, 80);
}

#if defined(__x86_64__)
TEST(Team, FlushesDenormalsInsideAndRestoresThem) {
  const volatile float least = std::numeric_limits<float>::min();
  Team team(2);
  std::atomic<int> flushed{0};
  team.run([&](int) { flushed += least / 2 == 0 ? 1 : 0; });
  EXPECT_EQ(flushed, 2);
  EXPECT_GT(least / 2, 0);
}
#endif

}  // namespace
}  // namespace fovea
