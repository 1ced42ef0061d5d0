#pragma once
#include "fovea/base/call_config.h"
#include "fovea/base/fields.h"

namespace fovea {

/// The signature of a class whose arguments are these fields; older spellings are taken by name alone.
CallSignature signature_of(const FieldList& fields);

}  // namespace fovea
