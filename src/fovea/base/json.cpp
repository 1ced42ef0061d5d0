#include "fovea/base/json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "fovea/base/error.h"
#include "fovea/base/limits.h"

namespace fovea {
namespace {

std::string_view kind_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "a boolean";
  if (value.is_int()) return "an integer";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a string";
  return value.is_list() ? "a list" : "an object";
}

[[noreturn]] void wrong_kind(const Json& value, const char* wanted) {
  std::string text = value.dump();
  if (text.size() > 80) text = text.substr(0, 77) + "...";
  fail(ErrorKind::format,
       std::string("Expected ") + wanted + ". Received " +
           (value.is_null() ? "null." : std::string(kind_of(value)) + ": " + text));
}

/// Builds a Json from nlohmann's events, so that depth is limited while reading and the order of keys is kept.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(const std::string& who, const ReadLimits& limits) : who_(who), limits_(limits) {}
  bool null() override { return put(Json()); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(std::int64_t value) override { return put(value); }
  bool number_unsigned(std::uint64_t value) override {
    if (value > INT64_MAX) return put(static_cast<double>(value));
    return put(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string&) override { return put(value); }
  bool string(std::string& value) override { return put(std::move(value)); }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& value) override {
    open_.back().key = std::move(value);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& e) override {
    std::string text = e.what();
    const auto at = text.find("at line");
    fail(ErrorKind::format, who_ + ": not valid JSON " + (at == std::string::npos ? text : text.substr(at)) + ".");
  }
  Json take() { return std::move(root_); }

 private:
  /// A list or object that is being read.
  struct Level {
    bool is_object;
    Json::List items;
    Json::Object members;
    std::string key;
    std::unordered_map<std::string, std::size_t> index;  ///< of members: searching them would be quadratic
  };

  bool put(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Level& level = open_.back();
    if (!level.is_object) {
      level.items.push_back(std::move(value));
    } else if (const auto [place, added] = level.index.try_emplace(level.key, level.members.size()); added) {
      level.members.emplace_back(std::move(level.key), std::move(value));
    } else {
      level.members[place->second].second = std::move(value);  // the last one counts, as in Python
    }
    return true;
  }
  bool open(bool is_object) {
    if (static_cast<std::int64_t>(open_.size()) >= limits_.json_depth)
      fail(ErrorKind::format,
           who_ + ": JSON is nested too deep: " + limit_words("json_depth", limits_.json_depth) + ".");
    open_.push_back({is_object, {}, {}, {}, {}});
    return true;
  }
  bool close() {
    Level level = std::move(open_.back());
    open_.pop_back();
    return put(level.is_object ? Json(std::move(level.members)) : Json(std::move(level.items)));
  }

  const std::string& who_;
  const ReadLimits& limits_;
  std::vector<Level> open_;
  Json root_;
};

/// Writes a Json as text. Lists and objects are walked here and not handed over as a tree: nlohmann's trees need memory
/// to be destroyed, and end the program where there is none.
class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  std::string write(const Json& value) {
    put(value, 0);
    return std::move(text_);
  }

 private:
  void put(const Json& value, int depth) {
    if (value.is_list()) {
      items('[', ']', value.as_list(), depth, [&](const Json& item) { put(item, depth + 1); });
    } else if (value.is_object()) {
      items('{', '}', value.as_object(), depth, [&](const auto& member) {
        scalar(member.first);
        text_ += indent_ < 0 ? ":" : ": ";
        put(member.second, depth + 1);
      });
    } else if (value.is_null()) {
      text_ += "null";
    } else if (value.is_bool()) {
      text_ += value.as_bool() ? "true" : "false";
    } else if (value.is_int()) {
      scalar(value.as_int());
    } else if (value.is_number()) {
      scalar(value.as_double());
    } else {
      scalar(value.as_string());
    }
  }

  template <class Items, class Put>
  void items(char open, char close, const Items& items, int depth, Put&& put_item) {
    text_ += open;
    const char* separator = "";
    for (const auto& item : items) {
      text_ += separator;
      separator = ",";
      new_line(depth + 1);
      put_item(item);
    }
    if (!items.empty()) new_line(depth);
    text_ += close;
  }

  void new_line(int depth) {
    if (indent_ < 0) return;
    text_ += '\n';
    text_.append(static_cast<std::size_t>(indent_ * depth), ' ');
  }

  template <class T>
  void scalar(const T& value) {
    text_ += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  int indent_;
  std::string text_;
};

}  // namespace

bool Json::as_bool() const {
  if (!is_bool()) wrong_kind(*this, "true or false");
  return std::get<bool>(value_);
}

std::int64_t Json::as_int() const {
  if (is_int()) return std::get<std::int64_t>(value_);
  // Python programs often write 2.0 where an integer is meant.
  if (const double* real = std::get_if<double>(&value_); real && std::floor(*real) == *real && std::abs(*real) < 9e15)
    return static_cast<std::int64_t>(*real);
  wrong_kind(*this, "an integer");
}

double Json::as_double() const {
  if (is_int()) return static_cast<double>(std::get<std::int64_t>(value_));
  if (!is_number()) wrong_kind(*this, "a number");
  return std::get<double>(value_);
}

const std::string& Json::as_string() const {
  if (!is_string()) wrong_kind(*this, "a string");
  return std::get<std::string>(value_);
}

const Json::List& Json::as_list() const {
  if (!is_list()) wrong_kind(*this, "a list");
  return std::get<List>(value_);
}

const Json::Object& Json::as_object() const {
  if (!is_object()) wrong_kind(*this, "an object");
  return std::get<Object>(value_);
}

const Json* Json::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  for (const auto& [name, value] : std::get<Object>(value_))
    if (name == key) return &value;
  return nullptr;
}

const Json& Json::at(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) fail(ErrorKind::format, "An entry '" + std::string(key) + "' is missing.");
  return *value;
}

Json& Json::operator[](std::string_view key) {
  if (is_null()) value_ = Object{};
  if (!is_object()) wrong_kind(*this, "an object");
  Object& members = std::get<Object>(value_);
  for (auto& [name, value] : members)
    if (name == key) return value;
  return members.emplace_back(std::string(key), Json()).second;
}

void Json::push_back(Json value) {
  if (is_null()) value_ = List{};
  if (!is_list()) wrong_kind(*this, "a list");
  std::get<List>(value_).push_back(std::move(value));
}

void Json::erase(std::string_view key) {
  if (is_object()) std::erase_if(std::get<Object>(value_), [&](const auto& member) { return member.first == key; });
}

Json Json::parse(std::string_view text, const std::string& who) { return parse(text, who, ReadLimits()); }

Json Json::parse(std::string_view text, const std::string& who, const ReadLimits& limits) {
  if (static_cast<std::int64_t>(text.size()) > limits.json_bytes)
    fail(ErrorKind::format, who + ": JSON of " + std::to_string(text.size()) +
                                " bytes is too long: " + limit_words("json_bytes", limits.json_bytes) + ".");
  Builder builder(who, limits);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

std::string Json::dump(int indent) const { return Writer(indent).write(*this); }

}  // namespace fovea
