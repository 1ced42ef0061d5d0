#include <fmt/format.h>

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/images/encode.h"
#include "fovea/data/photos/check_report.h"
#include "fovea/data/photos/shown_name.h"
#include "fovea/kernels/image/pillow_resize.h"

namespace fovea {
namespace {

constexpr std::int64_t thumbnail_side = 96;  ///< px, of the longer side
constexpr int thumbnail_quality = 70;
constexpr std::size_t most_items = 24, most_of_item = 6, samples = 4, most_classes = 100;

constexpr const char* style =
    "body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 "
    "1em;color:#222;background:#fff}"
    "h1{font-size:1.4em}h2{font-size:1.1em;margin:1.6em 0 .3em}table{border-collapse:collapse}"
    "td,th{padding:.15em .8em .15em 0;text-align:left}td.n,th.n{text-align:right}"
    ".stop{color:#b00020}.warning{color:#8a5a00}.note{color:#555}"
    ".items{display:flex;flex-wrap:wrap;gap:.6em}.item{border:1px solid #ddd;border-radius:4px;padding:.4em}"
    ".pictures{display:flex;gap:.4em}figure{margin:0;width:7.5em}figcaption,.item p{font-size:.75em;margin:.2em 0 0;"
    "overflow-wrap:anywhere}img{display:block;max-width:96px;max-height:96px}";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k)
      word = word << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += i + k > bytes.size() ? '=' : digits[word >> (18 - 6 * k) & 63];
  }
  return text;
}

class Page {
 public:
  Page(const PhotoSet& set, const PhotoCheck& check, const ReadLimits& limits)
      : set_(set), check_(check), limits_(limits) {}

  std::string write() {
    const std::string title = escaped(shown_name(set_.files->who()));
    text_ =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "img-src data:; style-src 'unsafe-inline'\"><title>" +
        title + "</title><style>" + style + "</style></head><body>\n<h1>" + title + "</h1>\n<p>" +
        escaped(check_headline(set_, check_)) + "</p>\n";
    table();
    for (const Finding& finding : check_.findings) show(finding);
    if (!set_.classes.empty()) examples();
    return text_ + "</body></html>\n";
  }

 private:
  void table() {
    text_ += "<table>";
    for (const auto& [name, value] : check_measures(check_))
      text_ += "<tr><th>" + escaped(name) + "</th><td>" + escaped(value) + "</td></tr>";
    text_ += "</table>\n";
    if (set_.classes.empty()) return;
    text_ += "<h2>Classes</h2><table><tr><th>class</th>";
    for (const SplitFacts& split : check_.splits) text_ += "<th class=\"n\">" + split.name + "</th>";
    text_ += "</tr>";
    for (std::size_t c = 0; c < set_.classes.size(); ++c) {
      text_ += "<tr><td>" + escaped(shown_name(set_.classes[c])) + "</td>";
      for (const SplitFacts& split : check_.splits)
        text_ += "<td class=\"n\">" + with_commas(split.class_counts[c]) + "</td>";
      text_ += "</tr>";
    }
    text_ += "</table>\n";
  }

  void show(const Finding& finding) {
    text_ += fmt::format("<h2 class=\"{0}\">{0}: {1}</h2>\n", to_string(finding.severity), escaped(finding.text));
    if (finding.items.empty()) return;
    text_ += "<div class=\"items\">";
    for (std::size_t i = 0; i < std::min(finding.items.size(), most_items); ++i) {
      const Finding::Item& item = finding.items[i];
      text_ += "<div class=\"item\"><div class=\"pictures\">";
      for (std::size_t p = 0; p < std::min(item.pictures.size(), most_of_item); ++p) figure(item.pictures[p]);
      text_ += "</div>";
      if (item.pictures.size() > most_of_item) text_ += fmt::format("<p>{} in all</p>", item.pictures.size());
      if (!item.text.empty()) text_ += "<p>" + escaped(item.text) + "</p>";
      text_ += "</div>";
    }
    text_ += "</div>\n";
    if (finding.items.size() > most_items)
      text_ += fmt::format("<p>and {} more</p>\n", finding.items.size() - most_items);
  }

  void examples() {
    std::vector<std::vector<std::uint32_t>> of_class(std::min(set_.classes.size(), most_classes));
    for (std::uint32_t i = 0; i < check_.pictures.size(); ++i) {
      const PictureFacts& picture = check_.pictures[i];
      const auto label = static_cast<std::size_t>(picture.photo.label);
      if (picture.split == 0 && picture.readable() && label < of_class.size() && of_class[label].size() < samples)
        of_class[label].push_back(i);
    }
    text_ += "<h2>Examples</h2>\n<div class=\"items\">";
    for (std::size_t c = 0; c < of_class.size(); ++c) {
      text_ += "<div class=\"item\"><p>" + escaped(shown_name(set_.classes[c])) + "</p><div class=\"pictures\">";
      for (const std::uint32_t i : of_class[c]) figure(i);
      text_ += "</div></div>";
    }
    text_ += "</div>\n";
  }

  void figure(std::uint32_t picture) {
    const std::string name = escaped(shown_picture(set_, check_, picture));
    text_ += "<figure>";
    if (check_.pictures[picture].readable()) text_ += thumbnail(check_.pictures[picture].photo.file);
    text_ += "<figcaption>" + name + "</figcaption></figure>";
  }

  /// Empty where the picture has changed since it was checked.
  std::string thumbnail(std::uint32_t file) const {
    try {
      DecodeOptions options;
      options.limits = limits_;
      options.least_height = options.least_width = thumbnail_side;
      const Image picture = decode_image(set_.files->read(file), set_.files->place(file), options);
      const std::int64_t longer = std::max({picture.height, picture.width, thumbnail_side});
      Image small(std::max<std::int64_t>(picture.height * thumbnail_side / longer, 1),
                  std::max<std::int64_t>(picture.width * thumbnail_side / longer, 1), 3);
      pillow_resize({picture.pixels.data(), picture.height, picture.width}, {0, 0, picture.width, picture.height}, 3,
                    PillowFilter::box, {small.pixels.data(), small.height, small.width});
      return "<img alt=\"\" src=\"data:image/jpeg;base64," + base64(encode_jpeg(small, thumbnail_quality)) + "\">";
    } catch (const Error&) {
      return "";
    }
  }

  const PhotoSet& set_;
  const PhotoCheck& check_;
  ReadLimits limits_;
  std::string text_;
};

}  // namespace

std::string check_page(const PhotoSet& set, const PhotoCheck& check, const ReadLimits& limits) {
  return Page(set, check, limits).write();
}

}  // namespace fovea
