#pragma once
#include <algorithm>
#include <cstddef>

namespace fovea {

/// Text as an argument of a template: `PlainLossOptions<"hinge">`.
template <std::size_t size>
struct FixedText {
  constexpr FixedText(const char (&from)[size]) { std::copy_n(from, size, text); }
  char text[size];
};

}  // namespace fovea
