// Prediction in process by fovea::runtime, one picture at a time: fovea_bench_classify MODEL [SECONDS [CALLERS]]
// SECONDS 0: one prediction and the end, what a cold start is measured with.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/runtime/classifier.h"

namespace {

using Clock = std::chrono::steady_clock;
double microseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) return std::fprintf(stderr, "usage: fovea_bench_classify MODEL [SECONDS [CALLERS]]\n"), 2;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 2;
  const int callers = argc > 3 ? std::atoi(argv[3]) : 1;
  const auto start = Clock::now();
  const fovea::Classifier classifier = fovea::Classifier::load(argv[1]);
  const double load = microseconds(start);
  std::vector<unsigned char> pixels(28 * 28);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<unsigned char>(i * 37);
  const fovea::ImageView view{pixels.data(), 28, 28, 0, fovea::PixelFormat::gray8};
  const auto before = Clock::now();
  fovea::ClassScore best = classifier.classify(view);
  const double first = microseconds(before);
  std::printf("load %.2f ms, first prediction %.2f ms: class %lld %.4f\n", load / 1e3, first / 1e3,
              static_cast<long long>(best.index), static_cast<double>(best.probability));
  if (seconds > 0) {
    std::vector<std::vector<double>> times(static_cast<std::size_t>(callers));
    std::vector<std::thread> threads;
    const auto begin = Clock::now();
    for (auto& own : times)
      threads.emplace_back([&] {
        while (microseconds(begin) < seconds * 1e6) {
          const auto now = Clock::now();
          classifier.classify(view);
          own.push_back(microseconds(now));
        }
      });
    for (auto& thread : threads) thread.join();
    std::vector<double> all;
    for (const auto& own : times) all.insert(all.end(), own.begin(), own.end());
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2));
    std::printf("%d callers: median %.1f us a picture, %.0f pictures/s\n", callers, all[all.size() / 2],
                static_cast<double>(all.size()) / seconds);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak %.1f MiB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  return 0;
} catch (const fovea::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
