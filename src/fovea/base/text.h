#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace fovea {

/// Number of single-character edits between two words, ignoring case.
int edit_distance(std::string_view a, std::string_view b);

/// "Did you mean 'relu' or 'gelu'?" for the nearest known names, or "Known: a, b, c." when none is near.
std::string suggest(std::string_view received, const std::vector<std::string>& known);

/// "Conv2D" -> "conv2d", "MaxPooling2D" -> "max_pooling2d", "ReLU" -> "re_lu": Keras' automatic names.
std::string to_snake_case(std::string_view class_name);

/// ASCII letters in lower case, all else as it is.
std::string to_lower(std::string_view text);

/// "73,834".
std::string with_commas(long long value);

/// "a, b, c".
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Parts between separators, with spaces around each taken off.
std::vector<std::string> split(std::string_view text, char separator);

}  // namespace fovea
