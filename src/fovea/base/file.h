#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fovea {

/// Whole content of a file.
/// Errors   unreadable: missing, a folder, no permission, a read that fails; resource: larger than `most` bytes,
///          which ReadLimits calls `limit`; a MachineError, where the file is not to blame
std::string read_file(const std::filesystem::path& path, std::int64_t most = std::int64_t{4} << 30,
                      const char* limit = "file_bytes");

/// Replaces a file at once or not at all: a temporary file beside it is written, synced, renamed over it, and the folder
/// synced. Whatever fails, the old file is untouched and the temporary one is gone. A link stays, and its target is
/// replaced; a device or pipe (/dev/stdout) is written to directly.
/// Errors   usage: its folder is not there; resource: disk full, no permission (the text names the path and the bytes
///          needed)
void write_file(const std::filesystem::path& path, std::string_view content);

/// The same for content that a library writes by path: `write` fills the temporary file it is given.
/// Errors   also resource: a device or pipe
void replace_file(const std::filesystem::path& path,
                  const std::function<void(const std::filesystem::path& temporary)>& write);

/// Makes a new folder appear under its name with its first files already in it: `fill` writes into a temporary folder
/// beside it, which is synced and renamed. What a killed process left of one for the same name is taken away.
/// Errors   usage: the folder exists and is not empty; resource: as write_file
void create_folder(const std::filesystem::path& path,
                   const std::function<void(const std::filesystem::path& temporary)>& fill);

/// Ends what `who` was doing with a file or folder by the system's error number `why`.
/// Errors   unreadable: "WHO: WHAT: No such file or directory."; a MachineError where that is to blame
[[noreturn]] void fail_reading(const std::string& who, const std::string& what, int why);

/// Flushes a file or folder to the disk. Errors   resource: when the system cannot
void sync_path(const std::filesystem::path& path);

}  // namespace fovea
