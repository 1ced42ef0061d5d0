#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/json.h"

namespace fovea {

/// A text that a user wrote: what names it in messages ("digits.layers", "--optimizer") and the kind of its errors.
struct TextSource {
  std::string who;
  ErrorKind kind = ErrorKind::usage;
};

/// A point in such a text. Units    line and column count from 1, columns in characters
struct TextPlace {
  std::shared_ptr<const TextSource> source;
  int line = 1, column = 1;

  /// Errors   the source's kind, the text after "digits.layers:3:14: ". Without a source (a node of a file, not a
  /// text): unsupported, the text alone
  [[noreturn]] void fail(const std::string& text) const;
};

struct Call;
struct CallKeyword;

/// A bare word among the arguments: a parameter such as `classes` or `f`, or a class without its parentheses.
struct FreeName {
  std::string text;
};

/// One argument as it was written. Literals are Json; lists and tuples are lists.
struct CallValue {
  using List = std::vector<CallValue>;
  using Dict = std::vector<CallKeyword>;
  std::variant<Json, FreeName, List, Dict, std::shared_ptr<const Call>> data;
  TextPlace place;
};

struct CallKeyword {
  std::string key;
  CallValue value;
  TextPlace place;
};

/// A Keras call from a user's notes: `Conv2D(6, 3, padding='same')`.
struct Call {
  std::string name;  ///< without its prefix: "Conv2D", as written ("MaxPool2D", "rmsprop"); "ops.Add"
  std::vector<CallValue> positional;
  std::vector<CallKeyword> named;  ///< no key twice
  TextPlace place;
};

/// A line of a .layers file: `y = Add()([a, b])`, `Conv2D(3, 3)(x)` or only a call.
struct Statement {
  std::string target;  ///< the name before "=", or empty
  Call call;
  std::vector<std::string> inputs;  ///< the names in the second brackets; empty when there are none
};

/// The one grammar for objects, on command lines and in .layers files: Keras' calls with literal arguments. Nothing
/// is evaluated; `1/255`, a ratio of two numbers, is the only arithmetic.
///
///   text       statements between new lines or `;`; a new line inside brackets is a space; `#` comments
///   statement  [name =] call [(name)] or [([name, ...])]
///   call       name, or name(value, ..., key=value, ...); a trailing comma is allowed
///   name       lower-case prefixes (`tf.keras.layers.`) are accepted and ignored, but for ops.Add and its like
///   value      1  -2.5  1e-3  1/255  'text'  "text"  True  False  None  true  false  null
///              [...]  (...)  {'key': value}  call  a free name;  tf.nn.relu, without brackets, is the text 'relu'
///
/// Input    who names the text in messages; kind is that of its errors (format for a file)
/// Errors   kind: a break of these rules, with line and column; brackets over 32 deep; a text over 1 MiB
std::vector<Statement> parse_statements(std::string_view text, const std::string& who,
                                        ErrorKind kind = ErrorKind::usage);

/// The same for calls alone. Errors   also: a statement with a target or inputs
std::vector<Call> parse_calls(std::string_view text, const std::string& who, ErrorKind kind = ErrorKind::usage);

/// Exactly one call, as `--optimizer` takes it.
Call parse_call(std::string_view text, const std::string& who, ErrorKind kind = ErrorKind::usage);

/// One value, as it may stand for an argument.
CallValue parse_value(std::string_view text, const std::string& who, ErrorKind kind = ErrorKind::usage);

}  // namespace fovea
