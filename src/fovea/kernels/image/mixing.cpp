#include "fovea/kernels/image/mixing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fovea/kernels/image/distributions.h"

namespace fovea {
namespace {

/// Every position once, in any order.
void draw_order(Random& random, std::span<float> order) {
  std::iota(order.begin(), order.end(), 0.f);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

/// The rows of `order`, one of `length` numbers for each picture.
const float* other_row(const float* rows, float position, std::int64_t pictures, std::int64_t length) {
  const auto at = static_cast<std::int64_t>(std::clamp(position, 0.f, static_cast<float>(pictures - 1)));
  return rows + at * length;
}

/// weight * a + (1 - weight) * b
void mix_row(const float* a, const float* b, float weight, std::int64_t count, float* out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = weight * a[i] + (1 - weight) * b[i];
}

class MixUpMixing final : public BatchMixing {
 public:
  explicit MixUpMixing(double alpha) : alpha_(alpha) {}

  std::vector<ParameterField> parameters(std::int64_t pictures) const override {
    return {{"mix_weight", pictures}, {"permutation_order", pictures}};
  }
  void draw(Random& random, std::int64_t pictures, const PictureShape&, std::span<float> numbers) const override {
    const auto count = static_cast<std::size_t>(pictures);
    draw_order(random, numbers.subspan(count, count));
    for (float& weight : numbers.first(count)) weight = draw_beta(random, alpha_);
  }
  void mix(const float* in, float* out, std::int64_t pictures, const PictureShape& shape,
           std::span<const float> numbers) const override {
    mix_rows(in, out, pictures, shape.elements(), numbers);
  }
  void mix_labels(const float* in, float* out, std::int64_t pictures, const PictureShape&, std::int64_t classes,
                  std::span<const float> numbers) const override {
    mix_rows(in, out, pictures, classes, numbers);
  }

 private:
  static void mix_rows(const float* in, float* out, std::int64_t pictures, std::int64_t length,
                       std::span<const float> numbers) {
    const auto count = static_cast<std::size_t>(pictures);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t at = static_cast<std::int64_t>(i) * length;
      mix_row(in + at, other_row(in, numbers[count + i], pictures, length), numbers[i], length, out + at);
    }
  }

  double alpha_;
};

class CutMixMixing final : public BatchMixing {
 public:
  explicit CutMixMixing(const Interval& factor) : factor_(factor) {}

  std::vector<ParameterField> parameters(std::int64_t pictures) const override {
    return {{"permutation_order", pictures}, {"box", 4 * pictures}};
  }

  void draw(Random& random, std::int64_t pictures, const PictureShape& shape,
            std::span<float> numbers) const override {
    const auto count = static_cast<std::size_t>(pictures);
    const double alpha = factor_.draw(random) + 1e-6;
    draw_order(random, numbers.first(count));
    for (std::size_t i = 0; i < count; ++i) {
      const float part = std::sqrt(1 - draw_beta(random, alpha));
      const auto cut = [&](std::int64_t length, float* ends) {
        const float pixels = part * static_cast<float>(length);
        ends[0] = static_cast<float>(random.uniform()) * (static_cast<float>(length) - pixels);
        ends[1] = ends[0] + pixels;
      };
      cut(shape.width, &numbers[count + 4 * i]);
      cut(shape.height, &numbers[count + 4 * i + 2]);
    }
  }

  void mix(const float* in, float* out, std::int64_t pictures, const PictureShape& shape,
           std::span<const float> numbers) const override {
    std::copy_n(in, pictures * shape.elements(), out);
    const auto count = static_cast<std::size_t>(pictures);
    const auto first = [](float from, std::int64_t length) {
      return static_cast<std::int64_t>(std::clamp(std::ceil(from), 0.f, static_cast<float>(length)));
    };
    for (std::size_t i = 0; i < count; ++i, out += shape.elements()) {
      const float *box = &numbers[count + 4 * i], *other = other_row(in, numbers[i], pictures, shape.elements());
      const std::int64_t left = first(box[0], shape.width), right = first(box[1], shape.width);
      for (std::int64_t y = first(box[2], shape.height); y < first(box[3], shape.height); ++y) {
        const std::int64_t begin = (y * shape.width + left) * shape.channels;
        std::copy_n(other + begin, std::max<std::int64_t>(right - left, 0) * shape.channels, out + begin);
      }
    }
  }

  void mix_labels(const float* in, float* out, std::int64_t pictures, const PictureShape& shape, std::int64_t classes,
                  std::span<const float> numbers) const override {
    const auto count = static_cast<std::size_t>(pictures);
    for (std::size_t i = 0; i < count; ++i) {
      const float* box = &numbers[count + 4 * i];
      const float weight = 1 - (box[1] - box[0]) * (box[3] - box[2]) / static_cast<float>(shape.pixels());
      const std::int64_t at = static_cast<std::int64_t>(i) * classes;
      mix_row(in + at, other_row(in, numbers[i], pictures, classes), weight, classes, out + at);
    }
  }

 private:
  Interval factor_;
};

class OverBatch final : public BatchMixing {
 public:
  explicit OverBatch(std::shared_ptr<const CountingChange> change) : change_(std::move(change)) {}
  bool mixes_labels() const override { return false; }
  std::vector<ParameterField> parameters(std::int64_t) const override { return {}; }
  void draw(Random&, std::int64_t, const PictureShape&, std::span<float>) const override {}
  void mix(const float* in, float* out, std::int64_t pictures, const PictureShape& shape,
           std::span<const float>) const override {
    std::vector<double> counts(static_cast<std::size_t>(shape.channels * change_->bins().bins()));
    std::vector<float> scratch(static_cast<std::size_t>(change_->scratch_floats(shape)));
    for (std::int64_t i = 0; i < pictures; ++i)
      count_values(change_->bins(), in + i * shape.elements(), shape, counts.data());
    for (std::int64_t i = 0; i < pictures; ++i)
      change_->apply_counted(in + i * shape.elements(), out + i * shape.elements(), shape, {}, counts.data(),
                             scratch.data());
  }
  void mix_labels(const float*, float*, std::int64_t, const PictureShape&, std::int64_t,
                  std::span<const float>) const override {}

 private:
  std::shared_ptr<const CountingChange> change_;
};

}  // namespace

std::shared_ptr<const BatchMixing> mix_up(double alpha) { return std::make_shared<MixUpMixing>(alpha); }
std::shared_ptr<const BatchMixing> cut_mix(const Interval& factor) { return std::make_shared<CutMixMixing>(factor); }
std::shared_ptr<const BatchMixing> over_batch(std::shared_ptr<const CountingChange> change) {
  return std::make_shared<OverBatch>(std::move(change));
}

}  // namespace fovea
