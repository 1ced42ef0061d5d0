#include "fovea/data/photos/photo_classes.h"

#include <algorithm>
#include <map>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/photo_split.h"

namespace fovea {
namespace {

/// The classes for whose counts, in the first split and in another, something holds.
template <class Holds>
std::string classes_where(const PhotoSet& set, std::size_t split, Holds holds) {
  const std::vector<std::int64_t> first = class_counts(set.splits[0].photos, set.classes.size()),
                                  here = class_counts(set.splits[split].photos, set.classes.size());
  std::vector<std::string> names;
  for (std::size_t c = 0; c < set.classes.size(); ++c)
    if (holds(first[c], here[c])) names.push_back(set.classes[c]);
  return join(names, ", ");
}

void compare_splits(PhotoSet& set, ClassFaults faults) {
  const std::string first = set.splits[0].name;
  const std::string known = classes_where(set, 0, [](auto count, auto) { return count > 0; });
  for (std::size_t s = 1; s < set.splits.size(); ++s) {
    const std::string name = set.splits[s].name;
    if (const std::string unknown = classes_where(set, s, [](auto in_first, auto here) { return !in_first && here; });
        !unknown.empty())
      meet_fault(
          set, faults,
          {"untrained_class", name + " has classes that " + first + " has not: " + unknown + ". Those of " + first +
                                  " are " + known + ". Give it pictures of them, or take them out of " + name});
    if (const std::string missing = classes_where(set, s, [](auto in_first, auto here) { return in_first && !here; });
        !missing.empty())
      set.warnings.push_back(name + " has no pictures of " + missing);
  }
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 20;
  if (names.size() <= most) return join(names, ", ");
  return join({names.begin(), names.begin() + most}, ", ") + ", ...";
}

/// Names that are likely not what was meant.
void check_names(PhotoSet& set) {
  const auto number = [](const std::string& name) {
    return !name.empty() && name.size() < 10 &&
           std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  };
  if (std::ranges::all_of(set.classes, number) &&
      !std::ranges::is_sorted(set.classes, {}, [](const auto& name) { return std::stol(name); }))
    set.warnings.push_back("the classes are numbers, sorted as texts: " + some_of(set.classes) +
                           ". Their labels are 0, 1, 2, ... in this order");
  std::map<std::string, std::string> by_lower;
  for (const std::string& name : set.classes)
    if (const auto [place, is_new] = by_lower.try_emplace(to_lower(name), name); !is_new)
      set.warnings.push_back("the classes '" + place->second + "' and '" + name + "' differ in case alone");
  if (set.classes.size() == 1)
    set.warnings.push_back("there is one class alone, '" + set.classes[0] + "'; a classifier needs two");
}

}  // namespace

int split_of(std::string_view word) {
  static const std::map<std::string, int, std::less<>> known{
      {"train", 0}, {"training", 0}, {"val", 1}, {"valid", 1}, {"validation", 1}, {"test", 2}, {"testing", 2}};
  const auto found = known.find(to_lower(word));
  return found == known.end() ? -1 : found->second;
}

void meet_fault(PhotoSet& set, ClassFaults faults, ClassFault fault) {
  if (faults == ClassFaults::refuse) fail(ErrorKind::format, set.files->who() + ": " + fault.text + ".");
  set.faults.push_back(std::move(fault));
}

void judge_classes(PhotoSet& set, ClassFaults faults) {
  compare_splits(set, faults);
  check_names(set);
}

}  // namespace fovea
