#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/quarantine.h"

namespace fovea {
namespace {

class Misfits {
 public:
  Misfits(const PhotoSet& set, const PhotoCheck& check) : set_(set), check_(check) {}

  /// What has been added, in the order of the pictures; the first reason of each.
  std::vector<Misfit> take() {
    std::vector<Misfit> files;
    std::set<std::string> taken;  // a file that is reached by several ways goes once
    for (auto& [picture, reason] : reasons_)
      if (is_link(picture) || taken.insert(real_file(picture)).second)
        files.push_back({set_.name(check_.pictures[picture].photo), std::move(reason)});
    return files;
  }

  void add(const std::string& kind) {
    if (kind == "duplicates")
      copies(check_.duplicates, "the same as ");
    else if (kind == "near")
      copies(check_.near_duplicates, "looks nearly as ");
    else if (kind == "contradictions")
      contradictions();
    else
      found(kind);
  }

 private:
  const std::string& name(std::uint32_t picture) const { return set_.name(check_.pictures[picture].photo); }
  std::string place(std::uint32_t picture) const { return set_.files->place(check_.pictures[picture].photo.file); }
  bool is_link(std::uint32_t picture) const {
    std::error_code error;
    return std::filesystem::is_symlink(place(picture), error);
  }
  /// Where it lies when links to folders, and to itself, are followed.
  std::string real_file(std::uint32_t picture) const {
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(place(picture), error);
    return error ? place(picture) : real.string();
  }

  void copies(const std::vector<std::vector<std::uint32_t>>& groups, const std::string& words) {
    for (const std::vector<std::uint32_t>& group : groups) {
      std::map<std::int32_t, std::vector<std::uint32_t>> by_class;
      for (const std::uint32_t i : group)
        if (!reasons_.contains(i)) by_class[check_.pictures[i].photo.label].push_back(i);
      for (const auto& [label, same] : by_class) {
        const auto file = std::ranges::find_if_not(same, [&](auto i) { return is_link(i); });
        const std::uint32_t kept = file == same.end() ? same[0] : *file;
        for (const std::uint32_t i : same)
          if (i != kept && (is_link(i) || real_file(i) != real_file(kept)))
            reasons_.try_emplace(i, words + name(kept));
      }
    }
  }

  void contradictions() {
    for (const std::vector<std::uint32_t>& group : check_.duplicates) {
      std::set<std::int32_t> labels;
      for (const std::uint32_t i : group) labels.insert(check_.pictures[i].photo.label);
      if (labels.size() < 2) continue;
      for (const std::uint32_t i : group) reasons_.try_emplace(i, "is in two classes or more");
    }
  }

  /// A kind of finding that names single pictures.
  void found(const std::string& kind) {
    for (const Finding& finding : check_.findings)
      if (finding.kind == kind)
        for (const Finding::Item& item : finding.items)
          reasons_.try_emplace(item.pictures.at(0), kind + ": " + item.text);
  }

  const PhotoSet& set_;
  const PhotoCheck& check_;
  std::map<std::uint32_t, std::string> reasons_;
};

}  // namespace

const std::vector<std::string>& misfit_kinds() {
  static const std::vector<std::string> kinds{"unreadable",     "duplicates", "near",
                                              "contradictions", "tiny",       "constant"};
  return kinds;
}

std::vector<Misfit> find_misfits(const PhotoSet& set, const PhotoCheck& check,
                                 const std::vector<std::string>& kinds) {
  for (const std::string& kind : kinds)
    if (std::ranges::find(misfit_kinds(), kind) == misfit_kinds().end())
      fail(ErrorKind::usage, "'" + kind + "' is nothing that is moved away. " + suggest(kind, misfit_kinds()));
  Misfits misfits(set, check);
  // In one order whatever the order of the words: copies are looked for among what is left.
  for (const char* kind : {"unreadable", "tiny", "constant", "contradictions", "duplicates", "near"})
    if (std::ranges::find(kinds, kind) != kinds.end()) misfits.add(kind);
  return misfits.take();
}

}  // namespace fovea
