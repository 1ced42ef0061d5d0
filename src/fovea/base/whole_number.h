#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace fovea {

/// The number that all of `text` is in decimal, "-12"; none of anything else, an empty text or a number beyond 64 bits.
std::optional<std::int64_t> whole_number(std::string_view text);

}  // namespace fovea
