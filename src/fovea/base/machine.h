#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace fovea {

/// The processor, as precisely as the system names it: what is measured on one does not hold for another.
std::string machine_name();

/// Bytes of memory that can still be taken: what the system can give without swapping, and no more than the control groups
/// of this process leave it. 0 where the system does not say.
/// Input    root: where /proc and /sys lie
std::int64_t available_memory(const std::filesystem::path& root = "/");

}  // namespace fovea
