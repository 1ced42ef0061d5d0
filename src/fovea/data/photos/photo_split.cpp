#include "fovea/data/photos/photo_split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "fovea/base/error.h"
#include "fovea/base/random.h"

namespace fovea {

std::pair<std::vector<PhotoRef>, std::vector<PhotoRef>> hold_out(const std::vector<PhotoRef>& photos, double fraction,
                                                                 std::uint64_t seed) {
  if (!(fraction > 0 && fraction < 1))
    fail(ErrorKind::usage,
         "The part to hold out must be above 0 and below 1. Received " + std::to_string(fraction) + ".");
  std::map<std::int32_t, std::vector<std::size_t>> by_class;
  for (std::size_t i = 0; i < photos.size(); ++i) by_class[photos[i].label].push_back(i);
  std::vector<bool> held(photos.size());
  constexpr std::uint64_t split_stream = std::uint64_t{1} << 41;  // apart from those of shuffling and weights
  for (auto& [label, members] : by_class) {
    Random random(seed, split_stream + static_cast<std::uint64_t>(label + 1));
    for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[random.below(i)]);
    const auto wanted = static_cast<std::size_t>(std::lround(fraction * static_cast<double>(members.size())));
    const std::size_t count = members.size() < 2 ? 0 : std::clamp<std::size_t>(wanted, 1, members.size() - 1);
    for (std::size_t i = 0; i < count; ++i) held[members[i]] = true;
  }
  std::pair<std::vector<PhotoRef>, std::vector<PhotoRef>> parts;
  for (std::size_t i = 0; i < photos.size(); ++i) (held[i] ? parts.second : parts.first).push_back(photos[i]);
  return parts;
}

std::vector<std::int64_t> class_counts(const std::vector<PhotoRef>& photos, std::size_t classes) {
  std::vector<std::int64_t> counts(classes);
  for (const PhotoRef& photo : photos)
    if (photo.label >= 0 && static_cast<std::size_t>(photo.label) < classes)
      ++counts[static_cast<std::size_t>(photo.label)];
  return counts;
}

std::vector<std::string> classes_without(const std::vector<std::string>& classes, const std::vector<PhotoRef>& all,
                                         const PhotoSplit& part) {
  const std::vector<std::int64_t> in_all = class_counts(all, classes.size()),
                                  in_part = class_counts(part.photos, classes.size());
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (in_part[i] == 0 && in_all[i] > 0)
      lines.push_back("'" + classes[i] + "' has " + std::to_string(in_all[i]) +
                      (in_all[i] == 1 ? " photo" : " photos") + ", too few to hold one out: " + part.name +
                      " says nothing of it");
  return lines;
}

std::vector<double> balanced_weights(const std::vector<std::int64_t>& counts) {
  const auto all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  std::vector<double> weights;
  for (const std::int64_t count : counts)
    weights.push_back(count == 0 ? 0 : all / (static_cast<double>(counts.size()) * static_cast<double>(count)));
  return weights;
}

std::vector<PhotoRef> oversampled(const std::vector<PhotoRef>& photos, std::size_t classes) {
  const std::vector<std::int64_t> counts = class_counts(photos, classes);
  const std::int64_t most = counts.empty() ? 0 : *std::ranges::max_element(counts);
  std::vector<std::vector<PhotoRef>> by_class(classes);
  for (const PhotoRef& photo : photos)
    if (photo.label >= 0) by_class[static_cast<std::size_t>(photo.label)].push_back(photo);
  std::vector<PhotoRef> result = photos;
  for (const std::vector<PhotoRef>& members : by_class)
    for (std::size_t i = members.size(); !members.empty() && i < static_cast<std::size_t>(most); ++i)
      result.push_back(members[i % members.size()]);
  return result;
}

}  // namespace fovea
