#include "fovea/data/photos/perceptual_hash.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>
#include <numeric>
#include <unordered_map>

#include "fovea/kernels/image/pillow_resize.h"

namespace fovea {
namespace {

constexpr std::size_t fine = 32;        ///< px a side, of which the frequencies are taken
constexpr std::size_t lowest = 8;       ///< frequencies along each axis
constexpr int most_bits = 7;            ///< that hashes of pictures that look alike differ in
constexpr int bands = most_bits + 1;    ///< of which one at least is equal then
constexpr double most_difference = 10;  ///< mean over the small pictures, of 255
constexpr double most_shift = 25;       ///< of a colour's mean, of 255

/// cos of frequency f at pixel x.
using Waves = std::array<std::array<double, fine>, lowest>;
const Waves& waves() {
  static const Waves table = [] {
    Waves made{};
    for (std::size_t f = 0; f < lowest; ++f)
      for (std::size_t x = 0; x < fine; ++x)
        made[f][x] = std::cos(std::numbers::pi * static_cast<double>(f) * (static_cast<double>(x) + 0.5) / fine);
    return made;
  }();
  return table;
}

std::uint64_t hash_of(const Image& small) {
  std::array<std::array<double, lowest>, fine> rows{};
  for (std::size_t y = 0; y < fine; ++y)
    for (std::size_t x = 0; x < fine; ++x) {
      const std::uint8_t* pixel = small.row(static_cast<std::int64_t>(y)) + 3 * x;
      const double gray = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
      for (std::size_t f = 0; f < lowest; ++f) rows[y][f] += gray * waves()[f][x];
    }
  std::array<double, lowest * lowest> spectrum{};
  for (std::size_t g = 0; g < lowest; ++g)
    for (std::size_t y = 0; y < fine; ++y)
      for (std::size_t f = 0; f < lowest; ++f) spectrum[g * lowest + f] += rows[y][f] * waves()[g][y];
  auto sorted = spectrum;
  std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
  const double median = sorted[sorted.size() / 2];
  std::uint64_t hash = 0;
  for (const double value : spectrum) hash = hash << 1 | static_cast<std::uint64_t>(value > median);
  return hash;
}

/// Mean of each colour over the small picture.
std::array<double, 3> mean_colour(const PictureLook& look) {
  std::array<double, 3> mean{};
  for (std::size_t i = 0; i < look.colours.size(); ++i) mean[i % 3] += look.colours[i];
  for (double& value : mean) value /= PictureLook::side * PictureLook::side;
  return mean;
}

/// Whether colours differ little, apart from a brightness that all pixels share.
bool near_colours(const PictureLook& a, const PictureLook& b) {
  const std::array<double, 3> of_a = mean_colour(a), of_b = mean_colour(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.colours.size(); ++i)
    sum += std::abs((a.colours[i] - of_a[i % 3]) - (b.colours[i] - of_b[i % 3]));
  const bool alike = sum <= most_difference * static_cast<double>(a.colours.size());
  for (std::size_t c = 0; c < 3; ++c)
    if (std::abs(of_a[c] - of_b[c]) > most_shift) return false;
  return alike;
}

/// Sets that grow together.
class Unions {
 public:
  explicit Unions(std::size_t count) : above_(count) { std::iota(above_.begin(), above_.end(), 0u); }
  std::uint32_t top(std::uint32_t i) {
    while (above_[i] != i) i = above_[i] = above_[above_[i]];
    return i;
  }
  /// The lower number stands for both.
  void join(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t low = std::min(top(a), top(b)), high = std::max(top(a), top(b));
    above_[high] = low;
  }

 private:
  std::vector<std::uint32_t> above_;
};

}  // namespace

PictureLook look_of(const Image& picture) {
  const auto resized = [](const Image& from, std::int64_t side) {
    Image to(side, side, 3);
    pillow_resize({from.pixels.data(), from.height, from.width}, {0, 0, from.width, from.height}, 3,
                  PillowFilter::box, {to.pixels.data(), side, side});
    return to;
  };
  const Image small = resized(picture, fine);
  PictureLook look;
  look.hash = hash_of(small);
  std::ranges::copy(resized(small, PictureLook::side).pixels, look.colours.begin());
  return look;
}

bool look_alike(const PictureLook& a, const PictureLook& b) {
  return std::popcount(a.hash ^ b.hash) <= most_bits && near_colours(a, b);
}

std::vector<std::vector<std::uint32_t>> alike_groups(const std::vector<const PictureLook*>& pictures) {
  Unions unions(pictures.size());
  // Of pictures with one hash and near colours the first stands for all, so that a thousand copies are no million pairs.
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> firsts;
  std::vector<std::uint32_t> kept;
  for (std::uint32_t i = 0; i < pictures.size(); ++i) {
    if (pictures[i] == nullptr) continue;
    std::vector<std::uint32_t>& same = firsts[pictures[i]->hash];
    const auto first = std::ranges::find_if(same, [&](auto j) { return near_colours(*pictures[i], *pictures[j]); });
    if (first != same.end()) {
      unions.join(*first, i);
      continue;
    }
    same.push_back(i);
    kept.push_back(i);
  }
  for (int band = 0; band < bands; ++band) {
    const int begin = 64 * band / bands, end = 64 * (band + 1) / bands;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> buckets;
    for (const std::uint32_t i : kept)
      buckets[pictures[i]->hash >> begin & ((std::uint64_t{1} << (end - begin)) - 1)].push_back(i);
    for (const auto& [bits, members] : buckets)
      for (std::size_t a = 0; a < members.size(); ++a)
        for (std::size_t b = a + 1; b < members.size(); ++b)
          if (look_alike(*pictures[members[a]], *pictures[members[b]])) unions.join(members[a], members[b]);
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_top;
  for (std::uint32_t i = 0; i < pictures.size(); ++i)
    if (pictures[i] != nullptr) by_top[unions.top(i)].push_back(i);
  std::vector<std::vector<std::uint32_t>> groups;
  for (auto& [top, members] : by_top)
    if (members.size() > 1) groups.push_back(std::move(members));
  return groups;
}

}  // namespace fovea
