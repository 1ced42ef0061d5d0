#include <algorithm>
#include <limits>
#include <mutex>

#include "fovea/base/error.h"
#include "fovea/data/photos/file_store.h"
#include "fovea/data/zip_archive.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// Photos are read one by one, so all of them together may be any number of bytes.
ReadLimits of_any_size(ReadLimits limits) {
  limits.archive_bytes = std::numeric_limits<std::int64_t>::max();
  return limits;
}

class ZipStore : public FileStore {
 public:
  ZipStore(const fs::path& path, const StoreOptions& options)
      : FileStore(path.string()), limits_(options.limits), archive_(path, of_any_size(options.limits)) {
    const auto any = [&](char letter) {
      return std::ranges::any_of(archive_.entries(),
                                 [&](const ZipEntry& entry) { return entry.name.find(letter) != std::string::npos; });
    };
    if (!any('/') && any('\\')) slash_ = '\\';
    std::vector<std::string> folders;
    for (const ZipEntry& entry : archive_.entries()) {
      std::string name = with_slash(entry.name, slash_, '/');
      if (name.ends_with('/'))
        folders.push_back(name.substr(0, name.size() - 1));
      else if (const char* why = not_a_picture(name))
        skipped_.push_back({std::move(name), why});
      else
        names_.push_back(std::move(name));
    }
    sort_names();
    find_empty_folders(std::move(folders));
    std::error_code error;
    stamp_.bytes = static_cast<std::int64_t>(fs::file_size(path, error));
    stamp_.time = fs::last_write_time(path, error).time_since_epoch().count();
  }

  std::string kind() const override { return "zip"; }
  std::string read(std::size_t i) const override {
    const std::lock_guard<std::mutex> lock(one_reader_);
    return archive_.read(with_slash(names_[i], '/', slash_), limits_.picture_bytes, "picture_bytes");
  }
  Stamp stamp(std::size_t) const override { return stamp_; }

 private:
  static std::string with_slash(std::string name, char old, char slash) {
    std::ranges::replace(name, old, slash);
    return name;
  }

  ReadLimits limits_;
  ZipReader archive_;
  char slash_ = '/';  ///< between folders; some writers on Windows put a backslash there
  Stamp stamp_;
  mutable std::mutex one_reader_;
};

}  // namespace

std::unique_ptr<FileStore> open_zip(const fs::path& path, const StoreOptions& options) {
  return std::make_unique<ZipStore>(path, options);
}

}  // namespace fovea
