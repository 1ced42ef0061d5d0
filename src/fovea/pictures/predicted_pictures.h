#pragma once
#include <string>
#include <vector>

#include "fovea/pictures/canvas.h"

namespace fovea {

/// A picture with what a model sees in it.
struct PredictedPicture {
  Image image;
  std::string name;                                     ///< of the file
  std::vector<std::pair<std::string, double>> classes;  ///< the best first, each with its score from 0 to 1
};

/// Pictures side by side, six in a row at most, each under its best class, with a bar for each class that is given and its
/// name below. A single picture is drawn large. Errors   usage: no pictures, or one without classes
Canvas draw_predicted_pictures(const std::vector<PredictedPicture>& pictures);

}  // namespace fovea
