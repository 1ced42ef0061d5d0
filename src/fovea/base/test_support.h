#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "fovea/base/error.h"

namespace fovea {

/// The folder of shared models, pictures and data that stands beside a checkout, or FOVEA_SHARED; empty when there is
/// none, and a test that needs it skips.
inline std::optional<std::filesystem::path> shared_dir(const std::filesystem::path& source_dir) {
  const char* named = std::getenv("FOVEA_SHARED");
  const std::filesystem::path folder = named != nullptr ? std::filesystem::path(named) : source_dir / ".." / "shared";
  if (std::filesystem::is_directory(folder)) return folder;
  return std::nullopt;
}

/// The text of the error of this kind that `work` throws; a failed test and "" when it throws none or another.
inline std::string error_of(ErrorKind kind, const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(kind)) << error.what();
    return error.kind() == kind ? error.what() : "";
  }
  ADD_FAILURE() << "no error was thrown";
  return "";
}

}  // namespace fovea
