#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fovea/base/random.h"

namespace fovea {

/// Units    px
struct PictureShape {
  std::int64_t height = 0, width = 0, channels = 0;

  std::int64_t pixels() const { return height * width; }
  std::int64_t elements() const { return pixels() * channels; }
  bool operator==(const PictureShape&) const = default;
};

/// What there is one number, or `count` of them, for.
enum class Per : std::uint8_t { picture, pixel, element };

/// Some of the numbers that a change draws, by a name that stands in files.
struct ParameterField {
  std::string name;
  std::int64_t count = 1;
  Per per = Per::picture;

  std::int64_t count_in(const PictureShape& shape) const;
};

/// Both ends of what a number is drawn from.
struct Interval {
  double low = 0, high = 0;

  float draw(Random& random) const { return static_cast<float>(low + (high - low) * random.uniform()); }
  /// True with a probability that is drawn first.
  bool decide(Random& random) const {
    const float probability = draw(random);
    return static_cast<float>(random.uniform()) < probability;
  }
};

/// What the numbers of one picture are drawn from: of its own, and what all pictures of the batch draw alike.
struct PictureDraws {
  /// Input    key: the batch's; picture: the position in it
  PictureDraws(std::uint64_t key, std::uint64_t picture) : own(key, picture + 1), batch(key, 0) {}

  Random own, batch;
};

/// One way of changing one picture at random, in two steps: the numbers are drawn, then the picture is changed by them,
/// so that they can be shown and imposed. Pictures are float32, rows of pixels of channels, in the value range that the
/// change was made for. Neither step allocates or fails.
class PictureChange {
 public:
  /// Input    fields: what is drawn
  explicit PictureChange(std::vector<ParameterField> fields = {}) : fields_(std::move(fields)) {}
  virtual ~PictureChange() = default;

  /// What is drawn for a picture of this shape, all per picture.
  virtual std::vector<ParameterField> parameters(const PictureShape& shape) const;
  /// The sum of their counts.
  virtual std::int64_t count(const PictureShape& shape) const noexcept;
  /// Fills `numbers`, which has an element for each of the parameters in their order.
  virtual void draw(PictureDraws& /*draws*/, const PictureShape& /*shape*/,
                    std::span<float> /*numbers*/) const noexcept {}
  /// Input    scratch: scratch_floats(shape) of them; in and out are apart
  virtual void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                     float* scratch) const noexcept = 0;

  virtual std::int64_t scratch_floats(const PictureShape& /*shape*/) const { return 0; }
  virtual PictureShape output(const PictureShape& shape) const { return shape; }
  /// What pictures of this shape would need for it, such as "three channels"; empty where nothing is missing.
  virtual std::string_view lacks(const PictureShape& /*shape*/) const { return {}; }

 private:
  std::vector<ParameterField> fields_;
};

using PictureChangePtr = std::shared_ptr<const PictureChange>;

/// A change of each pixel by itself.
class PixelChange : public PictureChange {
 public:
  using PictureChange::PictureChange;
  virtual void change(float* pixels, std::int64_t count, std::int64_t channels,
                      std::span<const float> numbers) const noexcept = 0;
  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override;
};

}  // namespace fovea
