#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace fovea {

/// The first bytes of a file, fewer when it is shorter.
/// Errors   unreadable: missing, a folder, no permission
std::string first_bytes(const std::filesystem::path& path, std::size_t count = 512);

inline constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";
/// What the first bytes of a file begin: an HDF5 file, a zip archive with entries, one with or without, a JSON object.
bool is_hdf5(std::string_view first_bytes);
bool is_zip(std::string_view first_bytes);
bool is_any_zip(std::string_view first_bytes);
bool is_json_object(std::string_view first_bytes);

/// What a file is by its first bytes, never by its name, in words for a message: "a web page (HTML)", "a zip
/// archive", "empty", "of an unknown kind".
std::string describe_content(std::string_view first_bytes);

}  // namespace fovea
