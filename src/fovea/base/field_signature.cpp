#include "fovea/base/field_signature.h"

namespace fovea {

CallSignature signature_of(const FieldList& fields) {
  CallSignature signature;
  signature.defaults = Json::object();
  for (const Field& field : fields.all()) {
    signature.keys.push_back(field.key);
    signature.keyword_only.insert(signature.keyword_only.end(), field.old_keys.begin(), field.old_keys.end());
    if (field.by_position) continue;
    const Json* policy = field.key == "dtype" ? field.default_value.find("config") : nullptr;
    signature.defaults[field.key] = policy != nullptr ? policy->at("name") : field.default_value;
  }
  return signature;
}

}  // namespace fovea
