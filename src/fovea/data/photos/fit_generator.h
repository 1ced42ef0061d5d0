#pragma once
#include "fovea/data/batch.h"
#include "fovea/data/image_data_generator.h"

namespace fovea {

/// How many pictures were measured.
struct GeneratorFit {
  std::int64_t pictures = 0;   ///< for mean and deviation
  std::int64_t whitening = 0;  ///< for the matrix
};

/// ImageDataGenerator::fit() on one pass of a feed, batch by batch, of pixels after `scaling`. Mean and deviation are those
/// of all its pictures; the whitening matrix is that of as many, spread evenly, as 2^24 numbers hold.
/// Errors   shape: no pictures; resource: whitening of more than 1,024 numbers a picture, whose matrix files do not hold
GeneratorFit fit_on_feed(ImageDataGenerator& generator, BatchFeed& feed, const InputScaling& scaling);

}  // namespace fovea
