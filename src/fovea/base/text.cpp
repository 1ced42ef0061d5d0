#include "fovea/base/text.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace fovea {
namespace {
int lower(char c) { return std::tolower(static_cast<unsigned char>(c)); }
bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
}  // namespace

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    int diagonal = std::exchange(row[0], static_cast<int>(i) + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const int replaced = diagonal + (lower(a[i]) != lower(b[j]) ? 1 : 0);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string suggest(std::string_view received, const std::vector<std::string>& known) {
  // Names in a file may be megabytes long, and many: comparing them takes the product of their lengths.
  constexpr std::size_t longest = 100, most_listed = 200;
  std::vector<std::string> near;
  int best = static_cast<int>(received.size()) / 3 + 1;
  for (const auto& name : known) {
    if (received.size() > longest || name.size() > longest) continue;
    const int distance = edit_distance(received, name);
    if (distance > best) continue;
    if (distance < best) near.clear();
    best = distance;
    const std::string quoted = "'" + name + "'";
    // Of spellings that differ in case alone ('Adam', 'adam') the one that begins as it was typed.
    const auto same = std::find_if(near.begin(), near.end(),
                                   [&](const std::string& other) { return edit_distance(other, quoted) == 0; });
    if (same == near.end())
      near.push_back(quoted);
    else if (name.starts_with(received.substr(0, 1)))
      *same = quoted;
  }
  if (near.empty() && known.size() > most_listed)
    return "Known: " + join({known.begin(), known.begin() + most_listed}, ", ") + ", ....";
  if (near.empty()) return "Known: " + join(known, ", ") + ".";
  if (near.size() > 3) near.resize(3);
  return "Did you mean " + join(near, " or ") + "?";
}

std::string to_snake_case(std::string_view class_name) {
  // Keras' substitutions: \W+ -> nothing, (.)([A-Z][a-z]+) -> \1_\2, ([a-z])([A-Z]) -> \1_\2, then lower case.
  std::string name(class_name), first;
  std::erase_if(name, [](unsigned char c) { return std::isalnum(c) == 0 && c != '_'; });
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && is_upper(name[i]) && i + 1 < name.size() && is_lower(name[i + 1])) first += '_';
    first += name[i];
  }
  std::string result;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (i > 0 && is_lower(first[i - 1]) && is_upper(first[i])) result += '_';
    result += static_cast<char>(lower(first[i]));
  }
  return result;
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(lower(c));
  return result;
}

std::string with_commas(long long value) {
  std::string text = std::to_string(value);
  const int start = value < 0 ? 1 : 0;
  for (int i = static_cast<int>(text.size()) - 3; i > start; i -= 3) text.insert(static_cast<std::size_t>(i), ",");
  return text;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    std::string_view part = text.substr(0, end);
    while (!part.empty() && std::isspace(static_cast<unsigned char>(part.front()))) part.remove_prefix(1);
    while (!part.empty() && std::isspace(static_cast<unsigned char>(part.back()))) part.remove_suffix(1);
    parts.emplace_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace fovea
