#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/call.h"
#include "fovea/base/error.h"
#include "fovea/base/json.h"

namespace fovea {

/// What may stand in the call of a class.
struct CallSignature {
  std::vector<std::string> keys;  ///< the arguments in Keras' positional order
  std::vector<std::string>
      keyword_only;         ///< further ones that are given by name alone (`input_shape`, old spellings)
  Json defaults;            ///< an object: the values of arguments that may be left out
  std::string module = "";  ///< where Keras has the class: "keras.layers"
};

/// Finds the signature of a class (the layer registry, the optimizers' table, ...).
/// Input    key: the argument whose value the call is, "" at the top: kernel_initializer=Identity() is no layer
/// Errors   place.fail("...") when there is no such class
using Signatures =
    std::function<CallSignature(const std::string& class_name, const std::string& key, const TextPlace& place)>;

using CallParameters = std::map<std::string, Json>;

/// Keras' JSON node of a call: {"class_name": "Conv2D", "config": {"filters": 6, ...}}. The config has only what was
/// written, in the signature's order; a nested call is a node too. class_name is as written: aliases stay.
/// Input    parameters: the values of free names. A capitalised name without a value is a class without its
/// parentheses Errors   the text's kind: an argument too many, given twice or unknown; a free name without a value
Json to_config(const Call& call, const Signatures& signatures, const CallParameters& parameters = {});

/// What `make` gives of a call that was typed on a command line: a value of the wrong kind is a wrong use there, and no fault
/// of a file's format. Errors   usage: those that `make` calls of format
template <class Make>
auto from_typed(const Make& make) {
  try {
    return make();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::format) fail(ErrorKind::usage, error.what());
    throw;
  }
}

/// One literal, as in `--set f=16`. Errors   kind: a call or a free name in it, or a break of the grammar
Json parse_literal(std::string_view text, const std::string& who, ErrorKind kind = ErrorKind::usage);

/// The call that gives a node back: arguments without a default by position, then the others that differ from their
/// default by name. `qualified` writes classes as Python finds them, keras.layers.Conv2D(...). Entries of the node beside class_name and config (module, registered_name) are ignored.
/// Errors   format: no node, a config entry that the signature lacks, an infinite number
std::string to_call_text(const Json& node, const Signatures& signatures, bool qualified = false);

}  // namespace fovea
