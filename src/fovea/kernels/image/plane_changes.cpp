#include "fovea/kernels/image/plane_changes.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace fovea {
namespace {

class Flip final : public PlaneChange {
 public:
  Flip(bool horizontal, bool vertical)
      : PlaneChange({{"flips"}}, std::nullopt), horizontal_(horizontal), vertical_(vertical) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = draws.own.uniform() <= 0.5 ? 1 : 0;
  }
  PlaneMap map(const PictureShape& shape, std::span<const float> numbers) const noexcept override {
    PlaneMap m = unmoved;
    if (numbers[0] == 0) return m;
    if (horizontal_) m[0] = -1, m[2] = static_cast<float>(shape.width - 1);
    if (vertical_) m[4] = -1, m[5] = static_cast<float>(shape.height - 1);
    return m;
  }

 private:
  bool horizontal_, vertical_;
};

class Rotate final : public PlaneChange {
 public:
  Rotate(const Interval& angle, const WarpStyle& style) : PlaneChange({{"angle"}}, style), angle_(angle) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = angle_.draw(draws.own);
  }
  PlaneMap map(const PictureShape& shape, std::span<const float> numbers) const noexcept override {
    const float angle = numbers[0] * static_cast<float>(std::numbers::pi / 180);
    const float x = 0.5f * static_cast<float>(shape.width - 1), y = 0.5f * static_cast<float>(shape.height - 1);
    const float cosine = std::cos(angle), sine = std::sin(angle);
    return {cosine, -sine, x - x * cosine + y * sine, sine, cosine, y - x * sine - y * cosine, 0, 0};
  }

 private:
  Interval angle_;
};

class Zoom final : public PlaneChange {
 public:
  Zoom(const Interval& height, const std::optional<Interval>& width, const WarpStyle& style)
      : PlaneChange({{"height_zoom"}, {"width_zoom"}}, style), height_(height), width_(width) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    numbers[0] = height_.draw(draws.own);
    numbers[1] = width_ ? width_->draw(draws.own) : numbers[0];
  }
  PlaneMap map(const PictureShape& shape, std::span<const float> numbers) const noexcept override {
    const auto begin = [](std::int64_t length, float zoom) {
      return (static_cast<float>(length) - 1) / 2 * (1 - zoom);
    };
    return {numbers[1], 0, begin(shape.width, numbers[1]), 0, numbers[0], begin(shape.height, numbers[0]), 0, 0};
  }

 private:
  Interval height_;
  std::optional<Interval> width_;
};

class Translate final : public PlaneChange {
 public:
  Translate(const Interval& height, const Interval& width, const WarpStyle& style)
      : PlaneChange({{"translations", 2}}, style), height_(height), width_(width) {}
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    numbers[1] = height_.draw(draws.own) * static_cast<float>(shape.height);
    numbers[0] = width_.draw(draws.own) * static_cast<float>(shape.width);
  }
  PlaneMap map(const PictureShape&, std::span<const float> numbers) const noexcept override {
    return {1, 0, -numbers[0], 0, 1, -numbers[1], 0, 0};
  }

 private:
  Interval height_, width_;
};

class Shear final : public PlaneChange {
 public:
  Shear(const Interval& x, const Interval& y, const WarpStyle& style)
      : PlaneChange({{"shear_factor", 2}}, style), x_(x), y_(y) {}
  void draw(PictureDraws& draws, const PictureShape&, std::span<float> numbers) const noexcept override {
    const float sign = draws.own.uniform() > 0.5 ? -1.f : 1.f;
    numbers[1] = sign * y_.draw(draws.own);
    numbers[0] = sign * x_.draw(draws.own);
  }
  PlaneMap map(const PictureShape&, std::span<const float> numbers) const noexcept override {
    return {1, numbers[0], 0, numbers[1], 1, 0, 0, 0};
  }

 private:
  Interval x_, y_;
};

/// Eight equations, the last column being the right-hand sides.
using Equations = std::array<std::array<double, 9>, 8>;

/// Gauss' elimination with the largest pivots.
std::array<double, 8> solve(Equations& rows) {
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t best = i;
    for (std::size_t j = i + 1; j < 8; ++j)
      if (std::abs(rows[j][i]) > std::abs(rows[best][i])) best = j;
    std::swap(rows[i], rows[best]);
    for (std::size_t j = i + 1; j < 8; ++j) {
      const double factor = rows[j][i] / rows[i][i];
      for (std::size_t k = i; k < 9; ++k) rows[j][k] -= factor * rows[i][k];
    }
  }
  std::array<double, 8> result{};
  for (std::size_t i = 8; i-- > 0;) {
    double sum = rows[i][8];
    for (std::size_t k = i + 1; k < 8; ++k) sum -= rows[i][k] * result[k];
    result[i] = sum / rows[i][i];
  }
  return result;
}

using Corners = std::array<std::array<float, 2>, 4>;

Corners corners_of(const PictureShape& shape) {
  const auto right = static_cast<float>(shape.width - 1), bottom = static_cast<float>(shape.height - 1);
  return {{{0, 0}, {right, 0}, {0, bottom}, {right, bottom}}};
}

class Perspective final : public PlaneChange {
 public:
  Perspective(const Interval& probability, double scale, const WarpStyle& style)
      : PlaneChange({{"apply_perspective"}, {"end_points", 8}}, style),
        probability_(probability),
        factor_{-0.5 * scale, 0.5 * scale} {}
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override {
    numbers[0] = probability_.decide(draws.own) ? 1 : 0;
    std::size_t next = 1;
    for (const auto& corner : corners_of(shape))
      for (const float at : corner) numbers[next++] = at + at * factor_.draw(draws.own);
  }
  PlaneMap map(const PictureShape& shape, std::span<const float> numbers) const noexcept override {
    if (numbers[0] == 0) return unmoved;
    Equations equations{};
    const Corners corners = corners_of(shape);
    for (std::size_t i = 0; i < 4; ++i) {
      const double x = numbers[1 + 2 * i], y = numbers[2 + 2 * i];
      for (std::size_t axis = 0; axis < 2; ++axis) {
        auto& row = equations[2 * i + axis];
        const double to = corners[i][axis];
        row[3 * axis] = x, row[3 * axis + 1] = y, row[3 * axis + 2] = 1;
        row[6] = -to * x, row[7] = -to * y, row[8] = to;
      }
    }
    const auto solution = solve(equations);
    PlaneMap m{};
    for (std::size_t i = 0; i < 8; ++i) m[i] = static_cast<float>(solution[i]);
    return m;
  }

 private:
  Interval probability_, factor_;
};

}  // namespace

PictureChangePtr flip(bool horizontal, bool vertical) { return std::make_shared<Flip>(horizontal, vertical); }
PictureChangePtr rotate(const Interval& angle, const WarpStyle& style) {
  return std::make_shared<Rotate>(angle, style);
}
PictureChangePtr zoom(const Interval& height, const std::optional<Interval>& width, const WarpStyle& style) {
  return std::make_shared<Zoom>(height, width, style);
}
PictureChangePtr translate(const Interval& height, const Interval& width, const WarpStyle& style) {
  return std::make_shared<Translate>(height, width, style);
}
PictureChangePtr shear(const Interval& x, const Interval& y, const WarpStyle& style) {
  return std::make_shared<Shear>(x, y, style);
}
PictureChangePtr change_perspective(const Interval& probability, double scale, const WarpStyle& style) {
  return std::make_shared<Perspective>(probability, scale, style);
}

}  // namespace fovea
