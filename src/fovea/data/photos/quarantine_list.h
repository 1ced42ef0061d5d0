#pragma once
#include <filesystem>
#include <string_view>

namespace fovea {

/// How the lists begin that say which files were moved into a quarantine.
constexpr std::string_view quarantine_line =
    "# files that `fovea data clean` moved; `fovea data clean DATA --undo` this list brings them back";

/// Whether a folder in which a file of this name lies may be a quarantine.
bool names_quarantine_list(std::string_view name);

/// Whether a file is such a list. One that cannot be read is none.
bool is_quarantine_list(const std::filesystem::path& file);

}  // namespace fovea
