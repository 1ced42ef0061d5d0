#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "fovea/base/limits.h"
#include "fovea/data/dataset.h"

namespace fovea {

/// The data set in an .npz file with x_train and y_train, x_test and y_test, also x_val and y_val, or x and y, which
/// are taken as the train split. `classes` names the labels; empty: they are numbered.
/// Errors   format: no such arrays, x without y (the text names the arrays there are); those of NpzFile, read_npy
///          and check
DataSet open_npz_set(const std::filesystem::path& path, const ReadLimits& limits = {},
                     std::vector<std::string> classes = {});

/// The same from a folder that holds those arrays as x_train.npy, y_train.npy, ...
DataSet open_npy_set(const std::filesystem::path& folder, const ReadLimits& limits = {});

/// Whether a folder holds any file that open_npy_set looks for.
bool is_npy_folder(const std::filesystem::path& folder);

/// The data set in a folder of IDX files with the names of MNIST's: train-images-idx3-ubyte, train-labels-idx1-ubyte
/// and t10k- or test- for the test split, with or without .gz, with '-' or '.' before idx.
/// Errors   unreadable: a file of a pair is missing; format: pictures and labels mixed up; those of read_idx
///          and check
DataSet open_idx_set(const std::filesystem::path& folder, const ReadLimits& limits = {},
                     std::vector<std::string> classes = {});

/// Whether a folder holds any file that open_idx_set looks for.
bool is_idx_folder(const std::filesystem::path& folder);

/// Whether it holds pictures and labels of both splits, train and test.
bool is_complete_idx_folder(const std::filesystem::path& folder);

}  // namespace fovea
