#include "fovea/pictures/predicted_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"

namespace fovea {
namespace {

constexpr double margin = 16, gap = 16, title_height = 30, bar_height = 20, name_height = 20;
constexpr std::uint32_t bar_colour = 0x31688e, pale = 0xe4e4e4;

/// As large as a square of `side` allows; small pictures grow by whole steps. Units    px, from the picture's corner
Box shown_size(const Image& image, double side) {
  const auto longest = static_cast<double>(std::max(image.height, image.width));
  const double scale = longest * 2 <= side ? std::floor(side / longest) : side / longest;
  return {0, 0, scale * static_cast<double>(image.width), scale * static_cast<double>(image.height)};
}

void draw(Canvas& canvas, const PredictedPicture& picture, double left, double top, double side, double height) {
  const auto& [best, best_score] = picture.classes.front();
  const TextStyle title{.size = 18, .bold = true, .align = TextAlign::centre};
  canvas.text(Canvas::fitted(fmt::format("{} {:.2f}", best, best_score), side, title), left + side / 2, top + 20,
              title);
  top += title_height;
  Box box = shown_size(picture.image, side);
  box.left = left + (side - box.width) / 2;
  box.top = top + (height - box.height) / 2;
  canvas.image(picture.image, box);
  top += height + 6;
  const TextStyle small{.size = 12}, number{.size = 12, .align = TextAlign::right};
  for (const auto& [name, score] : picture.classes) {
    const double names = side * 0.38, bars = side * 0.44;
    canvas.text(Canvas::fitted(name, names - 6, small), left, top + 14, small);
    canvas.fill({left + names, top + 4, bars, bar_height - 8}, pale);
    canvas.fill({left + names, top + 4, bars * std::clamp(score, 0.0, 1.0), bar_height - 8}, bar_colour);
    canvas.text(fmt::format("{:.4f}", score), left + side, top + 14, number);
    top += bar_height;
  }
  const TextStyle name{.size = 12, .colour = 0x707070, .align = TextAlign::centre};
  canvas.text(Canvas::fitted(picture.name, side, name), left + side / 2, top + 14, name);
}

}  // namespace

Canvas draw_predicted_pictures(const std::vector<PredictedPicture>& pictures) {
  if (pictures.empty()) fail(ErrorKind::usage, "There are no pictures to draw.");
  const double side = pictures.size() == 1 ? 448 : 224;
  std::size_t classes = 0;
  double tallest = 0;
  for (const PredictedPicture& picture : pictures) {
    if (picture.classes.empty()) fail(ErrorKind::usage, picture.name + ": has no predicted class.");
    classes = std::max(classes, picture.classes.size());
    tallest = std::max(tallest, shown_size(picture.image, side).height);
  }
  const std::size_t columns = std::min<std::size_t>(pictures.size(), 6),
                    rows = (pictures.size() + columns - 1) / columns;
  const double height = title_height + tallest + 6 + static_cast<double>(classes) * bar_height + name_height;
  Canvas canvas(2 * margin + static_cast<double>(columns) * (side + gap) - gap,
                2 * margin + static_cast<double>(rows) * (height + gap) - gap);
  for (std::size_t i = 0; i < pictures.size(); ++i)
    draw(canvas, pictures[i], margin + static_cast<double>(i % columns) * (side + gap),
         margin + static_cast<double>(i / columns) * (height + gap), side, tallest);
  return canvas;
}

}  // namespace fovea
