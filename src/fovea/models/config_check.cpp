#include "fovea/models/config_check.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/layers/activations/function.h"
#include "fovea/models/class_tables.h"

namespace fovea {
namespace {

constexpr std::array<std::string_view, 4> input_shape_keys{"input_shape", "batch_input_shape", "input_dim",
                                                           "batch_size"};
constexpr std::array<std::string_view, 8> node_keys{
    "module", "class_name", "config", "registered_name", "build_config", "name", "inbound_nodes", "shared_object_id"};
constexpr std::array<std::string_view, 7> network_keys{
    "name", "trainable", "dtype", "layers", "input_layers", "output_layers", "build_input_shape"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

class Check {
 public:
  explicit Check(std::vector<std::string>& warnings) : warnings_(warnings) {}

  Json value(const Json& given, const std::string& key, const std::string& owner) {
    if (given.is_list()) {
      Json::List items;
      for (const Json& item : given.as_list()) items.push_back(value(item, key, owner));
      return items;
    }
    if (!given.is_object()) return given;
    if (const Json* name = given.find("class_name"); name != nullptr && name->is_string())
      return node(given, name->as_string(), key, owner);
    Json::Object members;
    for (const auto& [name, member] : given.as_object()) members.emplace_back(name, value(member, name, owner));
    return members;
  }

  void fail_if_unknown() const {
    if (unknown_.empty()) return;
    const bool one = unknown_.size() == 1;
    fail(ErrorKind::unsupported, std::string(one ? "A class or function is" : "Classes or functions are") +
                                     " not available: " + join(unknown_, ", ") +
                                     ". Only what fovea has is made from a file; code in files is never run. Build "
                                     "the model of layers that it has (docs/layers.md) and save it again.");
  }

 private:
  Json node(const Json& given, const std::string& name, const std::string& key, const std::string& owner) {
    // Keras' tensors in calls, arrays of numbers, dtype policies and functions: whoever takes them refuses those it does not
    // know.
    constexpr std::array plain{"__keras_tensor__", "__numpy__", "__tensor__", "DTypePolicy", "Policy", "function"};
    if (std::ranges::find(plain, name) != plain.end()) return given;
    const std::string who = described(given, name, owner);
    const bool network = is_network_class(name) && (key == "layers" || key.empty());
    const FieldList* fields = network ? nullptr : fields_of(given, name, key);
    if (!of_keras(given) || (!network && fields == nullptr)) {
      add_unknown(who);
      return given;
    }
    Json::Object members;
    for (const auto& [member, content] : given.as_object())
      if (member == "config" && content.is_object())
        members.emplace_back(member, config(content, fields, who));
      else if (contains(node_keys, member) || member == "compile_config")
        members.emplace_back(member, content);
      else
        warn(who, member, content);
    return members;
  }

  Json config(const Json& given, const FieldList* fields, const std::string& who) {
    Json::Object members;
    for (const auto& [key, content] : given.as_object())
      if (fields != nullptr ? fields->find(key) != nullptr || contains(input_shape_keys, key)
                            : contains(network_keys, key)) {
        if (key == "activation") check_function(content, who);
        members.emplace_back(key, value(content, key, who));
      } else {
        warn(who, key, content);
      }
    return members;
  }

  /// A function by its name. Layers in its place are refused by whoever takes it.
  void check_function(const Json& given, const std::string& owner) {
    if (!given.is_string() && !is_class(given, "function")) return;
    try {
      ActivationFunction known;
      from_json(given, known);
    } catch (const Error&) {
      const Json* name = given.is_string() ? &given : given.find("config");
      add_unknown("activation " + full_name(given, name != nullptr && name->is_string() ? name->as_string() : "") +
                  " of " + owner);
    }
  }

  void add_unknown(const std::string& who) {
    if (met_.insert(who).second) unknown_.push_back(who);
  }

  void warn(const std::string& who, const std::string& key, const Json& content) {
    if (content.is_null()) return;  // Keras' None: not used
    std::string text = content.dump();
    if (text.size() > 60) text = text.substr(0, 57) + "...";
    warnings_.push_back(who + ": the argument '" + key + "' is not known and was left out. It was " + text + ".");
  }

  static const FieldList* fields_of(const Json& given, const std::string& name, const std::string& key) {
    const Json* module = given.find("module");
    const ClassTable* of_argument = table_for_argument(key);
    for (const ClassTable& table : class_tables())
      if (module != nullptr && module->is_string() ? module->as_string() == table.module : &table == of_argument)
        return table.find(name);
    if (of_argument != nullptr) return of_argument->find(name);
    for (const ClassTable& table : class_tables())
      if (const FieldList* fields = table.find(name)) return fields;
    return nullptr;
  }

  /// Under which somebody registered a class or function of their own, "package>Name"; else empty.
  static std::string registered(const Json& given) {
    const Json* name = given.find("registered_name");
    const bool own = name != nullptr && name->is_string() && name->as_string().find('>') != std::string::npos;
    return own ? name->as_string() : "";
  }

  static bool in_keras(const Json& module) {
    if (!module.is_string()) return false;
    const std::string& text = module.as_string();
    return text == "keras" || text.starts_with("keras.") || text == "builtins";
  }

  /// A class of somebody's own may bear the name of one of Keras'.
  static bool of_keras(const Json& given) {
    const Json* module = given.find("module");
    return registered(given).empty() && (module == nullptr || in_keras(*module));
  }

  /// With the package or module of what is not Keras' own.
  static std::string full_name(const Json& given, const std::string& name) {
    if (const std::string name_there = registered(given); !name_there.empty()) return name_there;
    const Json* module = given.find("module");
    const bool own = module != nullptr && module->is_string() && !in_keras(*module) &&
                     !module->as_string().starts_with("tf_keras.");
    return own ? module->as_string() + "." + name : name;
  }

  static std::string described(const Json& given, const std::string& name, const std::string& owner) {
    const Json* config = given.find("config");
    const Json* own = config != nullptr ? config->find("name") : nullptr;
    std::string who = full_name(given, name);
    if (own != nullptr && own->is_string())
      who += " '" + own->as_string() + "'";
    else if (!owner.empty())
      who += " of " + owner;
    // Layers that stand for a function of TensorFlow's, or of the user's.
    const Json* function = config != nullptr ? config->find("function") : nullptr;
    if (function != nullptr && function->is_string()) who += " (" + function->as_string() + ")";
    return who;
  }

  std::vector<std::string>& warnings_;
  std::vector<std::string> unknown_;
  std::set<std::string> met_;
};

}  // namespace

bool is_network_class(const std::string& name) {
  return name == "Sequential" || name == "Functional" || name == "Model";
}

bool is_network(const Json& node) {
  const Json* name = node.find("class_name");
  return name != nullptr && name->is_string() && is_network_class(name->as_string());
}

bool is_class(const Json& node, std::string_view class_name) {
  const Json* name = node.find("class_name");
  return name != nullptr && name->is_string() && name->as_string() == class_name;
}

Json check_config(const Json& node, std::vector<std::string>& warnings) {
  Check check(warnings);
  Json checked = check.value(node, "", "");
  check.fail_if_unknown();
  return checked;
}

}  // namespace fovea
