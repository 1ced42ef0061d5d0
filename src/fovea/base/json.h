#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace fovea {

struct ReadLimits;

/// A JSON value. Objects keep the order of their keys, as Keras' files do; integers stay apart from reals.
class Json {
 public:
  using List = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;

  Json() = default;
  // By assignment: where memory runs out, g++ 12's copy constructor of a variant of these types destroys what is not
  // there yet.
  Json(const Json& other) { value_ = other.value_; }
  Json(Json&&) noexcept = default;
  Json& operator=(const Json&) = default;
  Json& operator=(Json&&) noexcept = default;
  ~Json() = default;
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(std::int64_t value) : value_(value) {}
  Json(double value) : value_(value) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(List value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}
  static Json object() { return Json(Object{}); }
  static Json list() { return Json(List{}); }

  bool is_null() const { return value_.index() == 0; }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }
  bool is_int() const { return std::holds_alternative<std::int64_t>(value_); }
  bool is_number() const { return is_int() || std::holds_alternative<double>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_list() const { return std::holds_alternative<List>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }

  /// The value as a C++ type. Errors   format: when it is of another kind (the text names both)
  bool as_bool() const;
  std::int64_t as_int() const;
  double as_double() const;
  const std::string& as_string() const;
  const List& as_list() const;
  const Object& as_object() const;

  /// Member of an object, or nullptr when it is absent or this is no object.
  const Json* find(std::string_view key) const;
  /// Member of an object. Errors   format: when it is absent
  const Json& at(std::string_view key) const;
  /// Member of an object, made (null) when absent; a null value becomes an object first.
  Json& operator[](std::string_view key);
  /// Appends to a list; a null value becomes a list first.
  void push_back(Json value);
  /// Removes a member if it is there.
  void erase(std::string_view key);

  bool operator==(const Json& other) const = default;

  /// Parses a whole text. `who` names it in messages.
  /// Errors   format: a syntax error with line and column; deeper or longer than the limits
  static Json parse(std::string_view text, const std::string& who);
  static Json parse(std::string_view text, const std::string& who, const ReadLimits& limits);
  /// Writes it on one line, or with `indent` spaces a level. Reals keep all their digits.
  std::string dump(int indent = -1) const;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Object> value_;
};

}  // namespace fovea
