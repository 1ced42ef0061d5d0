#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace fovea {

/// Names of classes from a file beside a model, in the order of its output: lines of text, numbered ("0 cardboard", as
/// Teachable Machine writes them) or not; or JSON as Keras' generators give it, {"cats": 0, "dogs": 1}, {"0": "cats", ...} or
/// ["cats", "dogs"].
/// Errors   unreadable: no such file; format: numbers that are not 0 to n - 1, another kind of JSON, over 100,000 names
std::vector<std::string> read_labels(const std::filesystem::path& path);

/// The file of that kind that stands in a model's folder, labels.txt or class_indices.json; empty: none.
std::filesystem::path labels_beside(const std::filesystem::path& model);

}  // namespace fovea
