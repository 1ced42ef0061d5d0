#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace fovea {

/// The first bytes of a file, fewer when it is shorter.
/// Errors   unreadable: missing, a folder, no permission
std::string first_bytes(const std::filesystem::path& path, std::size_t count = 512);

/// What a file is by its first bytes, never by its name, in words for a message: "a web page (HTML)", "a zip
/// archive", "empty", "of an unknown kind".
std::string describe_content(std::string_view first_bytes);

}  // namespace fovea
