#include "fovea/base/call.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "fovea/base/call_reader.h"

namespace fovea {
namespace {

constexpr int max_depth = 32;

bool has_upper(const std::string& word) {
  return std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isupper(c) != 0; });
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& who, ErrorKind kind) : reader_(text, who, kind) {}

  std::vector<Statement> statements() {
    std::vector<Statement> result;
    for (;;) {
      do reader_.skip(true);
      while (reader_.accept(';'));
      if (reader_.at_end()) return result;
      result.push_back(statement());
      skip();
      if (!reader_.at_end() && reader_.peek() != ';' && reader_.peek() != '\n')
        reader_.expected("the end of the line or ';' after a call");
    }
  }

  CallValue lone_value() {
    reader_.skip(true);
    CallValue result = value();
    reader_.skip(true);
    if (!reader_.at_end()) reader_.expected("the end after a value");
    return result;
  }

 private:
  struct Name {
    std::string text;
    bool dotted;
    TextPlace place;
  };

  /// New lines end a statement, except inside brackets.
  void skip() { reader_.skip(depth_ > 0); }

  Statement statement() {
    Statement result;
    if (!reader_.at_word()) reader_.expected("a call such as Flatten() or Conv2D(6, 3)");
    Name name = dotted_name();
    skip();
    if (reader_.peek() == '=' && reader_.peek(1) != '=') {
      if (name.dotted) name.place.fail("The name before '=' has no dots. Received '... ." + name.text + "'.");
      result.target = name.text;
      reader_.advance();
      skip();
      if (!reader_.at_word()) reader_.expected("a call after '" + result.target + " ='");
      name = dotted_name();
    }
    result.call = call(name);
    skip();
    if (reader_.peek() == '(') result.inputs = inputs();
    return result;
  }

  /// The last part of `tf.keras.layers.Dense`; operations stand apart from layers of their names: `ops.Add`.
  Name dotted_name() {
    Name name{"", false, reader_.place()};
    name.text = reader_.word();
    while (reader_.accept('.')) {
      if (has_upper(name.text))
        name.place.fail("Only lower-case names stand before a dot, as in tf.keras.layers.Dense. Received '" +
                        name.text + ".'.");
      const bool of_ops = name.text == "ops";
      name.text = reader_.word();
      if (of_ops && has_upper(name.text)) name.text = "ops." + name.text;
      name.dotted = true;
    }
    return name;
  }

  /// Values between brackets, commas between them; `item` reads one. True when a comma was met.
  template <class Item>
  bool bracketed(char close, const Item& item) {
    const TextPlace opened = reader_.place();
    const char open = reader_.peek();
    if (++depth_ > max_depth) opened.fail("Brackets are nested over " + std::to_string(max_depth) + " deep.");
    reader_.advance();
    bool comma = false;
    for (;;) {
      skip();
      if (reader_.accept(close)) break;
      if (reader_.at_end()) opened.fail("The '" + std::string(1, open) + "' here is never closed.");
      item();
      skip();
      if (reader_.accept(',')) {
        comma = true;
      } else if (reader_.peek() != close && !reader_.at_end()) {
        reader_.expected("',' or '" + std::string(1, close) + "' for the '" + std::string(1, open) + "' of line " +
                         std::to_string(opened.line) + ", column " + std::to_string(opened.column));
      }
    }
    --depth_;
    return comma;
  }

  Call call(const Name& name) {
    Call result{name.text, {}, {}, name.place};
    skip();
    if (reader_.peek() != '(') return result;
    std::set<std::string> seen;
    bracketed(')', [&] {
      const TextPlace start = reader_.place();
      std::string key;
      if (keyword(key)) {
        if (!seen.insert(key).second) start.fail(name.text + ": the argument '" + key + "' is given twice.");
        skip();
        result.named.push_back({key, value(), start});
      } else if (result.named.empty()) {
        result.positional.push_back(value());
      } else {
        start.fail(name.text + ": an argument without a name follows '" + result.named.back().key +
                   "=...'. Put it first or name it.");
      }
    });
    return result;
  }

  /// Reads `key =` if that is what comes next; otherwise nothing.
  bool keyword(std::string& key) {
    if (!reader_.at_word()) return false;
    const CallReader before = reader_;
    key = reader_.word();
    skip();
    if (reader_.peek(1) != '=' && reader_.accept('=')) return true;
    reader_ = before;
    return false;
  }

  std::vector<std::string> inputs() {
    std::vector<std::string> names;
    const TextPlace start = reader_.place();
    const auto name = [&] {
      if (!reader_.at_word()) reader_.expected("an input: the name of an earlier layer");
      names.push_back(reader_.word());
    };
    int parts = 0;
    bracketed(')', [&] {
      ++parts;
      if (reader_.peek() == '[')
        bracketed(']', name);
      else
        name();
    });
    if (parts != 1 || names.empty()) start.fail("The inputs of a layer are one name, (x), or one list, ([x, y]).");
    return names;
  }

  CallValue value() {
    CallValue result{{}, reader_.place()};
    const char c = reader_.peek();
    if (c == '\'' || c == '"') {
      result.data = Json(reader_.quoted());
    } else if (reader_.at_number()) {
      result.data = reader_.number();
    } else if (c == '[') {
      CallValue::List items;
      bracketed(']', [&] { items.push_back(value()); });
      result.data = std::move(items);
    } else if (c == '(') {
      CallValue::List items;
      const bool comma = bracketed(')', [&] { items.push_back(value()); });
      if (items.size() == 1 && !comma) return std::move(items.front());
      result.data = std::move(items);
    } else if (c == '{') {
      result.data = dict();
    } else if (reader_.at_word()) {
      result.data = named_value();
    } else {
      reader_.expected("a value");
    }
    return result;
  }

  CallValue::Dict dict() {
    CallValue::Dict items;
    std::set<std::string> seen;
    bracketed('}', [&] {
      const TextPlace start = reader_.place();
      std::string key;
      // As in Python's json: class_weight={0: 1.0, 1: 2.5} has the keys "0" and "1".
      if (reader_.peek() == '\'' || reader_.peek() == '"')
        key = reader_.quoted();
      else if (const Json number = reader_.at_number() ? reader_.number() : Json(); number.is_int())
        key = number.dump();
      else
        start.fail("The keys of a {...} are texts or integers, as in {'a': 1}.");
      if (!seen.insert(key).second) start.fail("The key '" + key + "' stands twice in this {...}.");
      skip();
      if (!reader_.accept(':')) reader_.expected("':' after the key '" + key + "'");
      skip();
      items.push_back({std::move(key), value(), start});
    });
    return items;
  }

  /// A value that starts with a word: a constant, a call, a free name or a function such as tf.nn.relu.
  decltype(CallValue::data) named_value() {
    const Name name = dotted_name();
    if (name.text == "lambda" || name.text == "def")
      name.place.fail("'" + name.text +
                      "' is program text, and nothing is evaluated here. Use a named layer or function.");
    if (reader_.peek() == '\'' || reader_.peek() == '"')
      name.place.fail("Strings with a prefix are not known. Received " + name.text + reader_.peek() +
                      "... Write '...' alone.");
    skip();
    if (reader_.peek() == '(') return std::make_shared<const Call>(call(name));
    if (name.dotted) {
      if (std::isupper(static_cast<unsigned char>(name.text[name.text.rfind('.') + 1])) != 0)
        return std::make_shared<const Call>(Call{name.text, {}, {}, name.place});
      return Json(name.text);
    }
    if (name.text == "None" || name.text == "null") return Json();
    if (name.text == "True" || name.text == "true") return Json(true);
    if (name.text == "False" || name.text == "false") return Json(false);
    return FreeName{name.text};
  }

  CallReader reader_;
  int depth_ = 0;
};

}  // namespace

