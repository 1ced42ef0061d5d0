#pragma once
#include <csetjmp>
#include <type_traits>

namespace fovea::images {

/// False where a library of C left `step` by a longjmp to `place`, as libjpeg and libpng do on errors. What it jumps over holds
/// plain data alone; everything with a destructor lives outside.
template <class Step>
bool finishes(std::jmp_buf& place, Step step) {
  static_assert(std::is_trivially_destructible_v<Step>);
  if (setjmp(place) != 0) return false;
  step();
  return true;
}

}  // namespace fovea::images
