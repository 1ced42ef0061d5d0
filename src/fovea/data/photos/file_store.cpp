#include "fovea/data/photos/file_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <set>

#include "fovea/base/file.h"
#include "fovea/base/text.h"

namespace fovea {

void FileStore::sort_names(std::vector<std::int64_t>* order) {
  if (order == nullptr) {
    std::ranges::sort(names_);
    return;
  }
  std::vector<std::size_t> by_name(names_.size());
  std::iota(by_name.begin(), by_name.end(), std::size_t{0});
  std::ranges::sort(by_name, {}, [&](std::size_t i) -> const std::string& { return names_[i]; });
  std::vector<std::string> names(names_.size());
  std::vector<std::int64_t> sorted(names_.size());
  for (std::size_t i = 0; i < by_name.size(); ++i) {
    names[i] = std::move(names_[by_name[i]]);
    sorted[i] = (*order)[by_name[i]];
  }
  names_ = std::move(names);
  *order = std::move(sorted);
}

void FileStore::find_empty_folders(std::vector<std::string> folders) {
  const auto parent = [](const std::string& name) { return name.substr(0, std::min(name.rfind('/'), name.size())); };
  const auto holds_files = [&](const std::string& folder) {
    const auto next = std::ranges::lower_bound(names_, folder);
    return next != names_.end() && next->starts_with(folder);
  };
  for (const SkippedFile& file : skipped_)
    if (file.name.find('/') != std::string::npos) folders.push_back(parent(file.name));
  std::set<std::string> empty;
  for (std::string folder : folders)
    for (; !holds_files(folder + "/"); folder = parent(folder)) {
      if (not_a_picture(folder + "/") == nullptr) empty.insert(folder);
      if (folder.find('/') == std::string::npos) break;
    }
  empty_folders_.assign(empty.begin(), empty.end());
}

FileStore::Stamp stamp_of(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) fail_reading(file.string(), "cannot be read", errno);
  return {info.st_size, std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec};
}

std::string FileStore::remedy() const {
  const std::string lists = "`fovea data check` lists them";
  if (kind() == "csv") return lists + "; take their lines out of the list.";
  if (kind() == "folder") return lists + ", `fovea data clean` moves them away.";
  return lists + ". Archives are never changed: unpack it, and `fovea data clean` moves them away.";
}

const char* not_a_picture(std::string_view name) {
  static const std::set<std::string, std::less<>> others{
      "txt",  "csv",  "tsv",  "json", "jsonl", "xml", "yaml", "yml",    "md",   "html",    "htm",  "pdf", "doc",
      "docx", "xls",  "xlsx", "py",   "ipynb", "cpp", "h",    "sh",     "log",  "ini",     "cfg",  "db",  "lnk",
      "url",  "zip",  "tar",  "gz",   "tgz",   "bz2", "xz",   "7z",     "rar",  "mp4",     "mov",  "avi", "mkv",
      "mp3",  "wav",  "npy",  "npz",  "keras", "h5",  "hdf5", "layers", "onnx", "pt",      "pth",  "svg", "psd",
      "heic", "heif", "avif", "raw",  "cr2",   "nef", "dng",  "xmp",    "thm",  "license", "cache"};
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    const std::string_view part = name.substr(at, end - at);
    if (part.starts_with('.')) return "is hidden";
    if (part == "__MACOSX" || part == "Thumbs.db" || part == "desktop.ini") return "belongs to a file manager";
    if (part == "lost+found") return "belongs to the disk";
    at = end + 1;
  }
  static const std::set<std::string, std::less<>> texts{"license", "licence", "copying",
                                                        "readme",  "notice",  "authors"};
  if (texts.contains(to_lower(name.substr(name.rfind('/') + 1)))) return "is a text by its name";
  const std::size_t slash = name.rfind('/'), dot = name.rfind('.');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return nullptr;
  return others.contains(to_lower(name.substr(dot + 1))) ? "is of no kind of picture that is read" : nullptr;
}

}  // namespace fovea
