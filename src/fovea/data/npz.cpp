#include "fovea/data/npz.h"

#include <fmt/format.h>

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/data/npy.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view suffix = ".npy";

/// The path itself, when an archive lies there.
const fs::path& checked(const fs::path& path) {
  const std::string head = first_bytes(path);
  if (!is_any_zip(head))
    fail(ErrorKind::format,
         fmt::format("{}: is no .npz file: its content is {}. An .npz is a zip archive of .npy arrays, "
                     "as numpy.savez writes it.",
                     path.string(), describe_content(head)));
  return path;
}

}  // namespace

NpzFile::NpzFile(const fs::path& path, const ReadLimits& limits)
    : path_(path.string()), limits_(limits), archive_(checked(path), limits) {
  for (const ZipEntry& entry : archive_.entries())
    if (entry.name.size() > suffix.size() && entry.name.ends_with(suffix))
      names_.push_back(entry.name.substr(0, entry.name.size() - suffix.size()));
}

bool NpzFile::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

Array NpzFile::read(const std::string& name) const {
  if (!has(name))
    fail(ErrorKind::usage, fmt::format("{}: has no array '{}'. {}", path_, name, suggest(name, names_)));
  return read_npy(*archive_.open(name + std::string(suffix)), limits_);
}

NamedArrays read_npz(const fs::path& path, const ReadLimits& limits) {
  return with_memory(path.string(), [&] {
    const NpzFile file(path, limits);
    NamedArrays arrays;
    for (const std::string& name : file.names()) arrays.emplace_back(name, file.read(name));
    return arrays;
  });
}

void write_npz(const fs::path& path, const NamedArrays& arrays) {
  replace_file(path, [&](const fs::path& temporary) {
    ZipWriter archive(temporary);
    for (const auto& [name, array] : arrays) {
      if (name.empty()) fail(ErrorKind::usage, path.string() + ": an array has no name.");
      archive.add(name + std::string(suffix), npy_bytes(array));
    }
    archive.finish();
  });
}

}  // namespace fovea
