#include "fovea/data/reference.h"

#include <fmt/format.h>

#include <filesystem>

#include "fovea/base/error.h"
#include "fovea/base/whole_number.h"

namespace fovea {
namespace {

/// The split's full name; empty when it is none.
std::string split_name(std::string_view text) {
  if (text == "train" || text == "validation" || text == "test") return std::string(text);
  return text == "val" ? "validation" : "";
}

/// What stands before and after the last colon; an empty first part when there is none.
std::pair<std::string, std::string> split_last(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<std::int64_t> parse_index(const std::string& text) {
  const std::optional<std::int64_t> value = whole_number(text);
  return value && *value >= 0 ? value : std::nullopt;
}

}  // namespace

DataReference parse_reference(const std::string& text) {
  std::error_code error;
  if (text.find(':') == std::string::npos || std::filesystem::exists(text, error)) return {text, "", std::nullopt};
  const auto [before, last] = split_last(text);
  if (!before.empty() && !split_name(last).empty()) return {before, split_name(last), std::nullopt};
  const auto [data, split] = split_last(before);
  const auto index = parse_index(last);
  if (data.empty() || split_name(split).empty() || !index)
    fail(ErrorKind::usage,
         fmt::format("'{}': no such file, and not of the form DATA:SPLIT or DATA:SPLIT:INDEX with SPLIT "
                     "train, validation or test and INDEX from 0, such as mnist:test:8.",
                     text));
  return {data, split_name(split), index};
}

Split select(const DataSet& data, const DataReference& reference) {
  std::string name = reference.split;
  if (name.empty()) name = data.find("test") ? "test" : data.find("validation") ? "validation" : "train";
  const Split& split = data.at(name);
  if (!reference.index) return split;
  if (*reference.index >= split.samples())
    fail(ErrorKind::usage, fmt::format("Data set '{}', split '{}': has {} samples, 0 to {}. Received index {}.",
                                       data.name, name, split.samples(), split.samples() - 1, *reference.index));
  Split one{.name = split.name, .y = split.y.slice(*reference.index, 1)};
  if (split.photos.empty())
    one.x = split.x.slice(*reference.index, 1);
  else
    one.photos = {split.photos[static_cast<std::size_t>(*reference.index)]};
  return one;
}

}  // namespace fovea
