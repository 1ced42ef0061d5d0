#pragma once
#include <string>
#include <vector>

#include "fovea/pictures/canvas.h"

namespace fovea {

struct SheetPicture {
  Image image;
  std::string caption;
};

/// Pictures of one size side by side, row by row, each over its caption. Their pixels are drawn as they are; small ones are
/// enlarged by a whole number. Errors   usage: no pictures, or of several sizes
Canvas draw_contact_sheet(const std::vector<SheetPicture>& pictures, std::int64_t columns);

}  // namespace fovea
