#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/data_parts.h"
#include "cli/feeding.h"
#include "cli/limits.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/shown_name.h"
#include "fovea/data/statistics.h"

namespace fovea::cli {
namespace {

struct Options {
  std::string data;
  DataArguments where;
  PhotoArguments photos;
};

Json to_json(const PhotoSizes& sizes) {
  Json formats = Json::object();
  for (const auto& [name, count] : sizes.formats) formats[name] = count;
  return Json::Object{{"looked_at", sizes.looked_at},
                      {"unreadable", sizes.unreadable},
                      {"smallest", Json::List{sizes.least_height, sizes.least_width}},
                      {"median", Json::List{sizes.median_height, sizes.median_width}},
                      {"largest", Json::List{sizes.most_height, sizes.most_width}},
                      {"formats", formats}};
}

Json to_json(const SplitSummary& split) {
  Json counts = Json::list();
  for (auto count : split.class_counts) counts.push_back(count);
  if (split.photos)
    return Json::Object{{"name", split.name},
                        {"samples", split.samples},
                        {"photos", to_json(*split.photos)},
                        {"class_counts", counts}};
  return Json::Object{{"name", split.name},
                      {"samples", split.samples},
                      {"x_shape", dims_of(split.x_shape)},
                      {"x_dtype", to_string(split.x_dtype)},
                      {"y_shape", dims_of(split.y_shape)},
                      {"y_dtype", to_string(split.y_dtype)},
                      {"min", split.min},
                      {"max", split.max},
                      {"mean", split.mean},
                      {"class_counts", counts}};
}

std::string photo_line(const SplitSummary& split) {
  const PhotoSizes& sizes = *split.photos;
  std::vector<std::string> formats;
  for (const auto& [name, count] : sizes.formats) formats.push_back(fmt::format("{} {}", with_commas(count), name));
  std::string line =
      fmt::format("  {:<11} {} photos ({}), height x width {} x {} to {} x {}, median {} x {}", split.name,
                  with_commas(split.samples), join(formats, ", "), sizes.least_height, sizes.least_width,
                  sizes.most_height, sizes.most_width, sizes.median_height, sizes.median_width);
  if (sizes.looked_at < split.samples) line += fmt::format(" of the {} looked at", with_commas(sizes.looked_at));
  if (sizes.unreadable > 0) line += fmt::format("; {} cannot be read (`fovea data check`)", sizes.unreadable);
  return line + "\n";
}

std::string skipped_text(const DataSet& data) {
  if (data.skipped.empty()) return "";
  constexpr std::size_t most = 20;
  std::string text = fmt::format("\n  skipped     {} file{} or folder{}\n", with_commas(std::ssize(data.skipped)),
                                 data.skipped.size() == 1 ? "" : "s", data.skipped.size() == 1 ? "" : "s");
  for (std::size_t i = 0; i < std::min(data.skipped.size(), most); ++i)
    text += fmt::format("    {}, which {}\n", shown_name(data.skipped[i].name), data.skipped[i].reason);
  if (data.skipped.size() > most) text += "    ... --json has all\n";
  return text;
}

int info(const Options& options, const Terminal& terminal) {
  const DataSet data = open(options.data, options.where, options.photos, terminal);
  const DataSummary summary = describe(data, read_limits());
  Json classes = Json::list(), splits = Json::list(), skipped = Json::list(), warnings = Json::list();
  for (const SkippedFile& file : data.skipped)
    skipped.push_back(Json::Object{{"name", file.name}, {"reason", file.reason}});
  for (const std::string& warning : data.warnings) {
    warnings.push_back(warning);
    terminal.warn(data.path + ": " + warning + ".");
  }
  for (const std::string& name : summary.classes) classes.push_back(name);
  for (const SplitSummary& split : summary.splits) splits.push_back(to_json(split));
  terminal.object(Json::Object{{"name", summary.name},
                               {"path", summary.path},
                               {"kind", summary.kind},
                               {"manifest_hash", summary.manifest_hash},
                               {"classes", classes},
                               {"splits", splits},
                               {"skipped", skipped},
                               {"warnings", warnings}});
  std::string text = fmt::format("{} ({}, {})\n", summary.name, summary.kind, summary.path);
  for (const SplitSummary& split : summary.splits) {
    if (split.photos) {
      text += photo_line(split);
      continue;
    }
    text += fmt::format("  {:<11} x {} {}, y {} {}, values {:g} to {:g}, mean {:.4g}, {:.1f} MiB\n", split.name,
                        to_string(split.x_shape), to_string(split.x_dtype), to_string(split.y_shape),
                        to_string(split.y_dtype), split.min, split.max, split.mean,
                        static_cast<double>(split.bytes) / (1 << 20));
  }
  if (!summary.classes.empty()) {
    text += fmt::format("\n  {:>5}  {:<16}", "label", "class");
    for (const SplitSummary& split : summary.splits) text += fmt::format("{:>12}", split.name);
    for (std::size_t c = 0; c < summary.classes.size(); ++c) {
      text += fmt::format("\n  {:>5}  {:<16}", c, summary.classes[c]);
      for (const SplitSummary& split : summary.splits)
        text += fmt::format("{:>12}", c < split.class_counts.size() ? with_commas(split.class_counts[c]) : "");
    }
    text += "\n";
  }
  terminal.result(text + skipped_text(data));
  return 0;
}

}  // namespace

Json dims_of(const Shape& shape) {
  Json list = Json::list();
  for (const std::int64_t dim : shape) list.push_back(dim);
  return list;
}

Command data_command() {
  return {
      "data", "Look at data before training on it",
      "  fovea data info mnist\n  fovea data info photos.npz --json\n  fovea data check photos --html report.html",
      [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
        auto options = std::make_shared<Options>();
        app.require_subcommand(1);
        CLI::App* sub = app.add_subcommand("info", "Shapes, classes, counts and ranges");
        sub->fallthrough();
        sub->add_option("DATA", options->data, data_words)->required()->type_name("");
        options->photos.add_lists(*sub);
        options->where.add(*sub);
        const std::vector<CommandPart> parts{{sub, [options, &terminal] { return info(*options, terminal); }},
                                             add_data_preview(app, terminal),
                                             add_data_check(app, terminal),
                                             add_data_clean(app, terminal),
                                             add_data_split(app, terminal),
                                             add_data_cache(app, terminal),
                                             add_data_batch(app, terminal)};
        return [parts] {
          const auto chosen = std::ranges::find_if(parts, [](const CommandPart& part) { return part.app->parsed(); });
          return chosen->run();
        };
      }};
}

}  // namespace fovea::cli
