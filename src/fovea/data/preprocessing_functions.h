#pragma once
#include <string>

#include "fovea/kernels/image/input_scaling.h"

namespace fovea {

/// The scaling of a network of keras.applications, by the name of its module: "xception" (also as Python writes it,
/// "keras.applications.xception.preprocess_input").
/// Errors   usage: another name, as `who`'s, with the nearest that exist; "preprocess_input" alone, which every module has
/// Source   keras/src/applications, 3.15
PixelScaling pixel_scaling_of(const std::string& name, const std::string& who);

}  // namespace fovea
