#pragma once
#include <string>
#include <string_view>

namespace fovea {

/// A file's name as one line of valid UTF-8 that steers no terminal: control characters, backslashes and bytes that are
/// no UTF-8 become \xHH.
std::string shown_name(std::string_view name);

/// The same of text whose newlines, tabs and backslashes are meant.
std::string shown_text(std::string_view text);

/// The name that was shown. Errors   format: a backslash that shown_name did not write
std::string name_shown_as(std::string_view shown);

}  // namespace fovea
