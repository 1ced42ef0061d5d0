#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace fovea {

/// The random numbers of numpy's legacy interface (np.random.seed, np.random.RandomState), bit for bit: a Mersenne
/// Twister. For following Keras; everything of fovea's own draws from Random.
/// Source   numpy/random/mtrand.pyx, 2.4
class NumpyRandom {
 public:
  /// Errors   usage: a seed outside 0 to 2^32 - 1
  explicit NumpyRandom(std::int64_t seed = 0) { this->seed(seed); }
  /// seed(s). For seed(None), which takes what the system offers, `instead_of_none` is taken.
  void seed(std::optional<std::int64_t> seed, std::int64_t instead_of_none = 0);

  /// 32 bits of the twister.
  std::uint32_t next();
  /// random_sample(): uniform in [0, 1), 53 bits.
  double uniform();
  /// uniform(low, high). Errors   usage: bounds whose distance is not finite
  double uniform(double low, double high);
  /// randint(low, high): in [low, high), by masks and rejection. Errors   usage: high <= low
  std::int64_t randint(std::int64_t low, std::int64_t high);
  /// choice(list): the place of what is taken from `count` things. Errors   usage: count below 1
  std::int64_t below(std::int64_t count) { return randint(0, count); }
  /// standard_normal(), by the polar method; the second number of a pair is kept for the next call.
  double standard_normal();

  /// shuffle(list).
  template <class T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i-- > 1;) {
      const std::uint64_t j = masked(i);
      using std::swap;
      if (j != i) swap(list[i], list[j]);
    }
  }
  /// permutation(count).
  std::vector<std::int64_t> permutation(std::int64_t count);

 private:
  static constexpr std::size_t words = 624;

  /// Uniform in [0, largest].
  std::uint64_t masked(std::uint64_t largest);
  void twist();

  std::array<std::uint32_t, words> state_{};
  std::size_t at_ = words;
  std::optional<double> spare_;
};

}  // namespace fovea
