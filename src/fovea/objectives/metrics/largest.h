#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace fovea {

/// Position of the largest of n numbers as keras.ops.argmax finds it: the first of equal ones, NaN passed over, -0
/// below 0; 0 where none is above minus infinity.
template <class T>
std::int64_t position_of_largest(const T* values, std::int64_t n) {
  if constexpr (!std::is_floating_point_v<T>) {
    return std::max_element(values, values + n) - values;
  } else {
    std::int64_t position = 0;
    T largest = -std::numeric_limits<T>::infinity();
    for (std::int64_t i = 0; i < n; ++i) {
      const T value = values[i] == 0 && std::signbit(values[i]) ? -std::numeric_limits<T>::min() : values[i];
      if (value > largest) {
        largest = value;
        position = i;
      }
    }
    return position;
  }
}

}  // namespace fovea
