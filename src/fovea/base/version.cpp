#include "fovea/base/version.h"

namespace fovea {

const std::string version = FOVEA_VERSION;

}  // namespace fovea
