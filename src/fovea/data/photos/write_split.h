#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "fovea/data/photos/photo_set.h"

namespace fovea {

struct SplitPlan {
  double validation = 0.15, test = 0.15;  ///< of each class; 0: none
  std::uint64_t seed = 0;
  bool link = false;  ///< hard links instead of copies
};

/// The pictures of a set without splits, in the splits train, validation and test. Which ones belongs to the seed alone.
/// Errors   usage: a set that has splits or no classes; fractions below 0, or of 1 and more together
std::vector<PhotoSplit> plan_split(const PhotoSet& set, const SplitPlan& plan);

/// Writes pictures to OUT/SPLIT/CLASS/NAME. OUT appears at once, whole, or not at all. Names keep the folders beneath the class;
/// control characters in them become '_', and parts "." and ".." are left out.
/// Errors   usage: OUT exists or lies in the data; a link to what is in an archive; format: a class that can be no folder, two
///          pictures of one name; unreadable: a picture; resource: it cannot be written, links to another file system
void write_split(const PhotoSet& set, const std::vector<PhotoSplit>& splits, const std::filesystem::path& out,
                 bool link, const std::function<void(std::size_t done, std::size_t all)>& progress = {});

}  // namespace fovea
