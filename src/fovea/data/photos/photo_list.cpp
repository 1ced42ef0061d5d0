#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/base/whole_number.h"
#include "fovea/data/photos/photo_classes.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// Fields of a line of a .csv without the spaces around them; quotes may hold commas, and "" is a quote in quotes.
/// Nothing where a quote is not closed.
std::optional<std::vector<std::string>> fields_of(std::string_view line) {
  std::vector<std::string> fields{""};
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else if (c != '\r')
      fields.back() += c;
  }
  if (quoted) return std::nullopt;
  for (std::string& field : fields) {
    field.erase(0, field.find_first_not_of(' '));
    field.erase(field.find_last_not_of(' ') + 1);
  }
  return fields;
}

/// Whether the first field of a list is the title of a column of files.
bool is_title(const std::string& field) {
  static const std::set<std::string, std::less<>> known{
      "path",   "paths",     "file",      "files",     "filename", "filenames", "filepath", "image",
      "images", "imagefile", "imagename", "imagepath", "imageid",  "img",       "imgpath",  "photo",
      "photos", "picture",   "pictures",  "id",        "name",     "filelist"};
  std::string word = to_lower(field);
  std::erase_if(word, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return known.contains(word);
}

struct Line {
  std::string label;
  int split = 0;
};

class Reader {
 public:
  Reader(const fs::path& csv, const StoreOptions& options) : csv_(csv), options_(options) {}

  PhotoSet read() {
    read_lines();
    std::vector<std::int64_t> order(names_.size());
    std::iota(order.begin(), order.end(), 0);
    const std::shared_ptr<const FileStore> files =
        list_files({csv_.string(), csv_.parent_path(), "csv"}, std::move(names_), order, options_.limits);
    PhotoSet set{.files = files};
    check_files(set);
    const std::map<std::string, std::int32_t> labels = number_labels(set);
    for (const int split : {0, 1, 2}) {
      PhotoSplit part{.name = split == 0 ? "train" : split == 1 ? "validation" : "test"};
      for (std::uint32_t i = 0; i < order.size(); ++i) {
        const Line& line = lines_[static_cast<std::size_t>(order[i])];
        if (line.split == split) part.photos.push_back({i, labels.at(line.label)});
      }
      if (!part.photos.empty()) set.splits.push_back(std::move(part));
    }
    judge_classes(set, options_.faults);
    return set;
  }

 private:
  [[noreturn]] void refuse(std::size_t line, const std::string& text) const {
    fail(ErrorKind::format, csv_.string() + ":" + std::to_string(line) + ": " + text);
  }

  void read_lines() {
    std::string text = read_file(csv_, options_.limits.json_bytes, "json_bytes");
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);  // UTF-8's mark, as spreadsheets write it
    if (text.find('\0') != std::string::npos)
      fail(ErrorKind::format, csv_.string() +
                                  ": holds bytes of zero: a list is text in UTF-8, and this may be UTF-16. "
                                  "Save it as \"CSV UTF-8\".");
    std::set<std::string, std::less<>> seen;
    std::size_t number = 0;
    bool first = true;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const auto read = fields_of(std::string_view(text).substr(at, end - at));
      at = end + 1;
      ++number;
      if (!read) refuse(number, "a quote is not closed. A quote within quotes is written twice.");
      const std::vector<std::string>& fields = *read;
      if (fields.size() == 1 && fields[0].empty()) continue;
      if (fields.size() < 2 || fields.size() > 3)
        refuse(number,
               "a line is path,label or path,label,split. Received " + std::to_string(fields.size()) + " fields.");
      std::error_code error;
      if (std::exchange(first, false) && is_title(fields[0]) &&
          !fs::is_regular_file(csv_.parent_path() / fields[0], error))
        continue;
      if (fields[0].empty() || fields[1].empty()) refuse(number, "the path or the label is empty.");
      const int split = fields.size() == 3 ? split_of(fields[2]) : 0;
      if (split < 0) refuse(number, "a split is train, validation or test. Received '" + fields[2] + "'.");
      if (!seen.insert(fs::path(fields[0]).lexically_normal().string()).second)
        refuse(number, "'" + fields[0] + "' stands in the list twice.");
      names_.push_back(fields[0]);
      lines_.push_back({fields[1], split});
    }
    if (lines_.empty()) fail(ErrorKind::format, csv_.string() + ": names no pictures.");
  }

  void check_files(PhotoSet& set) const {
    const FileStore& files = *set.files;
    std::vector<std::string> missing;
    std::size_t count = 0;
    for (std::size_t i = 0; i < files.names().size(); ++i) {
      std::error_code error;
      if (fs::is_regular_file(files.place(i), error)) continue;
      if (++count <= 5) missing.push_back(files.place(i));
    }
    if (count == 0) return;
    const std::string text = std::to_string(count) + " of its " + std::to_string(files.names().size()) +
                             " files are not there: " + join(missing, ", ") + (count > 5 ? ", ..." : "");
    if (options_.faults == ClassFaults::refuse)
      fail(ErrorKind::unreadable, csv_.string() + ": " + text +
                                      ". Paths are relative to the list; a first line is a header if it begins with "
                                      "path, file, image or the like.");
    set.faults.push_back({"missing_files", text});
  }

  /// Classes are the labels, sorted: numbers by their values, so that those of 0 to n-1 stand for themselves.
  std::map<std::string, std::int32_t> number_labels(PhotoSet& set) const {
    std::set<std::string> names;
    for (const Line& line : lines_) names.insert(line.label);
    set.classes.assign(names.begin(), names.end());
    if (std::ranges::all_of(names, [](const std::string& name) { return whole_number(name).has_value(); })) {
      std::ranges::stable_sort(set.classes, {}, [](const std::string& name) { return *whole_number(name); });
      const auto count = static_cast<std::int64_t>(set.classes.size());
      if (*whole_number(set.classes.front()) != 0 || *whole_number(set.classes.back()) != count - 1)
        set.warnings.push_back("the labels are numbers, but not all from 0 to " + std::to_string(count - 1) +
                               ", and become the names of classes 0, 1, 2, ... in their order");
    }
    std::map<std::string, std::int32_t> labels;
    for (std::size_t i = 0; i < set.classes.size(); ++i) labels[set.classes[i]] = static_cast<std::int32_t>(i);
    return labels;
  }

  fs::path csv_;
  StoreOptions options_;
  std::vector<std::string> names_;
  std::vector<Line> lines_;
};

}  // namespace

PhotoSet open_photo_list(const fs::path& csv, const StoreOptions& options) { return Reader(csv, options).read(); }

}  // namespace fovea
