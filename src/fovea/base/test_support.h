#pragma once
#include <cstdlib>
#include <filesystem>
#include <optional>

namespace fovea {

/// The folder of shared models, pictures and data that stands beside a checkout, or FOVEA_SHARED; empty when there is
/// none, and a test that needs it skips.
inline std::optional<std::filesystem::path> shared_dir(const std::filesystem::path& source_dir) {
  const char* named = std::getenv("FOVEA_SHARED");
  const std::filesystem::path folder = named != nullptr ? std::filesystem::path(named) : source_dir / ".." / "shared";
  if (std::filesystem::is_directory(folder)) return folder;
  return std::nullopt;
}

}  // namespace fovea