void TextPlace::fail(const std::string& text) const {
  if (!source) fovea::fail(ErrorKind::unsupported, text);
  fovea::fail(source->kind, source->who + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + text);
}

std::vector<Statement> parse_statements(std::string_view text, const std::string& who, ErrorKind kind) {
  return Parser(text, who, kind).statements();
}

std::vector<Call> parse_calls(std::string_view text, const std::string& who, ErrorKind kind) {
  std::vector<Call> calls;
  for (Statement& statement : parse_statements(text, who, kind)) {
    if (!statement.target.empty() || !statement.inputs.empty())
      statement.call.place.fail("Only calls stand here, as in Flatten(); Dense(10). Received " +
                                (statement.target.empty() ? "inputs after " + statement.call.name + "(...)"
                                                          : "'" + statement.target + " = ...'") +
                                ", which belongs in a .layers file.");
    calls.push_back(std::move(statement.call));
  }
  return calls;
}

Call parse_call(std::string_view text, const std::string& who, ErrorKind kind) {
  std::vector<Call> calls = parse_calls(text, who, kind);
  if (calls.size() != 1) {
    const TextPlace start{std::make_shared<TextSource>(TextSource{who, kind}), 1, 1};
    (calls.empty() ? start : calls[1].place)
        .fail("Exactly one call stands here, such as Name(key=value). Received " + std::to_string(calls.size()) +
              ".");
  }
  return std::move(calls.front());
}

CallValue parse_value(std::string_view text, const std::string& who, ErrorKind kind) {
  return Parser(text, who, kind).lone_value();
}

}  // namespace fovea
