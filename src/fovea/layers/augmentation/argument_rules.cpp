#include "fovea/layers/augmentation/argument_rules.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {
namespace {

bool is_number(const Numbers& numbers) { return numbers.set() && numbers.shape().rank() == 0; }
bool is_pair(const Numbers& numbers) { return numbers.shape() == Shape{2}; }

std::string bounds(double lowest, double highest) { return Json(lowest).dump() + " and " + Json(highest).dump(); }

}  // namespace

Numbers in_order(const Numbers& pair) {
  const auto [low, high] = std::minmax(pair.values()[0], pair.values()[1]);
  return {low, high};
}

void ArgumentRules::range(const char* key, Numbers& factor, double lowest, double highest) const {
  const auto& values = factor.values();
  if (is_pair(factor) && values[0] <= highest && values[1] >= lowest) {
    factor = in_order(factor);
  } else if (is_number(factor) && values[0] >= lowest && values[0] <= highest) {
    const double size = std::abs(values[0]);
    factor = {std::max(-size, lowest), size};
  } else {
    refuse(key, "must be a number, or two, between " + bounds(lowest, highest), to_json(factor));
  }
}

void ArgumentRules::within(const char* key, const Numbers& factor, double lowest, double highest) const {
  const bool fits = std::ranges::all_of(factor.values(), [&](double v) { return v >= lowest && v <= highest; });
  if (!fits || (!is_number(factor) && !is_pair(factor)))
    refuse(key, "must be a number, or two, each between " + bounds(lowest, highest), to_json(factor));
}

void ArgumentRules::within_above(const char* key, const Numbers& factor, double lowest, double highest) const {
  within(key, factor, lowest, highest);
  if (std::ranges::count(factor.values(), lowest) > 0)
    refuse(key, "must be above " + Json(lowest).dump(), to_json(factor));
}

void ArgumentRules::number_within(const char* key, double number, double lowest, double highest) const {
  if (!(number >= lowest && number <= highest)) refuse(key, "must be between " + bounds(lowest, highest), number);
}

void ArgumentRules::at_least_1(const char* key, std::int64_t number) const {
  if (number < 1) refuse(key, "must be 1 or more", number);
}

void ArgumentRules::value_range(const Numbers& range) const {
  if (!is_pair(range)) refuse("value_range", "must be two numbers", to_json(range));
}

void ArgumentRules::sorted_value_range(Numbers& range) const {
  value_range(range);
  range = in_order(range);
}

void ArgumentRules::one_of(const char* key, const std::string& word, std::initializer_list<const char*> words) const {
  if (std::ranges::find(words, word) == words.end())
    refuse(key, "must be one of " + join({words.begin(), words.end()}, ", "), word);
}

void ArgumentRules::refuse(const char* key, const std::string& rule, const Json& received) const {
  fail(ErrorKind::usage, who_ + ": " + key + " " + rule + ". Received " + received.dump() + ".");
}

}  // namespace fovea
