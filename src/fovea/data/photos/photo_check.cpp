#include "fovea/data/photos/photo_check.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "fovea/data/photos/photo_split.h"
#include "fovea/data/photos/work_through.h"

namespace fovea {
namespace {

/// Fills the facts of all pictures; false: it was told to stop.
bool read_all(const FileStore& files, const CheckOptions& options, std::vector<PictureFacts>& pictures) {
  return work_through(pictures.size(), {options.threads, options.progress, options.stop}, [&](std::size_t i) {
    PictureFacts facts = facts_of(files, pictures[i].photo.file, options.limits);
    facts.photo = pictures[i].photo;
    facts.split = pictures[i].split;
    pictures[i] = std::move(facts);
  });
}

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  const double median = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {values.front(), median, values.back()};
}

void measure_sizes(PhotoCheck& check) {
  std::vector<double> heights, widths, aspects;
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> sizes;
  for (const PictureFacts& picture : check.pictures) {
    if (!picture.readable()) continue;
    const auto height = static_cast<double>(picture.header->height),
               width = static_cast<double>(picture.header->width);
    heights.push_back(height);
    widths.push_back(width);
    aspects.push_back(width / height);
    ++sizes[{picture.header->height, picture.header->width}];
  }
  check.height = spread_of(std::move(heights));
  check.width = spread_of(std::move(widths));
  check.aspect = spread_of(std::move(aspects));
  for (const auto& [size, count] : sizes)
    if (count > check.frequent_count) {
      std::tie(check.frequent_height, check.frequent_width) = size;
      check.frequent_count = count;
    }
}

void measure_colours(PhotoCheck& check) {
  std::array<double, 3> sum{}, squares{};
  double count = 0;
  for (const PictureFacts& picture : check.pictures) {
    if (!picture.readable() || picture.split != 0) continue;
    ++count;
    for (std::size_t c = 0; c < 3; ++c) {
      sum[c] += picture.mean[c];
      squares[c] += picture.mean_square[c];
    }
  }
  for (std::size_t c = 0; c < 3 && count > 0; ++c) {
    check.mean[c] = sum[c] / count;
    check.std[c] = std::sqrt(std::max(squares[c] / count - check.mean[c] * check.mean[c], 0.0));
  }
}

/// Groups of pictures with one pixel hash, in the order of their first.
std::vector<std::vector<std::uint32_t>> equal_groups(const std::vector<PictureFacts>& pictures) {
  std::map<std::string_view, std::vector<std::uint32_t>> by_hash;
  for (std::uint32_t i = 0; i < pictures.size(); ++i)
    if (pictures[i].readable()) by_hash[pictures[i].pixel_hash].push_back(i);
  std::vector<std::vector<std::uint32_t>> groups;
  for (auto& [hash, members] : by_hash)
    if (members.size() > 1) groups.push_back(std::move(members));
  std::ranges::sort(groups);
  return groups;
}

void find_duplicates(PhotoCheck& check) {
  const std::vector<PictureFacts>& pictures = check.pictures;
  check.duplicates = equal_groups(pictures);
  std::vector<const PictureLook*> looks;
  for (const PictureFacts& picture : pictures)
    looks.push_back(picture.readable() && !picture.constant() ? &picture.look : nullptr);
  check.near_duplicates = alike_groups(looks);
  std::erase_if(check.near_duplicates, [&](const std::vector<std::uint32_t>& group) {
    return std::ranges::all_of(group,
                               [&](auto i) { return pictures[i].pixel_hash == pictures[group[0]].pixel_hash; });
  });
}

}  // namespace

std::string_view to_string(Severity severity) {
  constexpr std::array<std::string_view, 3> names{"stop", "warning", "note"};
  return names[static_cast<std::size_t>(severity)];
}

std::int64_t PhotoCheck::count(Severity severity) const {
  return std::ranges::count(findings, severity, &Finding::severity);
}

PhotoCheck check_photos(const PhotoSet& set, const CheckOptions& options) {
  PhotoCheck check;
  for (std::size_t s = 0; s < set.splits.size(); ++s)
    for (const PhotoRef& photo : set.splits[s].photos) check.pictures.push_back({.photo = photo, .split = s});
  check.stopped = !read_all(*set.files, options, check.pictures);
  if (check.stopped) return check;
  for (const PhotoSplit& split : set.splits)
    check.splits.push_back({.name = split.name,
                            .class_counts = class_counts(split.photos, set.classes.size()),
                            .pictures = static_cast<std::int64_t>(split.photos.size())});
  for (const PictureFacts& picture : check.pictures)
    check.splits[picture.split].unreadable += picture.readable() ? 0 : 1;
  measure_sizes(check);
  measure_colours(check);
  find_duplicates(check);
  check.findings = find_faults(set, check);
  return check;
}

}  // namespace fovea
