#pragma once
#include <cstdint>

namespace fovea {

/// Whose behaviour is followed where Keras has a fault.
enum class Compat : std::uint8_t {
  corrected,  ///< what the documentation promises
  keras       ///< what Keras does, faults included
};

}  // namespace fovea
