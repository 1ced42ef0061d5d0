#pragma once
#include "fovea/base/json.h"
#include "fovea/base/random.h"
#include "fovea/data/photos/photo_feed.h"

namespace fovea {

/// An augmenter whose draws can be shown, and given instead of being drawn.
class DrawnAugmenter : public PhotoAugmenter {
 public:
  /// What apply() draws at this moment, by the names that impose() takes.
  virtual Json drawn(const PictureRows& pictures, const PhotoMoment& moment) const = 0;
  /// apply() with these numbers in place of drawn ones. Errors   usage, format: other names, values of the wrong kind
  virtual void impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
                      const Json& parameters) const = 0;
  /// What finish() draws for a batch of these rows, by the names that impose_finish() takes; null where it draws nothing.
  /// Input    moment: as finish() takes it
  virtual Json drawn_finish(std::span<const std::int64_t> /*rows*/, const PhotoMoment& /*moment*/) const {
    return {};
  }
  /// finish() with these numbers in place of drawn ones. Errors   usage, format: other names, values of the wrong kind
  virtual void impose_finish(const MadeBatch& /*batch*/, const Json& /*parameters*/) const {}
};

/// What the random numbers of one picture are drawn under: a number for each moment.
inline std::uint64_t key_of(const PhotoMoment& moment) {
  const auto low = [](std::uint64_t number) { return static_cast<std::uint32_t>(number); };
  const auto high = [](std::uint64_t number) { return static_cast<std::uint32_t>(number >> 32); };
  const auto row = static_cast<std::uint64_t>(moment.row), pass = static_cast<std::uint64_t>(moment.pass);
  const auto words = philox({low(row), high(row), low(pass), high(pass)}, {low(moment.seed), high(moment.seed)});
  return words[0] | std::uint64_t{words[1]} << 32;
}

}  // namespace fovea
