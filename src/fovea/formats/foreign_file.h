#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

#include "fovea/data/zip_archive.h"

namespace fovea {

/// Says what a file is that holds no model which fovea reads, and the way to one: a Git LFS pointer, a web page, files of
/// PyTorch, ONNX, TensorFlow Lite, checkpoints. Input    start: its first bytes
/// Errors   unreadable: an empty file, a pointer, a web page; unsupported: the rest
[[noreturn]] void refuse_foreign(std::string_view start, const std::filesystem::path& path);

/// Refuses what stands in the place of a file alone. Errors   unreadable: nothing, a pointer, a web page
void refuse_stand_in(std::string_view start, const std::filesystem::path& path);

/// The same as refuse_foreign() of a zip archive that is no saved model, by what is in it.
[[noreturn]] void refuse_archive(const std::vector<ZipEntry>& entries, const std::filesystem::path& path);

/// True of the name by which programs call a TensorFlow checkpoint: no file, but PATH.index is one.
bool is_checkpoint(const std::filesystem::path& path);
[[noreturn]] void refuse_checkpoint(const std::filesystem::path& path);

/// The same of a folder: a SavedModel, checkpoints, or any other.
[[noreturn]] void refuse_folder(const std::filesystem::path& path);

}  // namespace fovea
