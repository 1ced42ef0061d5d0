#include "fovea/layers/core/identity.h"

namespace fovea {

const Fields<IdentityOptions>& IdentityOptions::fields() {
  static const Fields<IdentityOptions> list = [] {
    Fields<IdentityOptions> fields;
    return add_layer_fields(fields);
  }();
  return list;
}

Identity::Identity(const IdentityOptions& options) : Layer(std::make_shared<IdentityBase>(options)) {}

}  // namespace fovea
