#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fovea/base/json.h"

/// How an option is written in Keras' JSON. Types of options add their own overloads beside their definition.
namespace fovea {

inline Json to_json(bool value) { return value; }
inline Json to_json(std::int64_t value) { return value; }
inline Json to_json(double value) { return value; }
inline Json to_json(const std::string& value) { return value; }
inline Json to_json(const Json& value) { return value; }
inline void from_json(const Json& json, Json& value) { value = json; }
inline void from_json(const Json& json, bool& value) { value = json.as_bool(); }
inline void from_json(const Json& json, std::int64_t& value) { value = json.as_int(); }
inline void from_json(const Json& json, double& value) { value = json.as_double(); }
inline void from_json(const Json& json, std::string& value) { value = json.as_string(); }

template <class T>
Json to_json(const std::vector<T>& values) {
  Json list = Json::list();
  for (const T& value : values) list.push_back(to_json(value));
  return list;
}
template <class T>
void from_json(const Json& json, std::vector<T>& values) {
  values.clear();
  for (const Json& item : json.as_list()) from_json(item, values.emplace_back());
}

/// An argument that may be None.
template <class T>
Json to_json(const std::optional<T>& value) {
  return value ? to_json(*value) : Json();
}
template <class T>
void from_json(const Json& json, std::optional<T>& value) {
  value.reset();
  if (!json.is_null()) from_json(json, value.emplace());
}

/// How a member of type T becomes JSON and back.
struct MemberType {
  Json (*get)(const void* member);
  void (*set)(void* member, const Json& value);
};
template <class T>
inline constexpr MemberType member_type{
    [](const void* member) { return to_json(*static_cast<const T*>(member)); },
    [](void* member, const Json& value) { from_json(value, *static_cast<T*>(member)); }};

/// One option: Keras' key, the keys of older versions, the default, and access to it inside its struct.
struct Field {
  std::string key;
  std::vector<std::string> old_keys;
  Json default_value;
  const MemberType* type;
  std::ptrdiff_t place;        ///< bytes from the struct's begin
  bool in_config = true;       ///< false: accepted in a call but not written by Keras' get_config()
  bool null_in_config = true;  ///< false: written only when it is not None
  bool by_position = false;    ///< true: calls are written with it by position, as Conv2D(6, 3)

  Json get(const void* options) const { return type->get(static_cast<const char*>(options) + place); }
  void set(void* options, const Json& value) const { type->set(static_cast<char*>(options) + place, value); }
};

/// The options of one class in the order of Keras' signature. It alone drives every format, the grammar, comparison
/// and the documentation; defaults come from the options struct.
class FieldList {
 public:
  const std::vector<Field>& all() const { return fields_; }
  /// The field under its key or an old one, or nullptr.
  const Field* find(std::string_view key) const;
  std::vector<std::string> keys() const;

  /// Keras' config of an options struct, its keys in the order of Keras' get_config().
  Json write(const void* options) const;
  /// Sets what `config` names. Unknown keys go to *unknown, or are an error when that is null.
  /// Errors   usage: an unknown key, with the nearest that exist; format: a value of the wrong kind, with its key
  void read(const Json& config, void* options, const std::string& who,
            std::vector<std::string>* unknown = nullptr) const;

 protected:
  void add(std::string key, std::vector<std::string> old_keys, const MemberType& type, const void* defaults,
           const void* member);

  std::vector<Field> fields_;
  std::vector<std::string> written_first_;
};

template <class Options>
class Fields : public FieldList {
 public:
  template <class T>
  Fields& add(std::string key, T Options::*member, std::vector<std::string> old_keys = {}) {
    const Options defaults{};
    FieldList::add(std::move(key), std::move(old_keys), member_type<T>, &defaults, &(defaults.*member));
    return *this;
  }
  /// The field added last is understood but never written: arguments that Keras takes and does not store.
  Fields& not_in_config() {
    fields_.back().in_config = false;
    return *this;
  }
  /// Keys that get_config() writes before the others, where its order is not the signature's.
  Fields& written_first(std::vector<std::string> keys) {
    written_first_ = std::move(keys);
    return *this;
  }
  /// The field added last is one that programs give by position, and always.
  Fields& by_position() {
    fields_.back().by_position = true;
    return *this;
  }
  /// The field added last is written only when it is not None.
  Fields& when_set() {
    fields_.back().null_in_config = false;
    return *this;
  }
};

/// First member of every options struct: an options struct is filled by name ({.filters = 3}), never by position.
struct ByName {
  explicit ByName() = default;
};

/// Options of a class that takes no arguments.
struct NoOptions {
  ByName by_name = ByName();

  static const Fields<NoOptions>& fields() {
    static const Fields<NoOptions> none;
    return none;
  }
};

}  // namespace fovea
