#pragma once
#include <initializer_list>
#include <string>

#include "fovea/base/numbers.h"

namespace fovea {

/// Keras' rules for the arguments of layers that augment pictures.
/// Errors   usage: an argument that breaks one, with the rule and what was received
class ArgumentRules {
 public:
  explicit ArgumentRules(std::string who) : who_(std::move(who)) {}

  /// A number f is within the bounds and becomes (max(-f, lowest), f). Of two, which are put in order, Keras looks at
  /// the first one's upper and the second one's lower bound alone.
  void range(const char* key, Numbers& factor, double lowest, double highest) const;
  /// One number or two, each within the bounds. They stay as they are.
  void within(const char* key, const Numbers& factor, double lowest, double highest) const;
  /// The same above `lowest`.
  void within_above(const char* key, const Numbers& factor, double lowest, double highest) const;
  void number_within(const char* key, double number, double lowest, double highest) const;
  void at_least_1(const char* key, std::int64_t number) const;
  /// Two numbers.
  void value_range(const Numbers& range) const;
  /// Two numbers, which are put in order.
  void sorted_value_range(Numbers& range) const;
  void one_of(const char* key, const std::string& word, std::initializer_list<const char*> words) const;
  void interpolation(const std::string& word) const { one_of("interpolation", word, {"nearest", "bilinear"}); }
  void fill_mode(const std::string& word) const {
    one_of("fill_mode", word, {"reflect", "wrap", "constant", "nearest"});
  }
  [[noreturn]] void refuse(const char* key, const std::string& rule, const Json& received) const;

 private:
  std::string who_;
};

/// In ascending order.
/// Input    two numbers
Numbers in_order(const Numbers& pair);

}  // namespace fovea
