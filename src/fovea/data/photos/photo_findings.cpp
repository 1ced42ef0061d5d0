// What the facts of pictures mean for a run.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "fovea/base/text.h"
#include "fovea/data/photos/photo_check.h"
#include "fovea/data/photos/shown_name.h"

namespace fovea {
namespace {

constexpr std::int64_t tiny_side = 32;          ///< px
constexpr std::int64_t huge_area = 20'000'000;  ///< px
constexpr double most_unreadable = 0.05;        ///< of all pictures, before a run is worth nothing
constexpr double uneven = 1.5, very_uneven = 10;

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return with_commas(static_cast<long long>(count)) + " " + (count == 1 ? one : many);
}
std::string pictures_words(std::size_t count) { return counted(count, "picture", "pictures"); }
std::string quoted(const std::string& name) { return "'" + shown_name(name) + "'"; }

class Faults {
 public:
  Faults(const PhotoSet& set, const PhotoCheck& check) : set_(set), check_(check) {}

  std::vector<Finding> find() {
    classes();
    balance();
    files();
    pictures();
    names();
    same("", check_.duplicates);
    same("near_", check_.near_duplicates);
    std::ranges::stable_sort(found_, {}, &Finding::severity);
    return std::move(found_);
  }

 private:
  void add(Severity severity, std::string kind, std::string text, std::vector<Finding::Item> items = {}) {
    found_.push_back({severity, std::move(kind), std::move(text), std::move(items)});
  }

  /// Pictures for which `what` gives a text.
  template <class What>
  std::vector<Finding::Item> each(What what) const {
    std::vector<Finding::Item> items;
    for (std::uint32_t i = 0; i < check_.pictures.size(); ++i)
      if (std::string text = what(check_.pictures[i]); !text.empty()) items.push_back({{i}, std::move(text)});
    return items;
  }

  std::vector<std::int64_t> readable_counts(std::size_t split) const {
    std::vector<std::int64_t> counts = check_.splits[split].class_counts;
    for (const PictureFacts& picture : check_.pictures)
      if (picture.split == split && !picture.readable() && picture.photo.label >= 0)
        --counts[static_cast<std::size_t>(picture.photo.label)];
    return counts;
  }

  void classes() {
    for (const ClassFault& fault : set_.faults) add(Severity::stop, fault.kind, shown_name(fault.text));
    if (set_.classes.empty())
      return add(Severity::warning, "unlabelled",
                 "the pictures lie in no folders of classes: they can be predicted, and nothing learned from them");
    if (set_.classes.size() == 1)
      add(Severity::stop, "one_class",
          "there is one class alone, " + quoted(set_.classes[0]) + "; a classifier needs two");
    for (const std::string& warning : set_.classes.size() == 1 ? std::vector<std::string>() : set_.warnings)
      add(Severity::warning, "classes", shown_name(warning));
    if (set_.splits[0].name != "train")
      return add(Severity::warning, "no_train", "there is no train part, only " + set_.splits[0].name);
    const std::vector<std::int64_t> all = check_.splits[0].class_counts, left = readable_counts(0);
    for (std::size_t c = 0; c < all.size(); ++c) {
      const std::string name = quoted(set_.classes[c]);
      if (all[c] > 0 && left[c] == 0)
        add(Severity::stop, "emptied_class", "no picture of the class " + name + " can be read");
      else if (left[c] == 1)
        add(Severity::warning, "single", "train has a single picture of the class " + name);
    }
  }

  void balance() {
    if (set_.classes.size() < 2) return;
    const std::vector<std::int64_t>& counts = check_.splits[0].class_counts;
    const auto [least, most] = std::ranges::minmax_element(counts);
    if (*least == 0) return;
    const double ratio = static_cast<double>(*most) / static_cast<double>(*least);
    if (ratio <= uneven) return;
    const auto name = [&](auto place) {
      return quoted(set_.classes[static_cast<std::size_t>(place - counts.begin())]);
    };
    add(ratio > very_uneven ? Severity::warning : Severity::note, "imbalance",
        fmt::format("{} has {:.1f} times as many pictures in {} as {}: {} and {}", name(most), ratio,
                    check_.splits[0].name, name(least), with_commas(*most), with_commas(*least)));
  }

  void files() {
    std::vector<Finding::Item> items = each([](const PictureFacts& picture) { return shown_name(picture.problem); });
    if (!items.empty()) {
      const double part = static_cast<double>(items.size()) / static_cast<double>(check_.pictures.size());
      add(part > most_unreadable ? Severity::stop : Severity::warning, "unreadable",
          fmt::format("{} of {} cannot be read", items.size(), pictures_words(check_.pictures.size())), items);
    }
    items = each([](const PictureFacts& picture) {
      return picture.wrong_suffix ? "is a " + std::string(to_string(picture.header->format)) + " picture" : "";
    });
    if (!items.empty())
      add(Severity::note, "wrong_suffix",
          counted(items.size(), "name ends", "names end") + " as another format does; the content counts", items);
    items.clear();
    for (const SkippedFile& file : set_.skipped) items.push_back({{}, shown_name(file.name) + " " + file.reason});
    if (!items.empty())
      add(Severity::note, "skipped",
          counted(items.size(), "file or folder is", "files and folders are") + " left aside", items);
  }

