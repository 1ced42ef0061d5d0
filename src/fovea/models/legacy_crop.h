#pragma once
#include "fovea/base/json.h"

namespace fovea {

/// A RandomCrop layer of Keras 2 as Keras 3 can say it. In prediction Keras 2 takes the largest middle part of the right
/// proportions and resizes it, where Keras 3 leaves pictures in their own size: a Pipeline of RandomCrop and Resizing does
/// that, and in training Resizing has nothing left to do. Any other layer stays as it is.
/// Source   tf_keras/src/layers/preprocessing/image_preprocessing.py, 2.21; keras/src/layers/preprocessing, 3.15
Json keras3_crop(const Json& layer);

/// Such a Pipeline as the RandomCrop that Keras 2 has for it; any other layer stays as it is.
Json keras2_crop(const Json& layer);

}  // namespace fovea
