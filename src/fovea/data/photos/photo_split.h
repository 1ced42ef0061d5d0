#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "fovea/data/photos/photo_set.h"

namespace fovea {

/// Photos in two parts that have the classes in the same proportions: the first is kept, the second, `fraction` of each
/// class, is held out. Which ones belongs to the seed alone. A class of two or more gives at least one and keeps at least
/// one; a class of one is kept. Both parts are in the order of the photos.
/// Errors   usage: a fraction that is not between 0 and 1
std::pair<std::vector<PhotoRef>, std::vector<PhotoRef>> hold_out(const std::vector<PhotoRef>& photos, double fraction,
                                                                 std::uint64_t seed);

/// How many photos each class has.
std::vector<std::int64_t> class_counts(const std::vector<PhotoRef>& photos, std::size_t classes);

/// A line for each class of `all` of which a part that was held out has no photo.
std::vector<std::string> classes_without(const std::vector<std::string>& classes, const std::vector<PhotoRef>& all,
                                         const PhotoSplit& part);

/// What a class counts in the loss so that all count alike: photos / (classes * those of the class); 0 without any.
/// Source   scikit-learn's class_weight="balanced"
std::vector<double> balanced_weights(const std::vector<std::int64_t>& counts);

/// The photos with those of rarer classes repeated until all have as many as the largest.
std::vector<PhotoRef> oversampled(const std::vector<PhotoRef>& photos, std::size_t classes);

}  // namespace fovea
