#include "fovea/formats/labels_file.h"

#include <algorithm>
#include <map>
#include <optional>

#include "fovea/base/file.h"
#include "fovea/base/json.h"
#include "fovea/base/limits.h"
#include "fovea/base/text.h"
#include "fovea/base/whole_number.h"
#include "fovea/formats/blame_file.h"

namespace fovea {
namespace {

constexpr std::size_t most_labels = 100'000;

std::optional<std::size_t> whole(std::string_view text) {
  const std::optional<std::int64_t> number = whole_number(text);
  return number && *number >= 0 ? std::optional(static_cast<std::size_t>(*number)) : std::nullopt;
}

std::vector<std::string> in_order(const std::map<std::size_t, std::string>& numbered) {
  std::vector<std::string> names;
  for (const auto& [index, name] : numbered) {
    if (index != names.size())
      fail(ErrorKind::format, "Classes are numbered from 0 without a gap. Received " + std::to_string(index) +
                                  " after " + std::to_string(names.size()) + " classes.");
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> from_json(const Json& json) {
  if (json.is_list()) {
    std::vector<std::string> names;
    for (const Json& name : json.as_list()) names.push_back(name.as_string());
    return names;
  }
  std::map<std::size_t, std::string> numbered;
  for (const auto& [key, value] : json.as_object()) {
    const std::optional<std::size_t> index =
        value.is_int() && value.as_int() >= 0 ? static_cast<std::size_t>(value.as_int()) : whole(key);
    if (!index || (!value.is_int() && !value.is_string()))
      fail(ErrorKind::format,
           "Classes are written {\"cats\": 0} or {\"0\": \"cats\"}. Received " + key + ": " + value.dump() + ".");
    if (!numbered.emplace(*index, value.is_int() ? key : value.as_string()).second)
      fail(ErrorKind::format, "Two classes have the number " + std::to_string(*index) + ".");
  }
  return in_order(numbered);
}

std::vector<std::string> from_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::string line : split(text, '\n')) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
  }
  // All lines numbered in order: the numbers are no part of the names.
  const auto rest = [](const std::string& line, std::size_t number) -> std::optional<std::string> {
    const std::size_t space = line.find_first_of(" \t");
    if (space == std::string::npos || whole(std::string_view(line).substr(0, space)) != number) return std::nullopt;
    return line.substr(line.find_first_not_of(" \t", space));
  };
  std::vector<std::string> names;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (const auto name = rest(lines[i], i)) names.push_back(*name);
  return names.size() == lines.size() ? names : lines;
}

}  // namespace

std::vector<std::string> read_labels(const std::filesystem::path& path) {
  const std::string text = read_file(path, ReadLimits().json_bytes, "json_bytes");
  return blame_file(path.string(), [&] {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const bool json = first != std::string::npos && (text[first] == '{' || text[first] == '[');
    std::vector<std::string> names = json ? from_json(Json::parse(text, "JSON")) : from_lines(text);
    if (names.empty() || names.size() > most_labels)
      fail(ErrorKind::format, "A file of labels names 1 to " + std::to_string(most_labels) + " classes. Received " +
                                  std::to_string(names.size()) + ".");
    return names;
  });
}

std::filesystem::path labels_beside(const std::filesystem::path& model) {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::is_directory(model, error) ? model : model.parent_path();
  for (const char* name : {"labels.txt", "class_indices.json"})
    if (std::filesystem::is_regular_file(folder / name, error)) return folder / name;
  return {};
}

}  // namespace fovea
