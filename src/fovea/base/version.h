#pragma once
#include <string>

namespace fovea {

/// This library's version, "1.2.3".
extern const std::string version;

}  // namespace fovea
