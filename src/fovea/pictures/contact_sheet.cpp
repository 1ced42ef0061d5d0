#include "fovea/pictures/contact_sheet.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"

namespace fovea {

Canvas draw_contact_sheet(const std::vector<SheetPicture>& pictures, std::int64_t columns) {
  if (pictures.empty()) fail(ErrorKind::usage, "There are no pictures to draw.");
  const Image& first = pictures.front().image;
  for (const SheetPicture& picture : pictures)
    if (picture.image.height != first.height || picture.image.width != first.width)
      fail(ErrorKind::usage,
           "A contact sheet has pictures of one size. Received '" + picture.caption + "' of another.");
  constexpr double gap = 4, caption_height = 16, least_side = 96;
  const TextStyle style{.size = 11, .align = TextAlign::centre};
  const auto count = static_cast<std::int64_t>(pictures.size()), across = std::clamp<std::int64_t>(columns, 1, count);
  const double scale =
      std::max(1.0, std::floor(least_side / static_cast<double>(std::max(first.height, first.width))));
  const double width = scale * static_cast<double>(first.width), height = scale * static_cast<double>(first.height);
  const double row_height = height + caption_height + gap;
  Canvas canvas(static_cast<double>(across) * (width + gap) + gap,
                static_cast<double>((count + across - 1) / across) * row_height + gap);
  for (std::int64_t i = 0; i < count; ++i) {
    const SheetPicture& picture = pictures[static_cast<std::size_t>(i)];
    const double left = gap + static_cast<double>(i % across) * (width + gap),
                 top = gap + static_cast<double>(i / across) * row_height;
    canvas.image(picture.image, {left, top, width, height});
    canvas.text(Canvas::fitted(picture.caption, width, style), left + width / 2, top + height + 12, style);
  }
  return canvas;
}

}  // namespace fovea
