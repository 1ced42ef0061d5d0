#include "fovea/base/fields.h"

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {

const Field* FieldList::find(std::string_view key) const {
  for (const Field& field : fields_)
    if (field.key == key || std::find(field.old_keys.begin(), field.old_keys.end(), key) != field.old_keys.end())
      return &field;
  return nullptr;
}

std::vector<std::string> FieldList::keys() const {
  std::vector<std::string> keys;
  for (const Field& field : fields_) keys.push_back(field.key);
  return keys;
}

void FieldList::add(std::string key, std::vector<std::string> old_keys, const MemberType& type, const void* defaults,
                    const void* member) {
  const std::ptrdiff_t place = static_cast<const char*>(member) - static_cast<const char*>(defaults);
  fields_.push_back({std::move(key), std::move(old_keys), type.get(member), &type, place});
}

Json FieldList::write(const void* options) const {
  Json config = Json::object();
  for (const std::string& key : written_first_) config[key] = Json();  // holds the place
  for (const Field& field : fields_) {
    if (!field.in_config) continue;
    Json value = field.get(options);
    if (field.null_in_config || !value.is_null()) config[field.key] = std::move(value);
  }
  return config;
}

void FieldList::read(const Json& config, void* options, const std::string& who,
                     std::vector<std::string>* unknown) const {
  for (const auto& [key, value] : config.as_object()) {
    const Field* field = find(key);
    if (field == nullptr) {
      if (unknown == nullptr) fail(ErrorKind::usage, who + ": no argument '" + key + "'. " + suggest(key, keys()));
      unknown->push_back(key);
      continue;
    }
    if (value.is_null() && (key == "name" || key == "data_format")) continue;  // None: the usual one
    try {
      field->set(options, value);
    } catch (const Error& error) {
      fail(error.kind(), who + ": " + key + ": " + error.what());
    }
  }
}

}  // namespace fovea
