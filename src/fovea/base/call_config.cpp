#include "fovea/base/call_config.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "fovea/base/text.h"

namespace fovea {
namespace {

bool is_node(const Json& value) {
  const Json *name = value.find("class_name"), *config = value.find("config");
  return name != nullptr && name->is_string() && config != nullptr && config->is_object();
}

std::vector<std::string> all_keys(const CallSignature& signature) {
  std::vector<std::string> keys = signature.keys;
  keys.insert(keys.end(), signature.keyword_only.begin(), signature.keyword_only.end());
  return keys;
}

/// Turns calls into nodes.
class Resolver {
 public:
  Resolver(const Signatures& signatures, const CallParameters& parameters)
      : signatures_(signatures), parameters_(parameters) {}

  Json node(const Call& call, const std::string& key) const {
    const CallSignature signature = signatures_(call.name, key, call.place);
    const std::vector<std::string> keys = all_keys(signature);
    std::vector<const CallValue*> given(keys.size());
    for (std::size_t i = 0; i < call.positional.size(); ++i) {
      if (i == signature.keys.size()) too_many(call, signature);
      given[i] = &call.positional[i];
    }
    for (const CallKeyword& argument : call.named) {
      const auto found = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), argument.key) - keys.begin());
      if (found == keys.size())
        argument.place.fail(call.name + " has no argument '" + argument.key + "'. " +
                            (keys.empty() ? "It takes none." : suggest(argument.key, keys)));
      if (given[found] != nullptr)
        argument.place.fail(call.name + ": the argument '" + argument.key +
                            "' is given twice, by its position and by its name.");
      given[found] = &argument.value;
    }
    Json::Object config;
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (given[i] != nullptr) config.emplace_back(keys[i], value(*given[i], keys[i]));
    return Json::Object{{"class_name", call.name}, {"config", std::move(config)}};
  }

  Json value(const CallValue& written, const std::string& key) const {
    if (const auto* literal = std::get_if<Json>(&written.data)) return *literal;
    if (const auto* name = std::get_if<FreeName>(&written.data)) return free_name(name->text, key, written.place);
    if (const auto* call = std::get_if<std::shared_ptr<const Call>>(&written.data)) return node(**call, key);
    if (const auto* list = std::get_if<CallValue::List>(&written.data)) {
      Json::List items;
      for (const CallValue& item : *list) items.push_back(value(item, key));
      return items;
    }
    Json::Object members;
    for (const CallKeyword& item : std::get<CallValue::Dict>(written.data))
      members.emplace_back(item.key, value(item.value, key));
    return members;
  }

 private:
  Json free_name(const std::string& name, const std::string& key, const TextPlace& place) const {
    if (const auto found = parameters_.find(name); found != parameters_.end()) return found->second;
    if (std::isupper(static_cast<unsigned char>(name.front())) != 0) return node(Call{name, {}, {}, place}, key);
    std::vector<std::string> names;
    for (const auto& [known, unused] : parameters_) names.push_back(known);
    place.fail("The name '" + name + "' has no value. " +
               (names.empty() ? "No names have one here." : "Names with a value: " + join(names, ", ") + ".") +
               " If it is a text, write '" + name + "' in quotes.");
  }

  [[noreturn]] static void too_many(const Call& call, const CallSignature& signature) {
    call.positional[signature.keys.size()].place.fail(
        call.name + " takes at most " + std::to_string(signature.keys.size()) + " arguments by position. Received " +
        std::to_string(call.positional.size()) + ". Its signature: " + call.name + "(" + join(signature.keys, ", ") +
        ").");
  }

  const Signatures& signatures_;
  const CallParameters& parameters_;
};

/// Turns nodes into calls.
class Writer {
 public:
  Writer(const Signatures& signatures, bool qualified) : signatures_(signatures), qualified_(qualified) {}

