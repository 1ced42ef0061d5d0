#include "fovea/kernels/image/fused_change.h"

#include <algorithm>
#include <array>

namespace fovea {
namespace {

using Matrix = std::array<double, 9>;

Matrix matrix_of(const PlaneMap& m) { return {m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], 1}; }

/// Calls work(numbers) with those of a change and goes on to the next ones.
template <class Work>
void with_numbers(const PictureChange& change, const PictureShape& shape, std::span<const float>& numbers,
                  Work&& work) {
  const auto count = static_cast<std::size_t>(change.count(shape));
  work(numbers.first(count));
  numbers = numbers.subspan(count);
}

}  // namespace

PlaneMap compose(const PlaneMap& first, const PlaneMap& second) {
  const Matrix a = matrix_of(first), b = matrix_of(second);
  const auto product = [&](std::size_t i) {
    return a[i / 3 * 3] * b[i % 3] + a[i / 3 * 3 + 1] * b[3 + i % 3] + a[i / 3 * 3 + 2] * b[6 + i % 3];
  };
  PlaneMap result;
  for (std::size_t i = 0; i < 8; ++i) result[i] = static_cast<float>(product(i) / product(8));
  return result;
}

FusedChange::FusedChange(std::vector<PictureChangePtr> list) : ChangeList(std::move(list)) {
  for (const PictureChangePtr& change : changes()) {
    const auto* move = dynamic_cast<const PlaneChange*>(change.get());
    const auto* pixels = dynamic_cast<const PixelChange*>(change.get());
    const bool open = !passes_.empty() && passes_.back().other == nullptr;
    const bool joins = open && (move != nullptr ? passes_.back().takes(*move) : pixels != nullptr);
    if (!joins) passes_.emplace_back();
    Pass& pass = passes_.back();
    if (move != nullptr) {
      pass.moves.push_back(move);
      if (move->style()) pass.style = move->style();
    } else if (pixels != nullptr) {
      pass.pixels.push_back(pixels);
    } else {
      pass.other = change.get();
    }
  }
  // Bytes are made numbers by a pass over the pixels.
  if (passes_.empty() || passes_.front().other != nullptr) passes_.emplace(passes_.begin());
}

template <class T>
void FusedChange::run(const T* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                      float* scratch) const noexcept {
  const std::int64_t room = most_elements(shape);
  const auto to = [&](std::size_t pass) {
    return pass + 1 == passes_.size() ? out : scratch + (pass % 2 == 0 ? 0 : room);
  };
  // The first pass, over what came in; the others, over numbers.
  const auto pass_over = [&](const auto* from, const Pass& pass, const PictureShape& now, float* into) {
    Warp warp{unmoved, pass.style.value_or(WarpStyle()), now, now.width};
    const std::int64_t line = now.width * now.channels;
    for (const PlaneChange* move : pass.moves)
      with_numbers(*move, now, numbers,
                   [&](std::span<const float> own) { warp.map = compose(warp.map, move->map(now, own)); });
    const std::span<const float> rest = numbers;
    for (std::int64_t y = 0; y < now.height; ++y, into += line) {
      if (warp.map == unmoved) {
        std::copy_n(from + y * line, line, into);
      } else {
        warp.row(from, y, into);
      }
      numbers = rest;
      for (const PixelChange* change : pass.pixels)
        with_numbers(*change, now, numbers,
                     [&](std::span<const float> own) { change->change(into, now.width, now.channels, own); });
    }
  };
  pass_over(in, passes_.front(), shape, to(0));
  PictureShape now = shape;
  for (std::size_t i = 1; i < passes_.size(); ++i) {
    const Pass& pass = passes_[i];
    const float* from = to(i - 1);
    if (pass.other == nullptr) {
      pass_over(from, pass, now, to(i));
      continue;
    }
    with_numbers(*pass.other, now, numbers,
                 [&](std::span<const float> own) { pass.other->apply(from, to(i), now, own, scratch + 2 * room); });
    now = pass.other->output(now);
  }
}

void FusedChange::apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                        float* scratch) const noexcept {
  run(in, out, shape, numbers, scratch);
}

void FusedChange::apply(const std::uint8_t* in, float* out, const PictureShape& shape, std::span<const float> numbers,
                        float* scratch) const noexcept {
  run(in, out, shape, numbers, scratch);
}

std::int64_t FusedChange::scratch_floats(const PictureShape& shape) const {
  return 2 * most_elements(shape) + most_scratch(shape);
}

}  // namespace fovea
