#include "fovea/data/photos/check_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "fovea/base/text.h"
#include "fovea/data/photos/shown_name.h"

namespace fovea {
namespace {

constexpr std::size_t most_classes = 20, most_items = 5, most_of_item = 4;  // that a text shows

std::string class_table(const PhotoSet& set, const PhotoCheck& check) {
  std::size_t wide = 5;
  for (std::size_t c = 0; c < std::min(set.classes.size(), most_classes); ++c)
    wide = std::max(wide, shown_name(set.classes[c]).size());
  std::string text = fmt::format("\n  {:<{}}", "class", wide);
  for (const SplitFacts& split : check.splits) text += fmt::format("{:>12}", split.name);
  for (std::size_t c = 0; c < std::min(set.classes.size(), most_classes); ++c) {
    text += fmt::format("\n  {:<{}}", shown_name(set.classes[c]), wide);
    for (const SplitFacts& split : check.splits) text += fmt::format("{:>12}", with_commas(split.class_counts[c]));
  }
  if (set.classes.size() > most_classes) text += fmt::format("\n  and {} more", set.classes.size() - most_classes);
  text += fmt::format("\n  {:<{}}", "all", wide);
  for (const SplitFacts& split : check.splits) text += fmt::format("{:>12}", with_commas(split.pictures));
  return text + "\n";
}

std::string item_text(const PhotoSet& set, const PhotoCheck& check, const Finding::Item& item) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(item.pictures.size(), most_of_item); ++i)
    names.push_back(shown_picture(set, check, item.pictures[i]));
  if (item.pictures.size() > most_of_item)
    names.push_back(fmt::format("{} more", item.pictures.size() - most_of_item));
  const std::string all = join(names, ", ");
  return all.empty() || item.text.empty() ? all + item.text : all + ": " + item.text;
}

Json spread_json(const Spread& spread) {
  return Json::Object{{"min", spread.min}, {"median", spread.median}, {"max", spread.max}};
}

Json colours_json(const std::array<double, 3>& colours) {
  Json list = Json::list();
  for (const double value : colours) list.push_back(value);
  return list;
}

Json finding_json(const PhotoSet& set, const PhotoCheck& check, const Finding& finding) {
  Json items = Json::list();
  for (const Finding::Item& item : finding.items) {
    Json names = Json::list();
    for (const std::uint32_t picture : item.pictures) names.push_back(shown_picture(set, check, picture));
    items.push_back(Json::Object{{"pictures", names}, {"text", item.text}});
  }
  return Json::Object{{"severity", to_string(finding.severity)},
                      {"kind", finding.kind},
                      {"text", finding.text},
                      {"count", static_cast<std::int64_t>(finding.items.size())},
                      {"items", items}};
}

std::string times(std::int64_t count, const std::string& word) {
  return fmt::format("{} {}{}", with_commas(count), word, count == 1 ? "" : "s");
}

}  // namespace

std::string shown_picture(const PhotoSet& set, const PhotoCheck& check, std::uint32_t picture) {
  return shown_name(set.name(check.pictures[picture].photo));
}

std::string check_headline(const PhotoSet& set, const PhotoCheck& check) {
  std::string text = times(static_cast<std::int64_t>(check.pictures.size()), "picture");
  if (!set.classes.empty())
    text += fmt::format(" in {} class{}", with_commas(static_cast<std::int64_t>(set.classes.size())),
                        set.classes.size() == 1 ? "" : "es");
  const std::int64_t stops = check.count(Severity::stop), warnings = check.count(Severity::warning);
  if (stops > 0) return text + ": not fit for a run, for " + times(stops, "reason");
  return text + (warnings > 0 ? ": usable, with " + times(warnings, "warning") : ": fine");
}

std::vector<std::pair<std::string, std::string>> check_measures(const PhotoCheck& check) {
  if (check.frequent_count == 0) return {};
  const auto three = [](const std::array<double, 3>& c) {
    return fmt::format("{:.1f} {:.1f} {:.1f}", c[0], c[1], c[2]);
  };
  return {
      {"width", fmt::format("{:g} to {:g} px, median {:g}", check.width.min, check.width.max, check.width.median)},
      {"height",
       fmt::format("{:g} to {:g} px, median {:g}", check.height.min, check.height.max, check.height.median)},
      {"most frequent", fmt::format("{} x {} px, {}", check.frequent_width, check.frequent_height,
                                    times(check.frequent_count, "picture"))},
      {"width : height",
       fmt::format("{:.2f} to {:.2f}, median {:.2f}", check.aspect.min, check.aspect.max, check.aspect.median)},
      {"mean of " + check.splits[0].name, three(check.mean) + " (red, green, blue of 0 to 255)"},
      {"std of " + check.splits[0].name, three(check.std)}};
}

std::string check_text(const PhotoSet& set, const PhotoCheck& check) {
  std::string text =
      fmt::format("{} ({})\n{}\n", shown_name(set.files->who()), set.files->kind(), check_headline(set, check));
  if (!set.classes.empty()) text += class_table(set, check);
  text += "\n";
  for (const auto& [name, value] : check_measures(check)) text += fmt::format("  {:<18}{}\n", name, value);
  for (const Finding& finding : check.findings) {
    text += fmt::format("\n{}: {}\n", to_string(finding.severity), finding.text);
    for (std::size_t i = 0; i < std::min(finding.items.size(), most_items); ++i)
      text += "    " + item_text(set, check, finding.items[i]) + "\n";
    if (finding.items.size() > most_items)
      text += fmt::format("    and {} more\n", finding.items.size() - most_items);
  }
  return text;
}

Json check_json(const PhotoSet& set, const PhotoCheck& check) {
  Json classes = Json::list(), splits = Json::list(), findings = Json::list();
  for (const std::string& name : set.classes) classes.push_back(shown_name(name));
  for (const SplitFacts& split : check.splits) {
    Json counts = Json::list();
    for (const std::int64_t count : split.class_counts) counts.push_back(count);
    splits.push_back(Json::Object{{"name", split.name},
                                  {"pictures", split.pictures},
                                  {"unreadable", split.unreadable},
                                  {"class_counts", counts}});
  }
  for (const Finding& finding : check.findings) findings.push_back(finding_json(set, check, finding));
  return Json::Object{{"path", shown_name(set.files->who())},
                      {"kind", set.files->kind()},
                      {"pictures", static_cast<std::int64_t>(check.pictures.size())},
                      {"classes", classes},
                      {"splits", splits},
                      {"height", spread_json(check.height)},
                      {"width", spread_json(check.width)},
                      {"aspect", spread_json(check.aspect)},
                      {"mean", colours_json(check.mean)},
                      {"std", colours_json(check.std)},
                      {"breaks_run", check.breaks_run()},
                      {"findings", findings}};
}

}  // namespace fovea