  void pictures() {
    const auto size = [](const PictureFacts& picture) {
      return fmt::format("{} x {} px", picture.header->width, picture.header->height);
    };
    const auto some = [&](Severity severity, const char* kind, const std::string& what, auto text) {
      const std::vector<Finding::Item> items = each([&](const PictureFacts& picture) {
        return picture.readable() ? std::string(text(picture)) : std::string();
      });
      if (!items.empty()) add(severity, kind, pictures_words(items.size()) + " " + what, items);
    };
    some(Severity::warning, "tiny", fmt::format("with a side below {} px", tiny_side),
         [&](const PictureFacts& picture) {
           return std::min(picture.header->height, picture.header->width) < tiny_side ? size(picture) : "";
         });
    some(Severity::warning, "constant", "of one colour, or nearly", [](const PictureFacts& picture) {
      return picture.constant()
                 ? fmt::format("RGB {:.0f} {:.0f} {:.0f}", picture.mean[0], picture.mean[1], picture.mean[2])
                 : "";
    });
    some(Severity::note, "huge", "of more than 20 megapixels; each takes long to decode",
         [&](const PictureFacts& picture) {
           return picture.header->height * picture.header->width > huge_area ? size(picture) : "";
         });
    some(Severity::note, "modes", "stored in another way than gray or RGB of 8 bits; all are read as RGB",
         [](const PictureFacts& picture) {
           const std::string& mode = picture.header->mode;
           return mode == "RGB" || mode == "L" ? std::string() : mode;
         });
    some(Severity::note, "frames", "with several frames, of which the first is taken",
         [](const PictureFacts& picture) {
           return picture.header->frames > 1 ? counted(static_cast<std::size_t>(picture.header->frames), "", "frames")
                                             : "";
         });
    some(Severity::note, "orientation", "to be turned by their EXIF data, which Keras does not look at",
         [](const PictureFacts& picture) {
           const int orientation = picture.header->orientation;
           return orientation == 1 ? std::string() : fmt::format("orientation {}", orientation);
         });
  }

  /// Of files whose names differ in case alone, other systems would keep one.
  void names() {
    std::map<std::string, std::vector<std::uint32_t>> by_lower;
    for (std::uint32_t i = 0; i < check_.pictures.size(); ++i)
      by_lower[to_lower(set_.name(check_.pictures[i].photo))].push_back(i);
    std::vector<Finding::Item> items;
    for (auto& [name, pictures] : by_lower)
      if (pictures.size() > 1) items.push_back({std::move(pictures), ""});
    if (!items.empty())
      add(Severity::note, "case",
          counted(items.size(), "name stands", "names stand") +
              " for several pictures but for case: systems that do not tell it apart keep one of them",
          items);
  }

  /// Pictures that are the same, or look so: worst where they fall apart into classes or splits.
  void same(const std::string& near, const std::vector<std::vector<std::uint32_t>>& groups) {
    std::vector<Finding::Item> across_splits, across_classes, within;
    for (const std::vector<std::uint32_t>& group : groups) {
      std::set<std::size_t> splits;
      std::set<std::int32_t> labels;
      std::set<std::string_view> files;
      for (const std::uint32_t i : group) {
        splits.insert(check_.pictures[i].split);
        labels.insert(check_.pictures[i].photo.label);
        files.insert(check_.pictures[i].file_hash);
      }
      const Finding::Item item{group, near.empty() && files.size() > 1 ? "equal pixels in different files" : ""};
      if (splits.size() > 1) across_splits.push_back(item);
      if (labels.size() > 1) across_classes.push_back(item);
      if (splits.size() == 1 && labels.size() == 1) within.push_back(item);
    }
    const auto tell = [&](Severity severity, const std::string& kind, const std::string& what,
                          const std::vector<Finding::Item>& items) {
      if (!items.empty()) add(severity, near + kind, pictures_words(items.size()) + " " + what, items);
    };
    tell(Severity::warning, "contradiction",
         near.empty() ? "in two classes or more: at most one label of each is right"
                      : "nearly alike in two classes or more: one label of each may be wrong",
         across_classes);
    tell(Severity::warning, "leak",
         near.empty() ? "in two parts or more: what was trained on is measured again"
                      : "nearly alike in two parts or more: nearly what was trained on is measured again",
         across_splits);
    tell(near.empty() ? Severity::warning : Severity::note, "duplicates",
         near.empty() ? "in several copies within a class"
                      : "in several versions that look nearly alike within a class",
         within);
  }

  const PhotoSet& set_;
  const PhotoCheck& check_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> find_faults(const PhotoSet& set, const PhotoCheck& check) { return Faults(set, check).find(); }

}  // namespace fovea
