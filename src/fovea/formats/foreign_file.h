#pragma once
#include <filesystem>
#include <string_view>

namespace fovea {

/// Says what a file is that holds no model which fovea reads, and the way to one: a Git LFS pointer, a web page, files of
/// PyTorch, ONNX, TensorFlow Lite, checkpoints. Input    start: its first bytes
/// Errors   unreadable: an empty file, a pointer, a web page; unsupported: the rest
[[noreturn]] void refuse_foreign(std::string_view start, const std::filesystem::path& path);

/// The same of a folder: a SavedModel, or any other.
[[noreturn]] void refuse_folder(const std::filesystem::path& path);

}  // namespace fovea
