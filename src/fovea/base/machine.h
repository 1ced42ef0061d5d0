#pragma once
#include <string>

namespace fovea {

/// The processor, as precisely as the system names it: what is measured on one does not hold for another.
std::string machine_name();

}  // namespace fovea
