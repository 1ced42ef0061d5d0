#include "fovea/layers/operations/subscript.h"

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/base/whole_number.h"
#include "fovea/graph/build.h"

namespace fovea {

Sampling every(std::int64_t first, std::int64_t step, std::int64_t count) {
  Sampling table{1, {}, {}};
  for (std::int64_t i = 0; i < count; ++i) table.first.push_back(first + i * step);
  table.weights.assign(table.first.size(), 1);
  return table;
}

Subscript::Subscript(const std::string& key, const std::string& who) {
  const auto wrong = [&]() {
    fail(ErrorKind::usage,
         who + ": key holds integers, slices, None and one '...', as in ':, 1:-1, ::2'. Received '" + key + "'.");
  };
  const auto number = [&](std::string_view word) -> std::optional<std::int64_t> {
    while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    if (word.empty()) return std::nullopt;
    const std::optional<std::int64_t> value = whole_number(word);
    if (!value || std::abs(*value) > std::int64_t{1} << 40) wrong();
    return value;
  };
  for (const std::string& word : split(key, ',')) {
    Part part;
    if (word.find("...") != std::string::npos) {
      part.ellipsis = true;
      if (std::ranges::any_of(parts_, &Part::ellipsis) || word.find_first_not_of(" .") != std::string::npos) wrong();
    } else if (word == "None") {
      part.added = true;
    } else if (const std::vector<std::string> bounds = split(word, ':'); bounds.size() == 1) {
      part.index = true;
      part.start = number(bounds[0]);
      if (!part.start) wrong();
    } else {
      if (bounds.size() > 3) wrong();
      part.start = number(bounds[0]);
      part.stop = number(bounds[1]);
      if (bounds.size() == 3) part.step = number(bounds[2]).value_or(1);
      if (part.step == 0) wrong();
    }
    parts_.push_back(part);
  }
}

std::vector<Subscript::Range> Subscript::ranges(const Shape& input, const std::string& who) const {
  const auto named = static_cast<std::size_t>(
      std::ranges::count_if(parts_, [](const Part& part) { return !part.ellipsis && !part.added; }));
  const auto rank = static_cast<std::size_t>(input.rank());
  if (named > rank)
    fail(ErrorKind::shape,
         who + ": key has more parts than the input has axes. Received input " + to_string(input) + ".");
  std::vector<Part> all;
  for (const Part& part : parts_)
    if (part.ellipsis)
      all.insert(all.end(), rank - named, Part{});
    else
      all.push_back(part);
  all.resize(all.size() + rank - static_cast<std::size_t>(std::ranges::count(all, false, &Part::added)));
  std::vector<Range> ranges;
  std::size_t axis = 0;
  for (const Part& part : all) {
    if (part.added) {
      if (axis == 0) fail(ErrorKind::unsupported, who + ": key must leave the samples' axis first.");
      ranges.push_back({.count = 1, .added = true});
      continue;
    }
    const std::int64_t length = input[static_cast<int>(axis)];
    Range range{0, part.step, length, part.index, !part.index && !part.start && !part.stop && part.step == 1};
    if (axis == 0 && !range.whole) fail(ErrorKind::unsupported, who + ": key must leave the samples' axis whole.");
    if (range.whole) {
      ranges.push_back(range);
      ++axis;
      continue;
    }
    if (length == None) {
      fail(ErrorKind::shape,
           who + ": the sides that key cuts must be known. Received input " + to_string(input) + ".");
    }
    const auto place = [&](std::int64_t i) { return i < 0 ? i + length : i; };
    if (part.index) {
      range = {place(*part.start), 1, 1, true, false};
      if (range.first < 0 || range.first >= length)
        fail(ErrorKind::shape, who + ": an index lies outside. Received " + std::to_string(*part.start) + ", input " +
                                   to_string(input) + ".");
    } else {
      const std::int64_t low = part.step > 0 ? 0 : -1, high = part.step > 0 ? length : length - 1;
      const std::int64_t first = part.start ? std::clamp(place(*part.start), low, high) : part.step > 0 ? low : high;
      const std::int64_t end = part.stop ? std::clamp(place(*part.stop), low, high) : part.step > 0 ? high : low;
      const std::int64_t distance = part.step > 0 ? end - first : first - end, step = std::abs(part.step);
      range.first = first;
      range.count = distance > 0 ? (distance + step - 1) / step : 0;
      if (range.count == 0)
        fail(ErrorKind::shape, who + ": key leaves nothing of axis " + std::to_string(axis) + ". Received input " +
                                   to_string(input) + ".");
    }
    ranges.push_back(range);
    ++axis;
  }
  return ranges;
}

Shape Subscript::output_shape(const Shape& input, const std::string& who) const {
  Shape y;
  for (const Range& range : ranges(input, who))
    if (!range.dropped) y.push_back(range.count);
  return y;
}

ValueId Subscript::emit(Graph& graph, ValueId x, const std::string& who) const {
  const Shape input = graph.shape(x);
  std::vector<Range> parts = ranges(input, who);
  std::erase_if(parts, [](const Range& range) { return range.added; });
  Shape kept = input;
  std::vector<std::int64_t> begin(parts.size(), 0);
  for (std::size_t axis = 0; axis < parts.size(); ++axis)
    if (!parts[axis].whole && parts[axis].step == 1) {
      begin[axis] = parts[axis].first;
      kept.set(static_cast<int>(axis), parts[axis].count);
    }
  if (!(kept == input)) x = build::slice(graph, x, begin, kept);
  for (std::size_t axis = 0; axis < parts.size(); ++axis)
    if (parts[axis].step != 1)
      x = build::resize(graph, x, static_cast<int>(axis),
                        every(parts[axis].first, parts[axis].step, parts[axis].count));
  const Shape output = output_shape(input, who);
  return output == graph.shape(x) ? x : build::reshape(graph, x, output);
}

}  // namespace fovea