  std::string node(const Json& node, const std::string& key) const {
    const std::string& name = node.at("class_name").as_string();
    const Json& config = node.at("config");
    const CallSignature signature = signatures_(name, key, TextPlace{});
    const std::vector<std::string> keys = all_keys(signature);
    for (const auto& [entry, unused] : config.as_object())
      if (std::find(keys.begin(), keys.end(), entry) == keys.end())
        fail(ErrorKind::format, name + " has no argument '" + entry + "', which its config names. " +
                                    (keys.empty() ? "It takes none." : suggest(entry, keys)));
    std::vector<std::string> arguments;
    bool by_position = true;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Json *value = config.find(keys[i]), *normal = signature.defaults.find(keys[i]);
      by_position = by_position && i < signature.keys.size() && value != nullptr && normal == nullptr;
      if (value == nullptr) continue;
      const std::string written = text(*value, keys[i]);
      if (normal != nullptr && same(*value, written, *normal, keys[i])) continue;
      arguments.push_back((by_position ? "" : keys[i] + "=") + written);
    }
    return (qualified_ ? signature.module + "." : "") + name + "(" + join(arguments, ", ") + ")";
  }

 private:
  std::string text(const Json& value, const std::string& key) const {
    if (value.is_null()) return "None";
    if (value.is_bool()) return value.as_bool() ? "True" : "False";
    if (value.is_string()) return quoted(value.as_string());
    if (value.is_list()) return list(value.as_list(), key);
    if (is_node(value)) return node(value, key);
    if (value.is_object()) {
      std::vector<std::string> items;
      for (const auto& [name, item] : value.as_object()) items.push_back(quoted(name) + ": " + text(item, key));
      return "{" + join(items, ", ") + "}";
    }
    if (!std::isfinite(value.as_double())) fail(ErrorKind::format, "'" + key + "' is infinite or no number.");
    return value.is_int() ? value.dump() : Json(as_typed(value.as_double())).dump();
  }

  /// The number as somebody typed it: 0.1 for what float32 made of it.
  static double as_typed(double value) {
    const auto single = static_cast<float>(value);
    if (static_cast<double>(single) != value) return value;
    std::array<char, 32> digits{};
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), single).ptr;
    std::from_chars(digits.data(), end, value);
    return value;
  }

  /// Sizes look as in Keras programs, (3, 3); other lists as lists.
  std::string list(const Json::List& values, const std::string& key) const {
    std::vector<std::string> items;
    for (const Json& item : values) items.push_back(text(item, key));
    const bool tuple =
        values.size() > 1 && std::all_of(values.begin(), values.end(), [](const Json& v) { return v.is_int(); });
    return (tuple ? "(" : "[") + join(items, ", ") + (tuple ? ")" : "]");
  }

  static std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
      constexpr std::string_view digits = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(c);
      if (c == '\'' || c == '\\')
        (result += '\\') += c;
      else if (c == '\n')
        result += "\\n";
      else if (code < 0x20 || code == 0x7F)
        ((result += "\\x") += digits[code >> 4]) += digits[code & 15];
      else
        result += c;
    }
    return result + "'";
  }

  /// Equal in meaning: 1 and 1.0, a node without its module, and a node of defaults and its name in snake case.
  /// Input    written: the text of a, which nested nodes would make costly to write again at every level
  bool same(const Json& a, const std::string& written, const Json& b, const std::string& key) const {
    if (a.is_number() && b.is_number()) return as_typed(a.as_double()) == as_typed(b.as_double());
    if (a.is_list() && b.is_list())
      return std::equal(a.as_list().begin(), a.as_list().end(), b.as_list().begin(), b.as_list().end(),
                        [&](const Json& x, const Json& y) { return same(x, text(x, key), y, key); });
    if (is_node(a) && is_node(b)) return written == node(b, key);
    if (is_node(a) && b.is_string()) {
      const std::string& name = a.at("class_name").as_string();
      return to_snake_case(name) == b.as_string() && written.ends_with(name + "()");
    }
    return a == b;
  }

  const Signatures& signatures_;
  bool qualified_;
};

}  // namespace

Json to_config(const Call& call, const Signatures& signatures, const CallParameters& parameters) {
  return Resolver(signatures, parameters).node(call, "");
}

Json parse_literal(std::string_view text, const std::string& who, ErrorKind kind) {
  const Signatures none = [](const std::string& name, const std::string&, const TextPlace& place) -> CallSignature {
    place.fail(
        "A literal is wanted here: a number, a 'text', True, False, None or a list of them. Received the name '" +
        name + "'.");
  };
  const CallParameters parameters;
  return Resolver(none, parameters).value(parse_value(text, who, kind), "");
}

std::string to_call_text(const Json& node, const Signatures& signatures, bool qualified) {
  if (!is_node(node))
    fail(ErrorKind::format,
         "An object is written {\"class_name\": ..., \"config\": {...}}. Received " + node.dump().substr(0, 80));
  return Writer(signatures, qualified).node(node, "");
}

}  // namespace fovea
